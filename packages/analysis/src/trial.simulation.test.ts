import { describe, expect, test } from 'vitest';
import { forecast } from './forecast.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { Random } from './testing/random.ts';
import { mean, median, play, type Outcome, type Scenario } from './testing/traffic.ts';

const USUAL = { baseRate: 0.005, budget: 0.01, rps: 100, weight: 10 };
const healthy: Scenario = { ...USUAL, factor: () => 1 };
const worse = (by: number): Scenario => ({ ...USUAL, factor: () => by });

function playAll(scenario: Scenario, repetitions: number, promotes = true): Outcome[] {
  const random = new Random(20_260_101);
  return Array.from({ length: repetitions }, () => play(scenario, random, promotes));
}

const share = (outcomes: readonly Outcome[], kind: Outcome['kind']): number =>
  outcomes.filter((outcome) => outcome.kind === kind).length / outcomes.length;
const seconds = (outcomes: readonly Outcome[]): number[] => outcomes.map(({ second }) => second);

describe('100 requests a second, 10 % of them to the candidate, half the budget failing', () => {
  test('a healthy release is promoted within a quarter of an hour, in the middle in five minutes', () => {
    const outcomes = playAll(healthy, 200);
    expect(share(outcomes, 'promoted')).toBe(1);
    expect(median(seconds(outcomes))).toBeGreaterThan(200);
    expect(median(seconds(outcomes))).toBeLessThan(340);
  });

  test('watched for an hour, a healthy release is not rolled back', () => {
    expect(share(playAll(healthy, 100, false), 'rolled-back')).toBeLessThanOrEqual(0.01);
  });

  test('neither is one at the very edge of the margin, but for one in a hundred', () => {
    const edge = worse((1.05 * 0.005 + 0.02 * 0.01) / 0.005);
    expect(share(playAll(edge, 200, false), 'rolled-back')).toBeLessThanOrEqual(0.03);
  });

  test('one at the edge of what may be promoted passes in five of a hundred at most', () => {
    const edge = worse((2 * 0.005) / 0.005);
    expect(share(playAll(edge, 200), 'promoted')).toBeLessThanOrEqual(0.08);
  });

  test.each([
    { by: 5, within: 200 },
    { by: 10, within: 150 },
  ])('one that fails $by times as often is rolled back', ({ by, within }) => {
    const outcomes = playAll(worse(by), 100);
    expect(share(outcomes, 'rolled-back')).toBe(1);
    expect(median(seconds(outcomes))).toBeLessThan(within);
  });

  test('a regression that begins late is found within three times what an early one takes after warm-up', () => {
    const lateBy = 1_800;
    const late = playAll({ ...USUAL, factor: (second) => (second < lateBy ? 1 : 5) }, 100, false);
    const early = playAll(worse(5), 100, false);
    expect(share(late, 'rolled-back')).toBe(1);
    const delay = median(seconds(late)) - lateBy;
    expect(delay).toBeLessThan(3 * (median(seconds(early)) - DEFAULT_SETTINGS.warmUpMs / 1000));
  });

  test.each([
    { factor: 8, lasts: 30 },
    { factor: 8, lasts: 60 },
    { factor: 6, lasts: 90 },
    { factor: 8, lasts: 120 },
    { factor: 3, lasts: 120 },
  ])('a cold start of $factor times the failures for $lasts s is forgiven', ({ factor, lasts }) => {
    const cold: Scenario = { ...USUAL, factor: (second) => (second < lasts ? factor : 1) };
    const outcomes = playAll(cold, 150);
    expect(share(outcomes, 'rolled-back')).toBeLessThanOrEqual(0.03);
    expect(share(outcomes, 'promoted')).toBeGreaterThanOrEqual(0.95);
  });

  test('but not one that lasts on, and not where both releases together break the objective', () => {
    const lasting: Scenario = { ...USUAL, factor: (second) => (second < 600 ? 8 : 1) };
    expect(share(playAll(lasting, 50), 'rolled-back')).toBe(1);
    const heavy = playAll({ ...USUAL, weight: 50, factor: () => 5 }, 50);
    expect(median(seconds(heavy))).toBeLessThan(100);
  });

  test.each([30, 90, 120])(
    'one that is twice as bad after a cold start of %d s is rarely promoted',
    (lasts) => {
      const cold: Scenario = { ...USUAL, factor: (second) => (second < lasts ? 16 : 2) };
      expect(share(playAll(cold, 150), 'promoted')).toBeLessThanOrEqual(0.08);
    },
  );

  test('failures in clusters roll healthy releases back, unless phi is known', () => {
    const clustered: Scenario = { ...healthy, cluster: 4 };
    expect(share(playAll(clustered, 60, false), 'rolled-back')).toBeGreaterThan(0.05);
    expect(share(playAll({ ...clustered, phi: 5 }, 60, false), 'rolled-back')).toBeLessThanOrEqual(0.02);
  });
});

test('with no failure at all promotion takes about twice ln(1/beta)/d1 candidate requests', () => {
  const spotless: Scenario = {
    ...USUAL,
    baseRate: 0,
    factor: () => 1,
    settings: { ...DEFAULT_SETTINGS, warmUpMs: 0 },
  };
  const slack = DEFAULT_SETTINGS.promotion.budgetShare * USUAL.budget;
  const fewest = -Math.log(DEFAULT_SETTINGS.beta) / slack;
  const needed = mean(playAll(spotless, 20).map(({ candidateRequests }) => candidateRequests));
  expect(needed).toBeGreaterThan(fewest);
  // The bets that compare, and the other bet, cost as much again.
  expect(needed).toBeLessThan(2.2 * fewest);
});

describe('the forecast is the mean of what happens', () => {
  test('for a healthy release', () => {
    const expected = forecast({ ...USUAL, phi: 1, settings: DEFAULT_SETTINGS }).healthy?.seconds ?? NaN;
    const happened = mean(seconds(playAll(healthy, 200)));
    expect(happened / expected).toBeGreaterThan(0.75);
    expect(happened / expected).toBeLessThan(1.15);
  });

  test.each([2, 5, 10])('for one that fails %d times as often', (by) => {
    const expected = forecast({ ...USUAL, phi: 1, settings: DEFAULT_SETTINGS }).breach.find(
      ({ factor }) => factor === by,
    );
    const happened = mean(seconds(playAll(worse(by), 100, false)));
    expect(happened / (expected?.after?.seconds ?? NaN)).toBeGreaterThan(0.75);
    expect(happened / (expected?.after?.seconds ?? NaN)).toBeLessThan(1.25);
  });

  test('with no stable release left', () => {
    const alone = { ...USUAL, weight: 100, baseRate: 0.004 };
    const expected = forecast({ ...alone, phi: 1, settings: DEFAULT_SETTINGS });
    const fine = mean(seconds(playAll({ ...alone, factor: () => 1 }, 50)));
    const bad = playAll({ ...alone, factor: () => 5 }, 50);
    expect(fine / (expected.healthy?.seconds ?? NaN)).toBeGreaterThan(0.75);
    expect(fine / (expected.healthy?.seconds ?? NaN)).toBeLessThan(1.25);
    expect(share(bad, 'rolled-back')).toBe(1);
  });
});
