import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lnAdd, lnSum } from './logarithms.ts';

test('adds as numbers do', () => {
  const ln = fc.double({ min: -30, max: 30, noNaN: true });
  fc.assert(
    fc.property(ln, ln, ln, (a, b, c) => {
      const sum = Math.log(Math.exp(a) + Math.exp(b) + Math.exp(c));
      expect(lnAdd(lnAdd(a, b), c)).toBeCloseTo(sum, 9);
      expect(lnSum([a, b, c])).toBeCloseTo(sum, 9);
    }),
  );
});

test('does not overflow, and loses nothing to a summand of 0', () => {
  expect(lnAdd(5_000, 5_000)).toBeCloseTo(5_000 + Math.LN2, 9);
  expect(lnSum([-5_000, -5_000])).toBeCloseTo(-5_000 + Math.LN2, 9);
  expect(lnAdd(-Infinity, -3)).toBe(-3);
  expect(lnAdd(-Infinity, -Infinity)).toBe(-Infinity);
  expect(lnSum([])).toBe(-Infinity);
  expect(lnAdd(0, -1e300)).toBe(0);
});
