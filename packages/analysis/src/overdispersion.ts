import type { Counts } from './types.ts';

/** Estimates need this many pairs of minutes. */
const FEWEST_PAIRS = 5;
/** Standard errors by which an estimate must be above 1 to be believed. */
const CLEARLY = 2;
/** An estimate that is believed is raised by this, for it may be too low. */
const RAISED_BY = 1.25;

/**
 * Overdispersion phi: how many times more the counts scatter than those of independent requests would, as when one
 * broken connection fails four requests. From the differences of successive minutes (von Neumann), so that a rate that
 * drifts over the day is not taken for scatter: the mean of (r_i - r_i+1)^2 over its binomial expectation. 1 where that
 * is not clearly above 1. Dividing ln e by phi is exact for clusters of equal size, else an approximation.
 */
export function estimatePhi(minutes: readonly Counts[]): number {
  const usable = minutes.filter(
    ({ bad, total }) => Number.isFinite(total) && total > 0 && bad >= 0 && bad <= total,
  );
  let observed = 0;
  let expected = 0;
  let pairs = 0;
  let badRequests = 0;
  let before: Counts | null = null;
  for (const minute of usable) {
    if (before !== null) {
      const p = (before.bad + minute.bad) / (before.total + minute.total);
      const difference = minute.bad / minute.total - before.bad / before.total;
      observed += difference ** 2 / (1 / before.total + 1 / minute.total);
      expected += p * (1 - p);
      badRequests += before.bad + minute.bad;
      pairs += 1;
    }
    before = minute;
  }
  if (pairs < FEWEST_PAIRS || expected === 0) return 1;
  const phi = observed / expected;
  // Successive differences share a minute, hence 3 and not 2; rare failures add their Poisson kurtosis.
  const standardError = Math.sqrt((3 + pairs / badRequests) / pairs);
  return phi > 1 + CLEARLY * standardError ? RAISED_BY * phi : 1;
}
