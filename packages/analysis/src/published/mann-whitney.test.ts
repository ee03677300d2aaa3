import { expect, test } from 'vitest';
import { mannWhitneyShift } from './mann-whitney.ts';

test("gives the numbers of Kayenta's own test", () => {
  const shift = mannWhitneyShift([10, 20, 30, 40], [1, 2, 3, 4], 0.95);
  expect(shift?.lower).toBeCloseTo(6, 9);
  expect(shift?.upper).toBeCloseTo(39, 9);
  expect(shift?.estimate).toBeCloseTo(22.5, 9);
});

test('turns round with its samples', () => {
  const x = [3, 1, 4, 1, 5, 9, 2, 6];
  const y = [2, 7, 1, 8, 2, 8, 1, 8, 2];
  const one = mannWhitneyShift(x, y, 0.98);
  const other = mannWhitneyShift(y, x, 0.98);
  expect(other?.lower).toBeCloseTo(-(one?.upper ?? NaN), 9);
  expect(other?.upper).toBeCloseTo(-(one?.lower ?? NaN), 9);
  expect(other?.estimate).toBeCloseTo(-(one?.estimate ?? NaN), 9);
});

test('holds less where less confidence is asked', () => {
  const x = [12, 15, 11, 18, 14, 13, 19, 16];
  const y = [10, 9, 12, 11, 8, 13, 10, 12];
  const narrow = mannWhitneyShift(x, y, 0.8);
  const wide = mannWhitneyShift(x, y, 0.99);
  expect(narrow?.lower).toBeGreaterThan(wide?.lower ?? NaN);
  expect(narrow?.upper).toBeLessThan(wide?.upper ?? NaN);
});

test('says nothing where nothing varies or nothing was measured', () => {
  expect(mannWhitneyShift([2, 2, 2], [2, 2], 0.95)).toBeNull();
  expect(mannWhitneyShift([], [1, 2], 0.95)).toBeNull();
});
