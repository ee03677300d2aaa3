/** Sums of numbers that are known by their logarithms only; -Infinity is ln 0. */

/** Below this difference the smaller summand is lost in the last bit of the larger. */
const NEGLIGIBLE = -40;

/** ln(e^a + e^b). */
export function lnAdd(a: number, b: number): number {
  const high = a > b ? a : b;
  const gap = (a > b ? b : a) - high;
  // NaN when both are -Infinity.
  return gap > NEGLIGIBLE ? high + Math.log1p(Math.exp(gap)) : high;
}

/** ln of the sum of e^x over all x. */
export function lnSum(lns: Iterable<number>): number {
  let peak = -Infinity;
  for (const ln of lns) if (ln > peak) peak = ln;
  if (peak === -Infinity) return peak;
  let sum = 0;
  for (const ln of lns) sum += Math.exp(ln - peak);
  return peak + Math.log(sum);
}
