/** What rollouts cost the API server and the process that conducts them: requests, bytes, memory, and many at once. */
import { parseArgs } from 'node:util';
import {
  CANARY_GOAL,
  jsonOf,
  missesOf,
  MOST_RATIO,
  tableOf,
  type Crowd,
  type Figures,
  type Single,
} from './figures.ts';
import type { Way } from './job.ts';
import { ClusterWorld } from './world.ts';

const REFUSED = 2;
const CROWDS = [1, 10, 30, 100];
const SHORT_MS = 1_000;
const LONG_MS = 30_000;

const SINGLES: readonly {
  readonly name: string;
  readonly way: Way;
  readonly what: string;
  readonly goal: number | null;
  readonly bakeMs: number;
}[] = [
  { name: 'rolling', way: 'rolling', what: 'rolling', goal: CANARY_GOAL, bakeMs: SHORT_MS },
  { name: 'canary', way: 'canary', what: 'two-step canary', goal: CANARY_GOAL, bakeMs: SHORT_MS },
  {
    name: 'canary-long',
    way: 'canary',
    what: 'the same, bakes of half a minute',
    goal: CANARY_GOAL,
    bakeMs: LONG_MS,
  },
  { name: 'routed', way: 'routed', what: 'two-step canary, HTTPRoute', goal: CANARY_GOAL, bakeMs: SHORT_MS },
  { name: 'argo', way: 'argo', what: 'two-step canary, Argo Rollouts', goal: CANARY_GOAL, bakeMs: SHORT_MS },
];

const HELP = `npm run bench -- kubernetes [options]

API requests, bytes and memory of a rollout, and of many at once in one process. The API server, its controllers and Argo
Rollouts are real, installed into the cache of npm run test:real; pods are played.

  --crowd <n>  so many canaries at once; may be given again (default ${CROWDS.join(', ')})
  --json       one JSON object on stdout
  --check      exit 1 where a rollout takes over ${CANARY_GOAL} requests, or one of many over ${MOST_RATIO} x one of few
  --help       this text`;

export async function kubernetes(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return REFUSED;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const figures = await measured(options.crowds);
  if (options.json) console.log(jsonOf(figures));
  else for (const line of tableOf(figures)) console.log(line);
  const misses = missesOf(figures);
  for (const miss of misses) console.error(`too much: ${miss}`);
  return options.check && misses.length > 0 ? 1 : 0;
}

async function measured(sizes: readonly number[]): Promise<Figures> {
  await using world = await ClusterWorld.start((text) => console.error(text));
  const idle = await world.measure({ way: 'canary', names: [], bakeMs: SHORT_MS, replicas: 0 });
  const singles: Single[] = [];
  for (const { name, way, what, goal, bakeMs } of SINGLES) {
    console.error(`${what} ...`);
    const spent = await world.measure({ way, names: [name], bakeMs, replicas: 4 });
    singles.push({ name, what, goal, spent });
  }
  const crowds: Crowd[] = [];
  for (const count of sizes) {
    console.error(`${count} at once ...`);
    const names = Array.from({ length: count }, (_, i) => `crowd-${count}-${i}`);
    crowds.push({
      count,
      spent: await world.measure({ way: 'canary', names, bakeMs: SHORT_MS, replicas: 2 }),
    });
  }
  return { idleBytes: idle.peakBytes, singles, crowds };
}

interface Options {
  readonly crowds: readonly number[];
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
        crowd: { type: 'string', multiple: true, default: CROWDS.map(String) },
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const crowds = values.crowd.map(Number);
    const bad = values.crowd.find((_, i) => !Number.isInteger(crowds[i]) || (crowds[i] ?? 0) < 1);
    if (bad !== undefined) return `--crowd is "${bad}": write a whole number from 1`;
    return { ...values, crowds: crowds.toSorted((one, other) => one - other) };
  } catch (error) {
    return `${error instanceof Error ? error.message : 'bad options'}. See npm run bench -- kubernetes --help`;
  }
}
