import type { Counts } from './types.ts';

/** A histogram's bucket: all requests that took at most `upperBound` seconds, Infinity for the last one. */
export interface Bucket {
  readonly upperBound: number;
  /** Cumulative: it includes every smaller bucket. */
  readonly count: number;
}

/** A threshold that lies between two buckets' edges. */
export type OffEdge =
  /** Say so, and count nothing. */
  | 'refuse'
  /** Take the next lower edge, so that more requests are called slow than are: never promotes a slow release. */
  | 'count-more'
  /** Take the next higher edge, so that fewer are: never rolls back a fast release. */
  | 'count-fewer';

export type SlowCounts =
  | {
      readonly kind: 'counts';
      readonly counts: Counts;
      /** The edge that was counted by, seconds; the threshold itself where that is one. */
      readonly edge: number;
    }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Requests that took longer than `threshold` seconds, from a cumulative histogram (Prometheus' `le` buckets). Exact where
 * the threshold is a bucket's edge. Between two edges nobody knows, and no straight line drawn between them does: it is
 * refused, or bounded on the side that is asked for. The edge depends on the buckets alone, not on the counts, so that
 * counters of one series stay comparable from poll to poll.
 */
export function slowRequests(buckets: readonly Bucket[], threshold: number, offEdge: OffEdge): SlowCounts {
  if (!(threshold > 0 && threshold < Infinity)) return refused(`${threshold} s is no threshold`);
  const sorted = buckets.toSorted((a, b) => a.upperBound - b.upperBound);
  const wrong = wrongWith(sorted);
  if (wrong !== null) return refused(wrong);
  const total = sorted.at(-1)?.count ?? 0;
  const bucket =
    sorted.find(({ upperBound }) => sameEdge(upperBound, threshold)) ?? beside(sorted, threshold, offEdge);
  if (bucket !== null) {
    return { kind: 'counts', counts: { bad: total - bucket.count, total }, edge: bucket.upperBound };
  }
  const edges = sorted.map(({ upperBound }) => (upperBound === Infinity ? '+Inf' : upperBound)).join(', ');
  return refused(`no bucket ends at ${threshold} s, they end at ${edges}`);
}

function beside(sorted: readonly Bucket[], threshold: number, offEdge: OffEdge): Bucket | null {
  const lower = sorted.findLast(({ upperBound }) => upperBound < threshold) ?? null;
  const higher = sorted.find(({ upperBound }) => upperBound > threshold) ?? null;
  switch (offEdge) {
    case 'refuse':
      return null;
    case 'count-more':
      // Below the first edge every request may be slow.
      return lower ?? { upperBound: 0, count: 0 };
    case 'count-fewer':
      return higher;
  }
}

/** Edges are written as decimals, which two programs may round differently. */
function sameEdge(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * b;
}

function wrongWith(sorted: readonly Bucket[]): string | null {
  const last = sorted.at(-1);
  if (last === undefined) return 'there are no buckets';
  if (last.upperBound !== Infinity)
    return 'the bucket +Inf is missing, so nobody knows how many requests there were';
  let below: Bucket | null = null;
  for (const bucket of sorted) {
    const { upperBound, count } = bucket;
    if (Number.isNaN(upperBound)) return 'a bucket ends at NaN';
    if (!(count >= 0 && count <= Number.MAX_SAFE_INTEGER))
      return `bucket ${upperBound} holds ${count} requests`;
    if (below?.upperBound === upperBound) return `bucket ${upperBound} came twice`;
    if (below !== null && count < below.count) {
      return `bucket ${upperBound} holds ${count} requests, fewer than bucket ${below.upperBound} with ${below.count}`;
    }
    below = bucket;
  }
  return null;
}

function refused(why: string): SlowCounts {
  return { kind: 'refused', why };
}

/** At least `share` of all requests take at most `threshold` seconds. */
export interface LatencyObjective {
  /** 0 to 1. */
  readonly share: number;
  readonly threshold: number;
}

/**
 * A quantile's objective as one of counts: "p99 under 300 ms" says that 99 % of all requests take less. Quantiles of two
 * releases, or of two instances, can be neither added nor averaged; counts can.
 * @throws RangeError unless 0 < quantile < 1
 */
export function quantileObjective(quantile: number, threshold: number): LatencyObjective {
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`quantile ${quantile} must lie between 0 and 1`);
  return { share: quantile, threshold };
}

/** The budget that the judge takes: the share that may be slower. */
export function latencyBudget({ share }: LatencyObjective): number {
  return 1 - share;
}
