import { describe, expect, it } from 'vitest';
import { lnFactorial } from './ln-factorial.ts';
import { Random } from './random.ts';
import { binomial, poisson } from './samplers.ts';

const DRAWS = 60_000;

/** Chi-square of draws against the exact chances, cells of few pooled; and how many cells there are. */
function misfit(draw: () => number, lnChance: (count: number) => number, least: number, most: number) {
  const seen = new Map<number, number>();
  for (let i = 0; i < DRAWS; i++) {
    const count = draw();
    seen.set(count, (seen.get(count) ?? 0) + 1);
  }
  let [chiSquare, cells, restSeen, restExpected] = [0, 0, DRAWS, DRAWS];
  for (let count = least; count <= most; count++) {
    const expected = DRAWS * Math.exp(lnChance(count));
    if (expected < 20) continue;
    const found = seen.get(count) ?? 0;
    chiSquare += (found - expected) ** 2 / expected;
    cells += 1;
    restSeen -= found;
    restExpected -= expected;
  }
  if (restExpected > 5) chiSquare += (restSeen - restExpected) ** 2 / restExpected;
  return { chiSquare, cells };
}

/** Exceeded about once in a thousand; the seeds are fixed. */
function limit(cells: number): number {
  return cells * (1 - 2 / (9 * cells) + 3.09 * Math.sqrt(2 / (9 * cells))) ** 3;
}

describe('ln n!', () => {
  it('is the sum of logarithms, in the table and by the series', () => {
    let sum = 0;
    for (let n = 1; n <= 300; n++) {
      sum += Math.log(n);
      expect(lnFactorial(n)).toBeCloseTo(sum, 9);
    }
    expect(lnFactorial(0)).toBe(0);
  });
});

describe('poisson', () => {
  it.each([0.01, 0.7, 4, 9.9, 10, 37, 480])('has the chances of the distribution: mean %d', (mean) => {
    const random = new Random(11, 1, 1);
    const lnChance = (k: number): number => k * Math.log(mean) - mean - lnFactorial(k);
    const { chiSquare, cells } = misfit(() => poisson(random, mean), lnChance, 0, mean * 3 + 20);
    expect(chiSquare).toBeLessThan(limit(cells));
  });

  it('is 0 where nothing comes', () => {
    const random = new Random(1, 1, 1);
    for (const mean of [0, -1, Number.NaN]) expect(poisson(random, mean)).toBe(0);
  });
});

describe('binomial', () => {
  it.each([
    [5, 0.3],
    [1_000, 0.002],
    [40, 0.5],
    [300, 0.9],
    [20_000, 0.005],
  ])('has the chances of the distribution: %d requests, %d', (n, p) => {
    const random = new Random(12, 1, 1);
    const lnChance = (k: number): number =>
      lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
    const { chiSquare, cells } = misfit(() => binomial(random, n, p), lnChance, 0, n);
    expect(chiSquare).toBeLessThan(limit(cells));
  });

  it('is none or all at the ends', () => {
    const random = new Random(1, 1, 1);
    expect(binomial(random, 50, 0)).toBe(0);
    expect(binomial(random, 50, 1)).toBe(50);
    expect(binomial(random, 0, 0.5)).toBe(0);
  });
});
