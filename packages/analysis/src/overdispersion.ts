import type { Counts } from './types.ts';

/** Estimates need this many pairs of minutes. */
const FEWEST_PAIRS = 8;
/** So many minutes make that many pairs. */
export const FEWEST_MINUTES = FEWEST_PAIRS + 1;
/** Standard errors by which an estimate must be above 1 to be believed. */
const CLEARLY = 2;
/** A rate that becomes so many times another within a minute is an incident's beginning or end, and no noise. */
const INCIDENT_RATIO = 8;
/** If it is so many squared standard deviations away as well. */
const INCIDENT_SQUARED = 16;

/**
 * Overdispersion phi of whole minutes: how many times more the counts scatter than those of independent requests would.
 * The greater of two estimates, from single minutes and from pairs of them, for a rate that changes every two minutes
 * shows in pairs only. 1 where neither is clearly above 1.
 */
export function estimatePhi(minutes: readonly Counts[]): number {
  return Math.max(clearPhi(minutes, 1), clearPhi(minutes, 2));
}

function clearPhi(minutes: readonly Counts[], length: number): number {
  const { ratio, pairs, bad } = differencesOf(minutes, length);
  if (pairs < FEWEST_PAIRS) return 1;
  // Successive differences share minutes, hence 3 a block and not 2; rare failures add their Poisson kurtosis.
  const standardError = Math.sqrt((3 * length + pairs / bad) / pairs);
  return ratio > 1 + CLEARLY * standardError ? ratio : 1;
}

/** What the differences of neighbouring blocks of minutes say. */
export interface Differences {
  /** Their mean square over its binomial expectation; 1 where nothing was expected. */
  readonly ratio: number;
  readonly pairs: number;
  /** Failures in all pairs. */
  readonly bad: number;
}

/**
 * Differences of neighbours (von Neumann), so that a rate that drifts over the day is not taken for scatter: the mean of
 * (r_i - r_i+1)^2 over its binomial expectation. An incident's beginning and end are left out.
 */
export function differencesOf(minutes: readonly Counts[], length: number): Differences {
  const usable = minutes.filter(
    ({ bad, total }) => Number.isFinite(total) && total > 0 && bad >= 0 && bad <= total,
  );
  let observed = 0;
  let expected = 0;
  let pairs = 0;
  let bad = 0;
  let sinceIncident = 0;
  for (let end = 1; end < usable.length; end++) {
    sinceIncident = isIncident(usable[end - 1], usable[end]) ? 0 : sinceIncident + 1;
    const from = end + 1 - 2 * length;
    if (from < 0 || sinceIncident < 2 * length - 1) continue;
    const before = blockOf(usable, from, length);
    const after = blockOf(usable, from + length, length);
    const p = (before.bad + after.bad) / (before.total + after.total);
    const difference = after.bad / after.total - before.bad / before.total;
    observed += difference ** 2 / (1 / before.total + 1 / after.total);
    expected += p * (1 - p);
    bad += before.bad + after.bad;
    pairs += 1;
  }
  return { ratio: expected === 0 ? 1 : observed / expected, pairs, bad };
}

const NOTHING: Counts = { bad: 0, total: 0 };

function isIncident(before: Counts = NOTHING, after: Counts = NOTHING): boolean {
  const one = before.bad / before.total;
  const other = after.bad / after.total;
  if (Math.max(one, other) <= INCIDENT_RATIO * Math.min(one, other)) return false;
  const p = (before.bad + after.bad) / (before.total + after.total);
  const variance = p * (1 - p) * (1 / before.total + 1 / after.total);
  return (one - other) ** 2 > INCIDENT_SQUARED * variance;
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
