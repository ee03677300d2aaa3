import { describe, expect, test } from 'vitest';
import { forecast, type ForecastInput } from './forecast.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const USUAL: ForecastInput = {
  baseRate: 0.005,
  budget: 0.01,
  rps: 100,
  weight: 10,
  settings: DEFAULT_SETTINGS,
};

const breachAfter = (input: ForecastInput, factor: number): number =>
  forecast(input).breach.find((one) => one.factor === factor)?.after?.seconds ?? Infinity;
const healthyAfter = (input: ForecastInput): number => forecast(input).healthy?.seconds ?? Infinity;

test('tells seconds, and the candidate requests that come in them', () => {
  const { healthy } = forecast(USUAL);
  expect(healthy?.candidateRequests).toBe((healthy?.seconds ?? NaN) * 10);
});

test('a worse release is found sooner', () => {
  expect(breachAfter(USUAL, 5)).toBeLessThan(breachAfter(USUAL, 2));
  expect(breachAfter(USUAL, 10)).toBeLessThan(breachAfter(USUAL, 5));
});

test.each<[string, Partial<ForecastInput>]>([
  ['less traffic', { rps: 20 }],
  ['less weight', { weight: 2 }],
  ['overdispersion', { phi: 4 }],
])('%s needs longer', (_, change) => {
  expect(healthyAfter({ ...USUAL, ...change })).toBeGreaterThan(healthyAfter(USUAL));
  expect(breachAfter({ ...USUAL, ...change }, 5)).toBeGreaterThan(breachAfter(USUAL, 5));
});

test('several SLIs need longer for a breach, and no longer for health', () => {
  expect(breachAfter({ ...USUAL, slis: 4 }, 5)).toBeGreaterThan(breachAfter(USUAL, 5));
  expect(healthyAfter({ ...USUAL, slis: 4 })).toBe(healthyAfter(USUAL));
});

describe('is null for what never comes', () => {
  test('no traffic', () => {
    const { healthy, breach } = forecast({ ...USUAL, rps: 0 });
    expect(healthy).toBeNull();
    expect(breach.map(({ after }) => after)).toEqual([null, null, null]);
  });

  test('a regression within the margin', () => {
    const wide = { ...DEFAULT_SETTINGS, rollback: { ratio: 3, budgetShare: 0.05 } };
    expect(breachAfter({ ...USUAL, settings: wide }, 2)).toBe(Infinity);
    expect(breachAfter({ ...USUAL, settings: wide }, 10)).toBeLessThan(Infinity);
  });

  test('twice as many failures, still within the objective, with no stable release to compare with', () => {
    const alone = { ...USUAL, weight: 100, baseRate: 0.002 };
    expect(breachAfter(alone, 2)).toBe(Infinity);
    expect(breachAfter(alone, 10)).toBeLessThan(Infinity);
  });
});

test.each<[Partial<ForecastInput>, string]>([
  [{ baseRate: 1.1 }, 'base rate 1.1'],
  [{ budget: 0 }, 'budget 0'],
  [{ rps: -1 }, '-1 requests a second'],
  [{ weight: 0 }, 'weight 0'],
  [{ weight: 101 }, 'weight 101'],
  [{ slis: 0 }, '0 SLIs'],
  [{ phi: 0.5 }, 'phi 0.5'],
])('refuses %o', (change, message) => {
  expect(() => forecast({ ...USUAL, ...change })).toThrow(message);
});
