import { zeroOf } from './brent.ts';

/** Where one sample lies against another: a Hodges-Lehmann shift x - y and a confidence interval for it. */
export interface Shift {
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

/** The standard normal's quantiles at .975 and .99: two-sided intervals of 95 % and 98 %. */
export const Z_95 = 1.959963984540054;
export const Z_98 = 2.3263478740408408;

/**
 * The Mann-Whitney interval by the normal approximation, with ties and continuity corrected for: the shifts at which the
 * test statistic crosses +z, -z and 0, found by Brent's method. As Kayenta's MannWhitney.scala, which follows R's
 * wilcox.test(conf.int = TRUE, exact = FALSE). The statistic is a step function, so where many values are equal the
 * results are only as good as the method's tolerance; that is kept, for Kayenta decides by them.
 * Both samples must have values, and not all of them the same at the ends of the range.
 */
export function mannWhitney(x: readonly number[], y: readonly number[], z: number): Shift {
  const xs = Float64Array.from(x).sort();
  const ys = Float64Array.from(y).sort();
  const from = (xs[0] ?? NaN) - (ys.at(-1) ?? NaN);
  const to = (xs.at(-1) ?? NaN) - (ys[0] ?? NaN);
  const shiftAt = (level: number): number => {
    const f = (shift: number): number => standardized(xs, ys, shift) - level;
    if (f(from) <= 0) return from;
    return f(to) >= 0 ? to : zeroOf(f, from, to);
  };
  return { low: shiftAt(z), high: shiftAt(-z), estimate: shiftAt(0) };
}

/** The rank-sum statistic of x - shift against y, standardized. Both sorted. NaN where all values are the same. */
export function standardized(xs: Float64Array, ys: Float64Array, shift: number): number {
  const [m, n] = [xs.length, ys.length];
  let rankSum = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < m || j < n) {
    const value = Math.min((xs[i] ?? Infinity) - shift, ys[j] ?? Infinity);
    const [fromI, fromJ] = [i, j];
    while (i < m && (xs[i] ?? 0) - shift === value) i++;
    while (j < n && (ys[j] ?? 0) === value) j++;
    const tied = i - fromI + j - fromJ;
    rankSum += (i - fromI) * (fromI + fromJ + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const difference = rankSum - (m * (m + 1)) / 2 - (m * n) / 2;
  const sigma = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  return (difference - Math.sign(difference) / 2) / sigma;
}
