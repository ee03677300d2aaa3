/**
 * The variance of the normal prior over effects that makes the mixture's boundary lowest at intrinsic time `v`.
 * Howard et al., Time-uniform, nonparametric, nonasymptotic confidence sequences (2021), for two-sided `alpha`; a
 * one-sided test takes 2 alpha.
 */
export function bestPriorVariance(v: number, alpha: number): number {
  const l = -2 * Math.log(alpha);
  return (l + Math.log1p(l)) / v;
}

export interface SequenceInput {
  /** Of the difference, from all observations so far. */
  readonly standardError: number;
  /** Observations so far, of both releases. */
  readonly n: number;
  readonly alpha: number;
  /** The number of observations at which the sequence is tightest; GrowthBook's default is 5,000. */
  readonly tightestAt?: number;
}

/**
 * Half-width of the one-sided asymptotic confidence sequence that GrowthBook's safe rollouts use.
 * Waudby-Smith et al., Time-uniform central limit theory and asymptotic confidence sequences (2024).
 */
export function asymptoticHalfWidth({ standardError, n, alpha, tightestAt = 5_000 }: SequenceInput): number {
  const variance = bestPriorVariance(tightestAt, 2 * alpha);
  const spread = n * variance + 1;
  const root = Math.sqrt(((2 * spread) / (n * n * variance)) * Math.log1p(Math.sqrt(spread) / (2 * alpha)));
  return standardError * Math.sqrt(n) * root;
}
