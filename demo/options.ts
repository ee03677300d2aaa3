import { parseArgs } from 'node:util';
import { Trouble } from './trouble.ts';

export interface Options {
  readonly json: boolean;
  readonly keep: boolean;
  readonly help: boolean;
  /** Requests a second. */
  readonly rps: number;
}

/** A little above what the demo must prove, so that a late tick does not spoil it. */
const LEAST_RPS = 250;
const MOST_RPS = 2_000;
const DEFAULT_RPS = 350;

export const HELP = `npm run demo -- [options]

Delivers four releases of a small shop on this machine, through the action as GitHub's runner runs it, while clients
send real requests: a healthy one, one that fails 5 % of its requests, one that is four times slower, and one that dies
on start. Takes about a minute. Writes demo/out/report.html.

  --rps <n>   requests a second, ${LEAST_RPS} to ${MOST_RPS} (default ${DEFAULT_RPS})
  --json      progress on stderr; the last lines of stdout are one JSON object a delivery
  --keep      leave the temporary workspace there, to look at its ledger: git log refs/glidepath/shop/production
  --help      this text

Exit code: 0 when every release ended as it must and no client saw a failure that a release did not cause itself, else 1;
2 for bad options.`;

/** @throws Trouble for what it does not know */
export function readOptions(args: readonly string[]): Options {
  const { json, keep, help, rps } = parse(args);
  const rate = rps === undefined ? DEFAULT_RPS : Number(rps);
  if (!(rate >= LEAST_RPS && rate <= MOST_RPS)) {
    throw new Trouble(`--rps is "${rps}": write a number from ${LEAST_RPS} to ${MOST_RPS}`);
  }
  return { json, keep, help, rps: rate };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        rps: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Trouble(
      `${error instanceof Error ? error.message : 'bad options'}. See npm run demo -- --help`,
    );
  }
}
