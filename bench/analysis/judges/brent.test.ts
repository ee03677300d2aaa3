import { describe, expect, it } from 'vitest';
import { zeroOf } from './brent.ts';

describe("Brent's method", () => {
  it('finds the zeros of smooth functions within its tolerance', () => {
    expect(zeroOf((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 4);
    expect(zeroOf((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332, 4);
    expect(zeroOf((x) => (x - 3) ** 3, 0, 10)).toBeCloseTo(3, 1);
    expect(zeroOf((x) => 5 - x, 0, 100)).toBeCloseTo(5, 10);
  });

  it('takes an end that is a zero', () => {
    expect(zeroOf((x) => x, 0, 4)).toBe(0);
    expect(zeroOf((x) => x - 4, 0, 4)).toBe(4);
  });

  it('comes to within 1e-4 of a step', () => {
    for (const step of [0.1, 1, Math.PI, 9.99]) {
      expect(Math.abs(zeroOf((x) => (x < step ? 3 : -1), 0, 10) - step)).toBeLessThanOrEqual(1e-4);
    }
  });
});
