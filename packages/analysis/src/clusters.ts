import type { Margin, PairedCounts } from './factors.ts';
import type { Scatter } from './scatter.ts';
import type { Counts } from './types.ts';

/**
 * Failures that come in clusters prove as much as the clusters do, which are fewer. Nobody sees clusters, but failures of
 * one series within one look are likely to be of the same one. The number of clusters that is to be expected behind them
 * takes their place: where failures are rare, that is in how many series and looks there were any.
 *
 * With the rate and the size known this is exact: of s^E[N|X] the expectation is at most that of s^N (Jensen), which is
 * that of independent events. The rate is the stable release's of late, the size is estimated, so it is approximate.
 */

/** From so many failures on the number of clusters that is likeliest is close enough to the mean. */
const MANY = 200;
/** Weights are divided by this before they grow beyond what a number holds. */
const GREAT = 1e200;

/**
 * E[N | X = bad] for a Poisson number N of clusters, `mean` on average, of geometric size, `size` on average: from 1 to
 * `bad`. P(n + 1 | bad) / P(n | bad) = (bad - n) / (n (n + 1)) mean / (size - 1).
 */
export function clustersBehind(bad: number, mean: number, size: number): number {
  if (bad <= 1 || size <= 1) return bad;
  const pace = mean / (size - 1);
  if (bad > MANY) {
    const likeliest = (Math.sqrt((1 + pace) ** 2 + 4 * pace * bad) - 1 - pace) / 2;
    return Math.min(bad, Math.max(1, likeliest));
  }
  let weight = 1;
  let all = 1;
  let sum = 1;
  for (let n = 1; n < bad; n++) {
    weight *= ((bad - n) / (n * (n + 1))) * pace;
    all += weight;
    sum += (n + 1) * weight;
    if (sum < GREAT) continue;
    weight /= GREAT;
    all /= GREAT;
    sum /= GREAT;
  }
  return Math.min(bad, sum / all);
}

/** The failures of both releases, series by series; series without failures may be left out. */
export interface Cells {
  readonly candidate: readonly Counts[];
  readonly stable: readonly Counts[];
}

/** Behind all failures of a release whose requests fail at `rate`. */
export function clustersIn(cells: readonly Counts[], rate: number, size: number): number {
  let clusters = 0;
  for (const { bad, total } of cells) clusters += clustersBehind(bad, (total * rate) / size, size);
  return clusters;
}

/** A look with clusters in the place of failures. `rate`: the stable release's, the candidate's is at the margin's edge. */
export function inClusters(
  counts: PairedCounts,
  { candidate, stable }: Cells,
  { ratio, slack }: Margin,
  rate: number,
  size: number,
): PairedCounts {
  return {
    ...counts,
    candidateBad: clustersIn(candidate, ratio * rate + slack, size),
    stableBad: clustersIn(stable, rate, size),
  };
}

/** What scatter of the failures is left in the clusters. */
export function scatterOfClusters({ candidate, stable }: Scatter, size: number): Scatter {
  const left = (phi: number): number => Math.max(1, 1 + (phi - (2 * size - 1)) / size);
  return { candidate: left(candidate), stable: left(stable) };
}
