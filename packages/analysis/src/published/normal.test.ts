import { expect, test } from 'vitest';
import { normalQuantile } from './normal.ts';

// R's qnorm, 10 digits.
test.each([
  [0.5, 0],
  [0.975, 1.959963985],
  [0.99, 2.326347874],
  [0.1, -1.281551566],
  [1e-9, -5.997807015],
  [1e-20, -9.262340089],
])('the quantile of %f is %f', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 8);
});

test('refuses what is no chance', () => {
  expect(() => normalQuantile(1)).toThrow(RangeError);
  expect(() => normalQuantile(NaN)).toThrow(RangeError);
});
