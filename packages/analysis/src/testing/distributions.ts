/** A chance for each count, from 0 on. */
export type Chances = readonly number[];

export function binomial(n: number, p: number): Chances {
  const chances = [1];
  for (let i = 0; i < n; i++) {
    chances.push(0);
    for (let x = i + 1; x > 0; x--) chances[x] = (chances[x] ?? 0) * (1 - p) + (chances[x - 1] ?? 0) * p;
    chances[0] = (chances[0] ?? 0) * (1 - p);
  }
  return chances;
}

/** Up to where less than 1e-13 is left. */
export function poisson(mean: number): Chances {
  const chances: number[] = [];
  let chance = Math.exp(-mean);
  for (let left = 1, x = 0; left > 1e-13 && x < 10 * mean + 100; x++) {
    chances.push(chance);
    left -= chance;
    chance *= mean / (x + 1);
  }
  return chances;
}

/** The expectation of `value` over independent counts. */
export function expectation(a: Chances, b: Chances, value: (x: number, y: number) => number): number {
  let sum = 0;
  a.forEach((chanceOfX, x) => {
    b.forEach((chanceOfY, y) => {
      sum += chanceOfX * chanceOfY * value(x, y);
    });
  });
  return sum;
}
