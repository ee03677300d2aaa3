import type { Scatter } from './scatter.ts';

/**
 * What one look multiplies a bet by. Each is the logarithm of a number whose expectation is at most 1 under its null
 * hypothesis, for every base rate, also one that drifts from look to look.
 *
 * Proof of the two margin tests: for binomial or Poisson counts E[a^x_c b^x_s] <= exp(n_c p_c (a-1) + n_s p_s (b-1)).
 * With p_c at its margin, r p_s + d, the exponent is p_s (n_c r (a-1) + n_s (b-1)) + n_c d (a-1); b is chosen so that
 * the bracket is 0, and the last term is divided out. p_s is gone, so nobody needs to know it.
 *
 * Where failures come several at a time the same holds with other bases. Let failures come in Poisson clusters of
 * geometric size with mean k (Pólya and Aeppli), whose variance is phi = 2k - 1 times that of independent ones. Then
 * E[s^x] = exp(n p u) for s = (1 + k u) / (1 + (k - 1) u): put u_c in the place of a - 1 and u_s in that of b - 1.
 */

/** New requests since the last look. */
export interface PairedCounts {
  readonly candidateBad: number;
  readonly candidateTotal: number;
  readonly stableBad: number;
  readonly stableTotal: number;
}

/** p_s x ratio + slack: what the candidate's rate is held against. */
export interface Margin {
  readonly ratio: number;
  /** A rate: the share of the budget times the budget. */
  readonly slack: number;
}

export const INDEPENDENT: Scatter = { candidate: 1, stable: 1 };

/** How far a bet may go towards the end of what clusters allow: there a single one would decide. */
const FARTHEST = 0.5;

/**
 * Null: p_c <= ratio p_s + slack for a bet m > 1 that the candidate is m times above; p_c >= ratio p_s + slack for m < 1, that
 * it is at that fraction.
 * b = (n_c r + n_s)/(n_c r m + n_s), a = m b, ln e = x_c ln a + x_s ln b - n_c d (a - 1).
 * Where counts scatter more, a^(1/phi) takes the place of a, phi being that of x_c - (n_c r / n_s) x_s.
 * Without stable requests a is 1: no look can tell a candidate from its hour, so nothing is multiplied.
 */
export function lnMarginFactor(
  m: number,
  counts: PairedCounts,
  { ratio, slack }: Margin,
  scatter: Scatter = INDEPENDENT,
): number {
  const { candidateBad, candidateTotal, stableBad, stableTotal } = counts;
  if (candidateTotal === 0 || stableTotal === 0) return 0;
  const expected = candidateTotal * ratio;
  const aLess1 = ((m - 1) * stableTotal) / (expected * m + stableTotal);
  if (scatter.candidate === 1 && scatter.stable === 1) {
    const lnB = -Math.log1p((expected * (m - 1)) / (expected + stableTotal));
    return candidateBad * Math.log1p(aLess1) + stableBad * lnB - candidateTotal * slack * aLess1;
  }
  const share = expected / stableTotal;
  const wanted = tiltOf(Math.log1p(aLess1) / phiOfDifference(scatter, share), scatter.candidate);
  const tilt = Math.min(wanted, FARTHEST / (clusterOf(scatter.stable) * share));
  return (
    candidateBad * lnBase(tilt, scatter.candidate) +
    stableBad * lnBase(-share * tilt, scatter.stable) -
    candidateTotal * slack * tilt
  );
}

/** Of x_c - share x_s: its variance over that of independent failures, at the edge of the margin. */
function phiOfDifference({ candidate, stable }: Scatter, share: number): number {
  return (candidate + share * stable) / (1 + share);
}

/** Mean size of the clusters. */
function clusterOf(phi: number): number {
  return (phi + 1) / 2;
}

/** u of the base s. */
function tiltOf(lnS: number, phi: number): number {
  const others = clusterOf(phi) - 1;
  const sLess1 = Math.min(Math.expm1(lnS), FARTHEST / others);
  return sLess1 / (1 - others * sLess1);
}

/** ln s of the tilt u. */
function lnBase(tilt: number, phi: number): number {
  return Math.log1p(tilt / (1 + (clusterOf(phi) - 1) * tilt));
}

/**
 * A rate against a limit, with no stable release. Null: p <= limit for odds > 1, p >= limit for odds < 1.
 * The likelihood ratio (q/limit)^x ((1-q)/(1-limit))^(n-x) of the rate q whose odds are `odds` times the limit's,
 * which is odds^x / (1 + limit (odds - 1))^n: its expectation is 1 at the limit, for binomial counts exactly.
 * Where counts scatter more, s^x / exp(n limit u) with odds^(1/phi) for s.
 */
export function lnLimitFactor(
  odds: number,
  { bad, total }: { bad: number; total: number },
  limit: number,
  phi = 1,
): number {
  const rate = Math.min(1, limit);
  if (phi === 1) return bad * Math.log(odds) - total * Math.log1p(rate * (odds - 1));
  const tilt = tiltOf(Math.log(odds) / phi, phi);
  return bad * lnBase(tilt, phi) - total * rate * tilt;
}
