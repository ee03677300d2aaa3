/**
 * Start-up of each bundle against bare Node in the same run, and bundle sizes.
 *
 * A bundle is started where it has to refuse: in a folder without a delivery file. Measured from making the process: the
 * first byte that it writes; the answer, the line that names the missing file, which it can't write before all it needs
 * is loaded and its inputs are read; the exit. Bare Node writes nothing, so `node -e 0` is measured to its exit. The
 * starts are interleaved, so that what else the machine does falls on all alike.
 */
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allBytes, loadedBytes } from './bundles.ts';
import { excessesOf, jsonOf, MOST_TIMES_BARE, tableOf, type Figures, type Measured } from './figures.ts';
import { median, timeStart, type Start, type Times } from './measure.ts';

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const RUNS = 21;
/** Fills the system's file cache; not counted. */
const REHEARSALS = 2;
const LEAST_RUNS = 15;
/** Bad input: the exit code of a refusal. */
const REFUSED = 2;

const MISSING = '.github/delivery.yml';

const HELP = `npm run bench -- startup [options]

Start-up of each bundle (process start to first own line, and to its answer) against node -e 0, medians of interleaved
runs, and sizes.

  --runs <n>   runs of each, at least ${LEAST_RUNS} (default ${RUNS})
  --json       one JSON object on stdout
  --check      exit 1 where an answer takes over ${MOST_TIMES_BARE} x bare Node, or over 1.5 MB for all bundles together
  --help       this text`;

/** What a user starts; each must be there at once. */
const BUNDLES = ['deploy', 'gate', 'analyze', 'promote', 'rollback', 'recover', 'plan', 'cli'];

export async function startup(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return REFUSED;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  for (const name of BUNDLES) {
    if (await isMissing(bundleOf(name))) {
      console.error(`dist/${name}.js is missing: build it with npm run build`);
      return REFUSED;
    }
  }

  const { bare, times } = await race(BUNDLES, options.runs);
  const all = await allBytes(DIST);
  const figures: Figures = {
    runs: options.runs,
    bareMs: median(bare.map(({ exit }) => exit)),
    actions: await Promise.all(BUNDLES.map(async (name) => measured(name, times.get(name) ?? []))),
    totalBytes: all.own,
    sdkBytes: all.sdks,
  };
  if (options.json) console.log(jsonOf(figures));
  else for (const line of tableOf(figures)) console.log(line);
  const excesses = excessesOf(figures);
  for (const excess of excesses) console.error(`too much: ${excess}`);
  return options.check && excesses.length > 0 ? 1 : 0;
}

async function measured(name: string, times: readonly Times[]): Promise<Measured> {
  return {
    name,
    ms: median(times.flatMap(({ firstByte }) => firstByte ?? [])),
    answerMs: median(times.flatMap(({ answer }) => answer ?? [])),
    exitMs: median(times.map(({ exit }) => exit)),
    bytes: await loadedBytes(bundleOf(name)),
  };
}

interface Options {
  readonly runs: number;
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
        runs: { type: 'string', default: String(RUNS) },
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const runs = Number(values.runs);
    if (Number.isInteger(runs) && runs >= LEAST_RUNS) return { ...values, runs };
    return `--runs is "${values.runs}": write a whole number from ${LEAST_RUNS}`;
  } catch (error) {
    return `${error instanceof Error ? error.message : 'bad options'}. See npm run bench -- startup --help`;
  }
}

/** Each bundle and bare Node once a round. */
async function race(
  bundles: readonly string[],
  runs: number,
): Promise<{ readonly bare: readonly Times[]; readonly times: ReadonlyMap<string, readonly Times[]> }> {
  const empty = await mkdtemp(join(tmpdir(), 'glidepath-bench-'));
  try {
    const bare: Times[] = [];
    const times = new Map(bundles.map((name): [string, Times[]] => [name, []]));
    for (let round = -REHEARSALS; round < runs; round++) {
      const bareTimes = await timeStart({
        args: ['-e', '0'],
        cwd: empty,
        env: surroundings(),
        exitCode: 0,
        answer: null,
      });
      if (round >= 0) bare.push(bareTimes);
      for (const [name, own] of times) {
        const start = await timeStart(refusal(name, empty));
        if (round >= 0) own.push(start);
      }
    }
    return { bare, times };
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
}

/** A start that cannot get further than the missing delivery file. */
function refusal(name: string, folder: string): Start {
  const isCli = name === 'cli';
  return {
    args: [bundleOf(name), ...(isCli ? ['validate'] : [])],
    cwd: folder,
    env: {
      ...surroundings(),
      ...(isCli ? {} : { GITHUB_WORKSPACE: folder, INPUT_ENVIRONMENT: 'production' }),
    },
    exitCode: REFUSED,
    answer: MISSING,
  };
}

/** As on a fresh runner: no compile cache of an earlier run. */
function surroundings(): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
}

function bundleOf(name: string): string {
  return join(DIST, `${name}.js`);
}

async function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}
