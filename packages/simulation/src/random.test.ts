import { expect, it } from 'vitest';
import { Random } from './random.ts';

function draws(random: Random, count = 5): readonly number[] {
  return Array.from({ length: count }, () => random.next());
}

it('comes out the same for the same numbers, and otherwise for each of them', () => {
  const once = draws(new Random(1, 2, 3));
  expect(draws(new Random(1, 2, 3))).toEqual(once);
  for (const other of [new Random(2, 2, 3), new Random(1, 3, 3), new Random(1, 2, 4)])
    expect(draws(other)).not.toEqual(once);
  expect(draws(new Random(2 ** 40 + 1, 2, 3))).not.toEqual(once);
});

it('is even over (0, 1), and over neighbouring streams', () => {
  const one = draws(new Random(7, 1, 0), 40_000);
  const many = Array.from({ length: 40_000 }, (_, part) => new Random(7, 1, part).next());
  for (const values of [one, many]) {
    const cells = Array.from({ length: 20 }, () => 0);
    for (const value of values) {
      const cell = Math.floor(value * 20);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, seen) => sum + (seen - 2_000) ** 2 / 2_000, 0);
    // 19 degrees of freedom: above 43.8 once in a thousand; the seed is fixed.
    expect(chiSquare).toBeLessThan(43.8);
  }
});
