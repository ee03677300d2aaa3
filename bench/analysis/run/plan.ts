import type { BenchJudge } from '../judges/judge.ts';
import type { ReleaseName, Scenario } from '../world/scenario.ts';
import type { Counting } from '../world/source.ts';
import { play, type Baseline, type Outcome } from './play.ts';

/** All that is to be simulated. */
export interface Plan {
  readonly seed: number;
  readonly repetitions: number;
  readonly scenarios: readonly Scenario[];
  readonly releases: readonly ReleaseName[];
  readonly baseline: Baseline;
  readonly counting: Counting;
  readonly judges: readonly BenchJudge[];
}

/** Some repetitions of one release in one scenario, for all judges. Plain data, so that a worker can be sent it. */
export interface Task {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly release: ReleaseName;
  readonly baseline: Baseline;
  readonly counting: Counting;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly judges: readonly string[];
}

/** The outcomes of one judge in one scenario and release, by repetition. */
export interface Column {
  readonly scenario: Scenario;
  readonly release: ReleaseName;
  readonly judge: BenchJudge;
  readonly outcomes: readonly Outcome[];
}

/** Small enough that workers end at about the same time. */
const REPETITIONS_A_TASK = 20;

export function tasksOf({
  seed,
  repetitions,
  scenarios,
  releases,
  baseline,
  counting,
  judges,
}: Plan): readonly Task[] {
  const names = judges.map(({ name }) => name);
  const starts = Array.from(
    { length: Math.ceil(repetitions / REPETITIONS_A_TASK) },
    (_, i) => i * REPETITIONS_A_TASK,
  );
  return scenarios.flatMap((scenario) =>
    releases.flatMap((release) =>
      starts.map((from) => {
        const to = Math.min(repetitions, from + REPETITIONS_A_TASK);
        return { seed, scenario, release, baseline, counting, from, to, judges: names };
      }),
    ),
  );
}

/** Outcomes by repetition, then by judge. */
export function perform(task: Task, known: readonly BenchJudge[]): readonly (readonly Outcome[])[] {
  const { seed, scenario, release, baseline, counting, from, to } = task;
  const judges = task.judges.flatMap((name) => known.filter((judge) => judge.name === name));
  return Array.from({ length: to - from }, (_, i) =>
    play({ seed, scenario, release, baseline, counting, repetition: from + i }, judges),
  );
}

/** `results`: of `tasksOf(plan)`, in its order. */
export function columnsOf(
  plan: Plan,
  results: readonly (readonly (readonly Outcome[])[])[],
): readonly Column[] {
  const tasks = tasksOf(plan);
  return plan.scenarios.flatMap((scenario) =>
    plan.releases.flatMap((release) => {
      const rows = tasks.flatMap((task, i) =>
        task.scenario === scenario && task.release === release ? (results[i] ?? []) : [],
      );
      return plan.judges.map((judge, i) => ({
        scenario,
        release,
        judge,
        outcomes: rows.flatMap((row) => row[i] ?? []),
      }));
    }),
  );
}
