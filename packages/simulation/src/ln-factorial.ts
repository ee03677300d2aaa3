const TABLE = new Float64Array(256);
for (let n = 2; n < TABLE.length; n++) TABLE[n] = (TABLE[n - 1] ?? 0) + Math.log(n);

const HALF_LN_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** ln n! of a whole number from 0. Beyond the table by Stirling's series, whose error is then below 1e-15. */
export function lnFactorial(n: number): number {
  const known = TABLE[n];
  if (known !== undefined) return known;
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260)));
  return (n + 0.5) * Math.log(n) - n + HALF_LN_TWO_PI + series;
}
