import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { geometric, normal } from './samplers.ts';

const DRAWS = 40_000;

function momentsOf(draw: (random: Random) => number, name: string) {
  const random = new Random(name);
  const values = Array.from({ length: DRAWS }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { values, mean, variance };
}

describe('draws', () => {
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
