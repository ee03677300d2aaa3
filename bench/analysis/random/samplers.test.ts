import { describe, expect, it } from 'vitest';
import { lnFactorial } from './ln-factorial.ts';
import { Random } from './random.ts';
import { binomial, geometric, normal, poisson } from './samplers.ts';

const DRAWS = 40_000;

function momentsOf(draw: (random: Random) => number, name: string) {
  const random = new Random(name);
  const values = Array.from({ length: DRAWS }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { values, mean, variance };
}

/** Chi-square of counts against their chances, cells of fewer than 10 joined; and its degrees of freedom. */
function chiSquareOf(values: readonly number[], chance: (count: number) => number) {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let [sum, cells, seen, expected] = [0, 0, 0, 0];
  for (let count = 0; count <= Math.max(...values); count++) {
    seen += counts.get(count) ?? 0;
    expected += chance(count) * DRAWS;
    if (expected < 10) continue;
    sum += (seen - expected) ** 2 / expected;
    cells += 1;
    [seen, expected] = [0, 0];
  }
  return { sum, freedom: cells - 1 };
}

/** Four standard deviations above what is expected. */
function most(freedom: number): number {
  return freedom + 4 * Math.sqrt(2 * freedom);
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

describe('Poisson counts', () => {
  it.each([0.02, 0.6, 3, 9.9, 10, 12, 56.25, 450, 6000])('have mean and variance %d', (mean) => {
    const { mean: seen, variance } = momentsOf((random) => poisson(random, mean), `poisson ${mean}`);
    expect(Math.abs(seen - mean)).toBeLessThan(4.5 * Math.sqrt(mean / DRAWS));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 1 / mean) / DRAWS));
  });

  it.each([0.6, 9.9, 10, 30])('are distributed as they must be at mean %d', (mean) => {
    const { values } = momentsOf((random) => poisson(random, mean), `shape ${mean}`);
    const { sum, freedom } = chiSquareOf(values, (k) => Math.exp(k * Math.log(mean) - mean - lnFactorial(k)));
    expect(sum).toBeLessThan(most(freedom));
  });

  it('are 0 at mean 0', () => {
    expect(poisson(new Random('none'), 0)).toBe(0);
  });
});

describe('binomial counts', () => {
  it.each([
    [56, 0.005],
    [600, 0.05],
    [450, 0.9],
    [20, 0.5],
    [5_400, 0.1],
  ])('of %d trials at %d have their mean and variance', (n, p) => {
    const { mean, variance } = momentsOf((random) => binomial(random, n, p), `binomial ${n} ${p}`);
    const expected = n * p * (1 - p);
    expect(Math.abs(mean - n * p)).toBeLessThan(4.5 * Math.sqrt(expected / DRAWS));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4.5 * Math.sqrt((2 + 1 / expected) / DRAWS));
  });

  it.each([
    [12, 0.05],
    [50, 0.2],
    [40, 0.7],
  ])('of %d trials at %d are distributed as they must be', (n, p) => {
    const { values } = momentsOf((random) => binomial(random, n, p), `shape ${n} ${p}`);
    const { sum, freedom } = chiSquareOf(values, (k) =>
      Math.exp(
        lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log(1 - p),
      ),
    );
    expect(sum).toBeLessThan(most(freedom));
  });

  it('know what is certain', () => {
    const random = new Random('certain');
    expect([binomial(random, 0, 0.5), binomial(random, 9, 0), binomial(random, 9, 1)]).toEqual([0, 0, 9]);
  });
});

describe('other draws', () => {
  it('are normal: mean 0, variance 1, no skew, kurtosis 3', () => {
    const { values, mean, variance } = momentsOf(normal, 'normal');
    expect(Math.abs(mean)).toBeLessThan(0.025);
    expect(Math.abs(variance - 1)).toBeLessThan(0.035);
    expect(Math.abs(values.reduce((sum, z) => sum + z ** 3, 0) / DRAWS)).toBeLessThan(0.08);
    expect(Math.abs(values.reduce((sum, z) => sum + z ** 4, 0) / DRAWS - 3)).toBeLessThan(0.25);
  });

  it('are geometric from 1: mean m, variance m (m - 1)', () => {
    const { values, mean, variance } = momentsOf((random) => geometric(random, 4), 'geometric');
    expect(Math.min(...values)).toBe(1);
    expect(Math.abs(mean - 4)).toBeLessThan(0.08);
    expect(Math.abs(variance / 12 - 1)).toBeLessThan(0.07);
    expect(geometric(new Random('one'), 1)).toBe(1);
  });
});
