import type { Counts } from './types.ts';

/** Estimates need this many pairs of minutes. */
const FEWEST_PAIRS = 8;
/** So many minutes make that many pairs. */
export const FEWEST_MINUTES = FEWEST_PAIRS + 1;
/** Standard errors by which an estimate must be above 1 to be believed. */
const CLEARLY = 2;
/** An estimate that is believed is raised by this, for it may be too low. */
const RAISED_BY = 1.1;

/**
 * Overdispersion phi of whole minutes: how many times more the counts scatter than those of independent requests would.
 * The greater of two estimates, from single minutes and from pairs of them, for a rate that changes every two minutes
 * shows in pairs only. 1 where neither is clearly above 1.
 */
export function estimatePhi(minutes: readonly Counts[]): number {
  const usable = minutes.filter(
    ({ bad, total }) => Number.isFinite(total) && total > 0 && bad >= 0 && bad <= total,
  );
  return Math.max(fromDifferences(usable, 1), fromDifferences(usable, 2));
}

/**
 * From the differences of neighbouring blocks of minutes (von Neumann), so that a rate that drifts over the day is not
 * taken for scatter: the mean of (r_i - r_i+1)^2 over its binomial expectation.
 */
function fromDifferences(minutes: readonly Counts[], length: number): number {
  let observed = 0;
  let expected = 0;
  let pairs = 0;
  let bad = 0;
  for (let i = length; i + length <= minutes.length; i++) {
    const before = blockOf(minutes, i - length, length);
    const after = blockOf(minutes, i, length);
    const p = (before.bad + after.bad) / (before.total + after.total);
    const difference = after.bad / after.total - before.bad / before.total;
    observed += difference ** 2 / (1 / before.total + 1 / after.total);
    expected += p * (1 - p);
    bad += before.bad + after.bad;
    pairs += 1;
  }
  if (pairs < FEWEST_PAIRS || expected === 0) return 1;
  const phi = observed / expected;
  // Successive differences share minutes, hence 3 a block and not 2; rare failures add their Poisson kurtosis.
  const standardError = Math.sqrt((3 * length + pairs / bad) / pairs);
  return phi > 1 + CLEARLY * standardError ? RAISED_BY * phi : 1;
}

function blockOf(minutes: readonly Counts[], from: number, length: number): Counts {
  let bad = 0;
  let total = 0;
  for (let i = from; i < from + length; i++) {
    bad += minutes[i]?.bad ?? 0;
    total += minutes[i]?.total ?? 0;
  }
  return { bad, total };
}
