/** What a delivery costs at GitHub, which lets a repository's workflows make 1,000 calls an hour. */
import { parseArgs } from 'node:util';
import { millis } from '@glidepath/model';
import { measureBundles } from './bundles.ts';
import { isMet } from './calls.ts';
import { jsonOf, tableOf } from './figures.ts';
import { measureLongBakes } from './long-bakes.ts';

const REFUSED = 2;
/** Thousands of looks, each a true call. */
const POLL = millis(10_000);

const HELP = `npm run bench -- github [options]

Calls of GitHub's API for a five-step canary, with quick bakes and with ones of an hour, for a rollback and for a recovery
that has nothing to do: the bundles as they ship against an emulated GitHub.

  --json    one JSON object on stdout
  --check   exit 1 where a goal is missed
  --help    this text`;

export async function github(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return REFUSED;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const [canary, ...others] = await measureBundles();
  const cases = [...(canary === undefined ? [] : [canary]), await measureLongBakes(POLL), ...others];
  if (options.json) console.log(jsonOf(cases));
  else for (const line of tableOf(cases)) console.log(line);
  return options.check && !cases.every(isMet) ? 1 : 0;
}

interface Options {
  readonly json: boolean;
  readonly check: boolean;
  readonly help: boolean;
}

/** The options, or what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    return `${error instanceof Error ? error.message : 'bad options'}. See npm run bench -- github --help`;
  }
}
