import type { Outcome } from './play.ts';
import { quantile, shareOf, spreadOf, type Share, type Spread } from './quantiles.ts';
import type { Stage } from './stages.ts';
import { sliOf, type Factor } from './tasks.ts';

/** What became of all simulated rollouts of one release. Times are in ms since a rollout's start. */
export interface ReleaseSummary {
  /** So many times the stable release's share of bad requests; 1: as good. */
  readonly factor: Factor;
  readonly promoted: Share;
  /** Found to be worse: false for a healthy release. */
  readonly breach: Share;
  /** Without enough evidence either way at the end of the longest bake. */
  readonly undecided: Share;
  /** Of those that came so far. */
  readonly fullTraffic: Spread | null;
  readonly promotedAfter: Spread | null;
  readonly breachAfter: Spread | null;
  /** Requests that failed only because of the release, by rollout. Until it was promoted, found or left undecided. */
  readonly excessBad: { readonly mean: number } & Spread;
  /** By stage, of all rollouts. */
  readonly stages: readonly StageShares[];
  /** By SLI that the release is worse by; one where it is as good. */
  readonly slis: readonly SliShares[];
  readonly curve: Curve;
}

export interface StageShares {
  readonly reached: number;
  readonly breach: number;
  readonly undecided: number;
}

export interface SliShares {
  readonly sli: string;
  readonly promoted: Share;
  readonly breach: Share;
}

/** Shares of all rollouts that have come so far, 0 to 1, at each moment. */
export interface Curve {
  readonly ms: readonly number[];
  readonly promoted: readonly number[];
  readonly breach: readonly number[];
  readonly undecided: readonly number[];
  /** The release's share of traffic, 0 to 100: of the one in ten that is slowest, the middle one, the one in ten that is fastest. */
  readonly weight: {
    readonly slow: readonly number[];
    readonly median: readonly number[];
    readonly fast: readonly number[];
  };
}

const POINTS = 120;

/** @param horizonMs where the curves end */
export function summaryOf(
  factor: Factor,
  outcomes: readonly Outcome[],
  stages: readonly Stage[],
  slis: readonly string[],
  horizonMs: number,
): ReleaseSummary {
  const count = (ending: Outcome['ending']): number => outcomes.filter((one) => one.ending === ending).length;
  const excess = outcomes.map(({ excessBad }) => excessBad);
  return {
    factor,
    promoted: shareOf(count('promoted'), outcomes.length),
    breach: shareOf(count('breach'), outcomes.length),
    undecided: shareOf(count('undecided'), outcomes.length),
    fullTraffic: spreadOf(outcomes.flatMap(({ arrivals }) => arrivals[stages.length - 1] ?? [])),
    promotedAfter: timesOf(outcomes, 'promoted'),
    breachAfter: timesOf(outcomes, 'breach'),
    excessBad: {
      mean: excess.reduce((sum, one) => sum + one, 0) / Math.max(1, excess.length),
      ...(spreadOf(excess) ?? { median: 0, p90: 0 }),
    },
    stages: stages.map((_, index) => stageShares(outcomes, index)),
    slis: slis.map((sli, index) => {
      const own = outcomes.filter((__, rollout) => sliOf(rollout, slis.length) === index);
      const share = (ending: Outcome['ending']): Share =>
        shareOf(own.filter((one) => one.ending === ending).length, own.length);
      return { sli, promoted: share('promoted'), breach: share('breach') };
    }),
    curve: curveOf(outcomes, stages, horizonMs),
  };
}

function timesOf(outcomes: readonly Outcome[], ending: Outcome['ending']): Spread | null {
  return spreadOf(outcomes.flatMap((one) => (one.ending === ending ? one.ms : [])));
}

function stageShares(outcomes: readonly Outcome[], index: number): StageShares {
  const share = (of: (outcome: Outcome) => boolean): number =>
    outcomes.filter(of).length / Math.max(1, outcomes.length);
  const endedHere = ({ arrivals }: Outcome): boolean => Math.max(0, arrivals.length - 1) === index;
  return {
    reached: share(({ arrivals }) => arrivals.length > index),
    breach: share((one) => one.ending === 'breach' && endedHere(one)),
    undecided: share((one) => one.ending === 'undecided' && endedHere(one)),
  };
}

function curveOf(outcomes: readonly Outcome[], stages: readonly Stage[], horizonMs: number): Curve {
  const ms = Array.from({ length: POINTS + 1 }, (_, i) => Math.round((horizonMs * i) / POINTS));
  const share = (ending: Outcome['ending']): readonly number[] => {
    const times = Float64Array.from(outcomes.flatMap((one) => (one.ending === ending ? one.ms : []))).sort();
    let passed = 0;
    return ms.map((at) => {
      while (passed < times.length && (times[passed] ?? Infinity) <= at) passed += 1;
      return passed / Math.max(1, outcomes.length);
    });
  };
  const weights = ms.map((at) =>
    Float64Array.from(outcomes, (outcome) => weightAt(outcome, stages, at)).sort(),
  );
  const at = (part: number): readonly number[] => weights.map((sorted) => quantile(sorted, part) ?? 0);
  return {
    ms,
    promoted: share('promoted'),
    breach: share('breach'),
    undecided: share('undecided'),
    weight: { slow: at(0.1), median: at(0.5), fast: at(0.9) },
  };
}

/** Nothing after it was found worse; where it was left undecided it is taken to stay. */
function weightAt({ ending, ms, arrivals }: Outcome, stages: readonly Stage[], at: number): number {
  if (ending === 'breach' && at >= ms) return 0;
  let weight = 0;
  for (const [index, arrival] of arrivals.entries())
    if (arrival <= at) weight = stages[index]?.weight ?? weight;
  return weight;
}
