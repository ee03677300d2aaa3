import { expect, test } from 'vitest';
import { budgetLeft, burnRate, burnRateOf } from './burn-rate.ts';

// The Site Reliability Workbook, chapter 5: 30 days, the long windows of its four alerts.
test.each([
  [0.02, 1, 14.4],
  [0.05, 6, 6],
  [0.1, 24, 3],
  [0.1, 72, 1],
])('%f of the budget within %d h is a burn rate of %f', (budgetSpent, hours, rate) => {
  expect(burnRate({ budgetSpent, hours, days: 30 })).toBeCloseTo(rate, 12);
});

// Its short windows are a twelfth of the long ones, so that an alert ends soon after the burn does.
test.each([
  [5 / 60, 14.4],
  [0.5, 6],
  [2, 3],
  [6, 1],
])('the same rate over the short window of %f h spends a twelfth', (hours, rate) => {
  const spentInLong = (rate * hours * 12) / (30 * 24);
  expect(burnRate({ budgetSpent: spentInLong / 12, hours, days: 30 })).toBeCloseTo(rate, 12);
});

test('of counts it is the share of bad ones over the budget', () => {
  expect(burnRateOf({ bad: 144, total: 10_000 }, 0.001)).toBeCloseTo(14.4, 12);
  expect(burnRateOf({ bad: 0, total: 0 }, 0.001)).toBe(0);
  expect(budgetLeft({ bad: 5, total: 10_000 }, 0.001)).toBeCloseTo(0.5, 12);
  expect(budgetLeft({ bad: 20, total: 10_000 }, 0.001)).toBeCloseTo(-1, 12);
});
