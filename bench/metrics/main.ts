/** What a poll costs at the sources of figures, by how many SLIs there are and how many instances of the service. */
import { parseArgs } from 'node:util';
import { jsonOf, tableOf } from './figures.ts';
import { measure, type Case } from './measure.ts';
import type { Start } from './world.ts';

const REFUSED = 2;
const SLIS = [1, 10, 50];
const TARGETS = [1, 20];

const WORLDS: Readonly<Record<string, () => Promise<{ readonly start: Start }>>> = {
  prometheus: async () => import('./worlds/prometheus.ts'),
  datadog: async () => import('./worlds/datadog.ts'),
  cloudwatch: async () => import('./worlds/cloudwatch.ts'),
  elasticsearch: async () => import('./worlds/elasticsearch.ts'),
  http: async () => import('./worlds/http.ts'),
};

const HELP = `npm run bench -- metrics [options]

Queries and bytes of one poll in the middle of a rollout, for ${SLIS.join(', ')} SLIs over ${TARGETS.join(' and ')} instances of the service. Prometheus
is a real one, installed into the cache of npm run test:real; the others are emulators, on which the queries are really made.

  --source <name>  only this one of ${Object.keys(WORLDS).join(', ')}; may be given again
  --json           one JSON object on stdout
  --help           this text`;

export async function metrics(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return REFUSED;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const cases: Case[] = [];
  for (const source of options.sources) {
    const world = await WORLDS[source]?.();
    if (world === undefined) throw new Error(`${source} was let pass`);
    for (const slis of SLIS) {
      for (const targets of TARGETS) cases.push(await measure(source, world.start, { slis, targets }));
    }
  }
  if (options.json) console.log(jsonOf(cases));
  else for (const line of tableOf(cases)) console.log(line);
  return 0;
}

interface Options {
  readonly sources: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
}

/** The options, or what is wrong with them. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        source: { type: 'string', multiple: true, default: Object.keys(WORLDS) },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const unknown = values.source.find((name) => !Object.hasOwn(WORLDS, name));
    if (unknown !== undefined)
      return `There is no source "${unknown}". Known: ${Object.keys(WORLDS).join(', ')}.`;
    return { sources: values.source, json: values.json, help: values.help };
  } catch (error) {
    return `${error instanceof Error ? error.message : 'bad options'}. See npm run bench -- metrics --help`;
  }
}
