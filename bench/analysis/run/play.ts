import { Random } from '../random/random.ts';
import type { BenchJudge } from '../judges/judge.ts';
import { conditionsOf } from '../world/conditions.ts';
import { Harm, type Ending } from '../world/harm.ts';
import { RELEASES, type ReleaseName, type Scenario } from '../world/scenario.ts';
import { Source, type Counting } from '../world/source.ts';
import { historyOf, lookAt } from '../world/traffic.ts';

/** How one rollout ended under one judge. */
export interface Outcome {
  readonly ending: Ending;
  /** Since the rollout started; its end where it was inconclusive. */
  readonly second: number;
  readonly excessBad: number;
}

export type Baseline = (typeof BASELINES)[number];
/** `none`: as in a rollout whose source of figures was never asked before. */
export const BASELINES = ['history', 'none'] as const;

/** One rollout, before the eyes of every judge: all see the same requests, each until it has decided. */
export interface Play {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly release: ReleaseName;
  /** Whether judges are told what the stable release counted before the rollout. */
  readonly baseline: Baseline;
  readonly counting: Counting;
  /** Number of the repetition, from 0. */
  readonly repetition: number;
}

/** The outcomes in the judges' order. */
export function play(
  { seed, scenario, release, baseline, counting, repetition }: Play,
  judges: readonly BenchJudge[],
): readonly Outcome[] {
  const random = new Random(`${seed}/${scenario.name}/${release}/${repetition}`);
  const conditions = conditionsOf(scenario, RELEASES[release], random.split('conditions'));
  const { budget, weight, minutes, series } = scenario;
  const history = historyOf(scenario, conditions, random.split('history'));
  const setting = {
    budget,
    weight,
    minutes,
    series,
    history: baseline === 'history' ? history : [],
    source: () => new Source(counting, history, series, random.split('counting')),
  };
  const harm = new Harm(scenario, conditions.during);
  const traffic = random.split('traffic');

  const inconclusive: Outcome = {
    ending: 'inconclusive',
    second: minutes * 60,
    excessBad: harm.excessBad('inconclusive', minutes * 60),
  };
  const outcomes = judges.map(() => inconclusive);
  const open = new Map(judges.map((judge, index) => [index, judge.watch(setting)]));
  for (const [index, condition] of conditions.during.entries()) {
    if (open.size === 0) break;
    const look = lookAt(scenario, condition, index, traffic);
    for (const [judge, watch] of open) {
      const decision = watch.look(look);
      if (decision === null) continue;
      const { second } = look;
      outcomes[judge] = { ending: decision, second, excessBad: harm.excessBad(decision, second) };
      open.delete(judge);
    }
  }
  return outcomes;
}
