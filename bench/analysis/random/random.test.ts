import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

function draws(random: Random, count: number): readonly number[] {
  return Array.from({ length: count }, () => random.next());
}

describe('a stream', () => {
  it('comes out the same for the same name, and otherwise for any other', () => {
    const first = draws(new Random('1/iid/x5/0'), 5);
    expect(draws(new Random('1/iid/x5/0'), 5)).toEqual(first);
    for (const other of ['2/iid/x5/0', '1/iid/x5/1', '1/iid/x50', '', '1/iid/x5/00']) {
      expect(draws(new Random(other), 5)).not.toEqual(first);
    }
  });

  it('is split by name alone: what was drawn before does not matter', () => {
    const fresh = new Random('a');
    const used = new Random('a');
    draws(used, 100);
    expect(draws(used.split('b'), 5)).toEqual(draws(fresh.split('b'), 5));
    expect(draws(fresh.split('b').split(3), 5)).toEqual(draws(new Random('a/b/3'), 5));
    expect(draws(fresh.split('c'), 5)).not.toEqual(draws(fresh.split('b'), 5));
  });

  it('is uniform, within itself and over the first numbers of many streams', () => {
    const within = draws(new Random('uniform'), 20_000);
    const across = Array.from({ length: 20_000 }, (_, i) => new Random(`1/iid/x5/${i}`).next());
    for (const values of [within, across]) {
      const cells = Array.from({ length: 20 }, () => 0);
      for (const value of values) cells[Math.floor(value * 20)] = (cells[Math.floor(value * 20)] ?? 0) + 1;
      const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
      // 19 degrees of freedom: above 43.8 with chance .001.
      expect(chiSquare).toBeLessThan(43.8);
      expect(Math.min(...values)).toBeGreaterThan(0);
      expect(Math.max(...values)).toBeLessThan(1);
    }
  });

  it('does not resemble the stream of the next repetition', () => {
    const a = draws(new Random('1/iid/x5/0'), 10_000);
    const b = draws(new Random('1/iid/x5/1'), 10_000);
    const covariance = a.reduce((sum, value, i) => sum + (value - 0.5) * ((b[i] ?? 0) - 0.5), 0) / a.length;
    // Of independent ones: standard deviation 1/12 over the root of their number.
    expect(Math.abs(covariance)).toBeLessThan(4 / 12 / 100);
  });
});
