import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest } from '../../packages/model/src/text/suggest.ts';
import { JUDGES } from './judges/all.ts';
import type { BenchJudge } from './judges/judge.ts';
import { BASELINES, type Baseline } from './run/play.ts';
import { loadScenarios } from './scenario-file/read.ts';
import { COUNTING_NAMES, COUNTINGS, type Counting } from './world/source.ts';
import { RELEASE_NAMES, SCENARIOS, type ReleaseName, type Scenario } from './world/scenario.ts';

export interface Options {
  readonly seed: number;
  readonly repetitions: number;
  readonly scenarios: readonly Scenario[];
  readonly releases: readonly ReleaseName[];
  readonly judges: readonly BenchJudge[];
  readonly baseline: Baseline;
  readonly counting: Counting;
  readonly workers: number;
  readonly json: boolean;
  readonly check: boolean;
  /** Where the page goes; null for none. */
  readonly out: string | null;
}

const DEFAULT_SEED = 1;
const DEFAULT_REPETITIONS = 400;
const DEFAULT_OUT = join(import.meta.dirname, '..', 'out', 'analysis.html');

export const HELP = `npm run bench -- analysis [options]

Simulates rollouts and lets Glidepath's judge and its peers decide about the same requests. What each judge and each
scenario is, and what the figures mean: bench/analysis/README.md.

  --seed <n>           another seed, other rollouts (default ${DEFAULT_SEED})
  --repetitions <n>    rollouts a scenario and release (default ${DEFAULT_REPETITIONS})
  --scenario <file>    your own scenarios, YAML or JSON, instead of the eight; may be given several times
                       (bench/analysis/examples/own-scenarios.yaml shows how)
  --baseline <which>   history (default): the judges know the stable release's half hour before the rollout; none: they don't
  --counting <how>     how counts come in at our judge (default live), see below
  --only <name>        only this scenario, judge or release; may be given several times
  --workers <n>        threads (default: one a core; the result is the same)
  --json               one JSON document on stdout, and no page unless --out names one
  --out <file>         where the page goes (default bench/out/analysis.html)
  --check              exit 1 where a goal is missed
  --help               this text

Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}
Releases:  ${RELEASE_NAMES.join(', ')}
Judges:    ${JUDGES.map(({ name }) => name).join(', ')}

Counts come in
${COUNTING_NAMES.map((name) => `  ${name.padEnd(10)} ${COUNTINGS[name]}`).join('\n')}`;

/** What was asked for, or what is wrong with it; null where only help was asked for. */
export type ReadOptions =
  | { readonly ok: true; readonly options: Options | null }
  | { readonly ok: false; readonly faults: readonly string[] };

export async function readOptions(args: readonly string[]): Promise<ReadOptions> {
  const raw = parse(args);
  if ('faults' in raw) return { ok: false, faults: raw.faults };
  const { values } = raw;
  if (values.help) return { ok: true, options: null };

  const faults: string[] = [];
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    faults.push(`${name} is "${text}", write a whole number from ${least} to ${most}`);
    return least;
  };
  const seed = whole('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER);
  const repetitions = whole('--repetitions', values.repetitions, 1, 1_000_000);
  const workers = whole('--workers', values.workers, 1, 256);
  const scenarios = await scenariosIn(values.scenario, faults);
  const baseline = BASELINES.find((one) => one === values.baseline);
  if (baseline === undefined)
    faults.push(`--baseline is "${values.baseline}", write ${BASELINES.join(' or ')}`);
  const counting = COUNTING_NAMES.find((one) => one === values.counting);
  if (counting === undefined)
    faults.push(`--counting is "${values.counting}", write one of ${COUNTING_NAMES.join(', ')}`);
  const chosen = choose(values.only, scenarios, faults);
  if (faults.length > 0 || baseline === undefined || counting === undefined) return { ok: false, faults };
  const { json, check } = values;
  const out = values.out ?? (json ? null : DEFAULT_OUT);
  return {
    ok: true,
    options: { seed, repetitions, workers, baseline, counting, json, check, out, ...chosen },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: String(DEFAULT_SEED) },
        repetitions: { type: 'string', default: String(DEFAULT_REPETITIONS) },
        scenario: { type: 'string', multiple: true, default: [] },
        baseline: { type: 'string', default: 'history' },
        counting: { type: 'string', default: 'live' },
        only: { type: 'string', multiple: true, default: [] },
        workers: { type: 'string', default: String(availableParallelism()) },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { faults: [`${error.message}; --help shows what there is`] };
  }
}

async function scenariosIn(files: readonly string[], faults: string[]): Promise<readonly Scenario[]> {
  if (files.length === 0) return SCENARIOS;
  const scenarios: Scenario[] = [];
  for (const file of files) {
    const read = await loadScenarios(file);
    if (!read.ok) {
      faults.push(...read.faults);
      continue;
    }
    for (const scenario of read.scenarios) {
      if (scenarios.some(({ name }) => name === scenario.name)) {
        faults.push(`${file}: scenario ${scenario.name} stands in an earlier file too, give it another name`);
      }
      scenarios.push(scenario);
    }
  }
  return scenarios;
}

/** Names of one kind narrow that kind down; a kind of which none is named stays whole. */
function choose(
  only: readonly string[],
  scenarios: readonly Scenario[],
  faults: string[],
): Pick<Options, 'scenarios' | 'releases' | 'judges'> {
  const wanted = only.flatMap((text) => text.split(','));
  const names = [...[...scenarios, ...JUDGES].map(({ name }) => name), ...RELEASE_NAMES];
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    faults.push(
      `--only ${name}: there is no such scenario, judge or release, ` +
        (near === null ? `write one of ${names.join(', ')}` : `did you mean "${near}"?`),
    );
  }
  const narrowed = <T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] => {
    const some = all.filter((one) => wanted.includes(nameOf(one)));
    return some.length > 0 ? some : all;
  };
  return {
    scenarios: narrowed(scenarios, ({ name }) => name),
    releases: narrowed(RELEASE_NAMES, (name) => name),
    judges: narrowed(JUDGES, ({ name }) => name),
  };
}
