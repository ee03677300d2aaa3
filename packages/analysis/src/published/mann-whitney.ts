import { normalQuantile } from './normal.ts';

export interface ShiftEstimate {
  /** Ends of the two-sided interval for the shift of `x` against `y`. */
  readonly lower: number;
  readonly upper: number;
  /** Hodges and Lehmann: the median of all differences x - y. */
  readonly estimate: number;
}

/**
 * Mann and Whitney's test turned into an interval: all shifts that it would not reject, by the normal approximation with
 * ties and continuity correction. As R's wilcox.test(conf.int = TRUE) and Kayenta compute it.
 * Null where all values are equal, or a sample is empty: there is no scatter to measure by.
 */
export function mannWhitneyShift(
  x: readonly number[],
  y: readonly number[],
  confidence: number,
): ShiftEstimate | null {
  // The statistic only jumps where a shift makes a value of one sample pass one of the other.
  const jumps = [...new Set(x.flatMap((one) => y.map((other) => one - other)))].sort((a, b) => a - b);
  const smallest = jumps[0];
  if (smallest === undefined || new Set([...x, ...y]).size === 1) return null;
  const z = normalQuantile((1 + confidence) / 2);
  return {
    lower: crossing(jumps, (shift) => standardised(x, y, shift) - z),
    upper: crossing(jumps, (shift) => standardised(x, y, shift) + z),
    estimate: median(x.flatMap((one) => y.map((other) => one - other))),
  };
}

/** Where a falling step function, constant between its jumps, passes 0: one of its jumps, or the nearest end of them. */
function crossing(jumps: readonly number[], value: (shift: number) => number): number {
  const jump = (i: number): number => jumps[i] ?? NaN;
  const last = jumps.length - 1;
  if (value(jump(0)) <= 0) return jump(0);
  if (value(jump(last)) >= 0) return jump(last);
  // Above 0 left of jump `low`, not above 0 right of jump `high`.
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (value((jump(middle) + jump(middle + 1)) / 2) > 0) low = middle + 1;
    else high = middle;
  }
  return jump(high);
}

/** The rank sum of x - shift among both samples, less its expectation, in standard deviations. */
function standardised(x: readonly number[], y: readonly number[], shift: number): number {
  const shifted = x.map((value) => value - shift);
  const { rankOf, ties } = ranks([...shifted, ...y]);
  const m = x.length;
  const n = y.length;
  const all = m + n;
  const rankSum = shifted.reduce((sum, value) => sum + (rankOf.get(value) ?? 0), 0);
  const surplus = rankSum - (m * (m + 1)) / 2 - (m * n) / 2;
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)));
  return variance === 0 ? 0 : (surplus - Math.sign(surplus) / 2) / Math.sqrt(variance);
}

/** Equal values share their mean rank; `ties` is the sum of t^3 - t over groups of t equal values. */
function ranks(values: readonly number[]): { rankOf: Map<number, number>; ties: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const rankOf = new Map<number, number>();
  let ties = 0;
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] ?? 0;
    let end = start;
    while (end < sorted.length && sorted[end] === value) end++;
    const group = end - start;
    rankOf.set(value, (start + 1 + end) / 2);
    ties += group ** 3 - group;
    start = end;
  }
  return { rankOf, ties };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
