import type { Policies } from '@glidepath/model';
import type { Job } from './tasks.ts';
import type { Outcome } from './play.ts';
import { quantile } from './quantiles.ts';
import { summaryOf, type ReleaseSummary } from './release-summary.ts';
import type { Sensitivity } from './sensitivity.ts';
import { stagesOf, type Stage } from './stages.ts';
import { FACTORS, type Factor, type TaskResult } from './tasks.ts';
import { meanOf } from './traffic.ts';
import { warningsOf } from './warnings.ts';

/** What thousands of rollouts of one environment came to. */
export interface Simulation {
  /** Of each release. */
  readonly rollouts: number;
  readonly seed: number;
  readonly traffic: TrafficSummary;
  readonly stages: readonly StageSummary[];
  /** What follows where a release is found worse, and where there is not enough evidence. */
  readonly policies: Pick<Policies, 'breach' | 'tooFewSamples'>;
  /** The healthy one first. */
  readonly releases: readonly ReleaseSummary[];
  /** What will not work out, in words. */
  readonly warnings: readonly string[];
}

export interface TrafficSummary {
  /** Requests a second. */
  readonly rps: { readonly least: number; readonly mean: number; readonly most: number };
  /** Share that is bad today, 0 to 1, in the mean over the requests. */
  readonly slis: readonly { readonly sli: string; readonly rate: number; readonly budget: number }[];
  /** How long the recording is that rollouts start in; null where traffic is the same all the time. */
  readonly recordedMs: number | null;
}

export interface StageSummary extends Stage {
  readonly candidateRps: number;
  readonly candidateRequests: Sensitivity['candidateRequests'];
  /** By SLI the smallest regression found within the longest bake in four of five cases; null: none. */
  readonly smallest: readonly { readonly sli: string; readonly factor: number | null }[];
}

/** @param results of `tasksOf(job)`, in its order */
export function conclude(job: Job, results: readonly TaskResult[]): Simulation {
  const { course, rollouts, seed } = job;
  const { plan, slis } = course;
  const names = slis.map(({ name }) => name);
  const traffic = trafficSummary(job);
  const sensitivities = results.flatMap((result) => (result.kind === 'stage' ? result.sensitivity : []));
  const stages = stagesOf(plan).map((stage, index): StageSummary => ({
    ...stage,
    candidateRps: (traffic.rps.mean * stage.weight) / 100,
    candidateRequests: sensitivities[index]?.candidateRequests ?? { shortest: 0, longest: 0 },
    smallest: names.map((sli, i) => ({ sli, factor: sensitivities[index]?.smallest[i] ?? null })),
  }));
  const outcomes = new Map<Factor, readonly Outcome[]>(
    FACTORS.map((factor) => [
      factor,
      results.flatMap((one) => (one.kind === 'rollouts' && one.factor === factor ? one.outcomes : [])),
    ]),
  );
  const horizon = horizonOf([...outcomes.values()].flat());
  const releases = FACTORS.map((factor) =>
    summaryOf(factor, outcomes.get(factor) ?? [], stages, names, horizon),
  );
  const { breach, tooFewSamples } = plan.policies;
  const simulation = { rollouts, seed, traffic, stages, policies: { breach, tooFewSamples }, releases };
  return { ...simulation, warnings: warningsOf(simulation, course.settings) };
}

function trafficSummary({ course: { traffic, slis } }: Job): TrafficSummary {
  const { rps, rates } = meanOf(traffic);
  const all = traffic.slots.map((slot) => slot.rps);
  return {
    rps: { least: all.reduce(lesser, Infinity), mean: rps, most: all.reduce(greater, 0) },
    slis: slis.map(({ name, budget }, i) => ({ sli: name, rate: rates[i] ?? 0, budget })),
    recordedMs: traffic.slots.length === 1 ? null : traffic.slots.length * traffic.slotMs,
  };
}

/** The curves end where all but a few rollouts have. */
function horizonOf(outcomes: readonly Outcome[]): number {
  return quantile(Float64Array.from(outcomes, ({ ms }) => ms).sort(), 0.98) ?? 0;
}

function lesser(a: number, b: number): number {
  return Math.min(a, b);
}

function greater(a: number, b: number): number {
  return Math.max(a, b);
}
