import { expect, test } from 'vitest';
import { burnRate } from './burn-rate.ts';

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
