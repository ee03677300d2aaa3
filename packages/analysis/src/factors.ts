/**
 * What one look multiplies a bet by. Each is the logarithm of a number whose expectation is at most 1 under its null
 * hypothesis, for every base rate, also one that drifts from look to look.
 *
 * Proof of the two margin tests: for binomial or Poisson counts E[a^x_c b^x_s] <= exp(n_c p_c (a-1) + n_s p_s (b-1)).
 * With p_c at its margin, r p_s + d, the exponent is p_s (n_c r (a-1) + n_s (b-1)) + n_c d (a-1); b is chosen so that
 * the bracket is 0, and the last term is divided out. p_s is gone, so nobody needs to know it.
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

/**
 * Null: p_c <= ratio p_s + slack. `m` > 1 bets that the candidate is m times above.
 * b = (n_c r + n_s)/(n_c r m + n_s), a = m b, ln e = x_c ln a + x_s ln b - n_c d (a - 1).
 * Without stable requests a is 1: no look can tell a bad candidate from a bad hour, so nothing is multiplied.
 */
export function lnRollbackFactor(m: number, counts: PairedCounts, { ratio, slack }: Margin): number {
  const { candidateBad, candidateTotal, stableBad, stableTotal } = counts;
  if (candidateTotal === 0 || stableTotal === 0) return 0;
  const expected = candidateTotal * ratio;
  const aLess1 = ((m - 1) * stableTotal) / (expected * m + stableTotal);
  const lnB = -Math.log1p((expected * (m - 1)) / (expected + stableTotal));
  return candidateBad * Math.log1p(aLess1) + stableBad * lnB - candidateTotal * slack * aLess1;
}

/**
 * Null: p_c >= ratio p_s + slack. `a` < 1 bets that the candidate is at that fraction of it.
 * b = 1 + (n_c r / n_s)(1 - a), ln e = x_c ln a + x_s ln b + n_c d (1 - a).
 * Without stable requests b is 1: the null then says p_c >= slack at least.
 */
export function lnPromotionFactor(a: number, counts: PairedCounts, { ratio, slack }: Margin): number {
  const { candidateBad, candidateTotal, stableBad, stableTotal } = counts;
  const lessThan1 = 1 - a;
  const lnB = stableBad === 0 ? 0 : Math.log1p(((candidateTotal * ratio) / stableTotal) * lessThan1);
  return candidateBad * Math.log(a) + stableBad * lnB + candidateTotal * slack * lessThan1;
}

/**
 * A rate against a limit, with no stable release. Null: p <= limit for odds > 1, p >= limit for odds < 1.
 * The likelihood ratio (q/limit)^x ((1-q)/(1-limit))^(n-x) of the rate q whose odds are `odds` times the limit's,
 * which is odds^x / (1 + limit (odds - 1))^n: its expectation is 1 at the limit, for binomial counts exactly.
 */
export function lnLimitFactor(
  odds: number,
  { bad, total }: { bad: number; total: number },
  limit: number,
): number {
  return bad * Math.log(odds) - total * Math.log1p(Math.min(1, limit) * (odds - 1));
}
