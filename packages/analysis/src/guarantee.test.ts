/** The two promises in numbers: what they are made of, and what becomes of them under continuous looks. */

import { describe, expect, test } from 'vitest';
import { warmthAt } from './cold-start.ts';
import { lnLimitFactor, lnMarginFactor, type PairedCounts } from './factors.ts';
import { coincidenceOf, evenly, ScatterEstimate, type Scatter } from './scatter.ts';
import { DEFAULT_SETTINGS, PROMOTION_MIXTURE, ROLLBACK_MIXTURE, SPOTLESS_MIXTURE } from './settings.ts';
import { Random } from './testing/random.ts';
import { Trial } from './trial.ts';
import type { Counts } from './types.ts';

const ROUNDING = 1e-9;

/** Counts of one release: binomial, or Poisson clusters of geometric size. ln E[s^x] in closed form. */
function lnGenerating(lnS: number, requests: number, rate: number, phi: number): number {
  const sLess1 = Math.expm1(lnS);
  if (phi === 1) return requests * Math.log1p(rate * sLess1);
  const cluster = (phi + 1) / 2;
  return (requests * rate * sLess1) / (1 - (cluster - 1) * sLess1);
}

/** So many failures that the constant, which may be as large, does not swallow the digits of one. */
const MANY = 1e9;

/** The factors are linear in the failures, so three values tell both bases and the constant. */
function lnExpectation(
  lnFactor: (bad: Pick<PairedCounts, 'candidateBad' | 'stableBad'>) => number,
  candidate: { requests: number; rate: number; phi: number },
  stable: { requests: number; rate: number; phi: number },
): number {
  const none = lnFactor({ candidateBad: 0, stableBad: 0 });
  const lnC = (lnFactor({ candidateBad: MANY, stableBad: 0 }) - none) / MANY;
  const lnS = (lnFactor({ candidateBad: 0, stableBad: MANY }) - none) / MANY;
  return (
    none +
    lnGenerating(lnC, candidate.requests, candidate.rate, candidate.phi) +
    lnGenerating(lnS, stable.requests, stable.rate, stable.phi)
  );
}

describe('no look gains in expectation where the null hypothesis is true: 100,000 random configurations each', () => {
  const random = new Random(20_260_401);
  const between = (low: number, high: number): number => low + (high - low) * random.next();
  const logBetween = (low: number, high: number): number => Math.exp(between(Math.log(low), Math.log(high)));
  const oneOf = (values: readonly number[]): number =>
    values[Math.floor(random.next() * values.length)] ?? NaN;
  /** Every other time independent, else in clusters, other ones in each release. */
  const scatterOf = (): Scatter =>
    random.next() < 0.5
      ? { candidate: 1, stable: 1 }
      : { candidate: logBetween(1.01, 30), stable: logBetween(1.01, 30) };

  /** Within the null, most often at its very edge. */
  const configuration = (below: boolean) => {
    const margin = { ratio: logBetween(0.5, 12), slack: random.next() < 0.3 ? 0 : logBetween(1e-7, 0.05) };
    const stableRate = random.next() * Math.min(1, (1 - margin.slack) / margin.ratio);
    const edge = margin.ratio * stableRate + margin.slack;
    const inside = random.next() < 0.7 ? 1 : random.next();
    const candidateRate = below ? edge * inside : edge + (1 - edge) * (1 - inside);
    const totals = {
      candidateTotal: Math.ceil(logBetween(1, 1e6)),
      stableTotal: Math.ceil(logBetween(1, 1e6)),
    };
    return { margin, stableRate, candidateRate, ...totals };
  };

  test.each([
    { name: 'rollback', factor: lnMarginFactor, bets: ROLLBACK_MIXTURE.bets, below: true },
    { name: 'promotion', factor: lnMarginFactor, bets: PROMOTION_MIXTURE.bets, below: false },
  ])('$name', ({ factor, bets, below }) => {
    let worst = -Infinity;
    for (let i = 0; i < 100_000; i++) {
      const { margin, stableRate, candidateRate, candidateTotal, stableTotal } = configuration(below);
      const scatter = scatterOf();
      const bet = oneOf(bets);
      const ln = lnExpectation(
        (bad) => factor(bet, { ...bad, candidateTotal, stableTotal }, margin, scatter),
        { requests: candidateTotal, rate: candidateRate, phi: scatter.candidate },
        { requests: stableTotal, rate: stableRate, phi: scatter.stable },
      );
      // Of the size of what was added up.
      worst = Math.max(worst, ln / Math.max(1, candidateTotal * candidateRate + stableTotal * stableRate));
    }
    expect(worst).toBeLessThanOrEqual(ROUNDING);
  });

  test('a limit without comparison, from both sides', () => {
    let worst = -Infinity;
    for (let i = 0; i < 100_000; i++) {
      const above = random.next() < 0.5;
      const odds = oneOf(
        above ? ROLLBACK_MIXTURE.bets : [...PROMOTION_MIXTURE.bets, ...SPOTLESS_MIXTURE.bets],
      );
      const limit = logBetween(1e-6, 0.99);
      const inside = random.next() < 0.7 ? 1 : random.next();
      const rate = above ? limit * inside : limit + (1 - limit) * (1 - inside);
      const requests = Math.ceil(logBetween(1, 1e6));
      const phi = random.next() < 0.5 ? 1 : logBetween(1.01, 30);
      const ln = lnExpectation(
        ({ candidateBad }) => lnLimitFactor(odds, { bad: candidateBad, total: requests }, limit, phi),
        { requests, rate, phi },
        { requests: 0, rate: 0, phi: 1 },
      );
      worst = Math.max(worst, ln / Math.max(1, requests * rate));
    }
    expect(worst).toBeLessThanOrEqual(ROUNDING);
  });
});

/** How the candidate's share of traffic changes over a rollout of 25 minutes, by look. */
const WEIGHTS: Readonly<Record<string, (look: number) => number>> = {
  '1 %': () => 0.01,
  '10 %': () => 0.1,
  '50 %': () => 0.5,
  'rising from 5 to 50 %': (look) => [0.05, 0.1, 0.25, 0.5][Math.floor(look / 75)] ?? 0.5,
};
const LOOKS = 300;
const BUDGET = 0.01;

interface Traffic {
  readonly baseRate: number;
  readonly rps: number;
  readonly weight: (look: number) => number;
}

/** A base rate that drifts without end, and that nobody tells the judge. */
function* looksOf(
  { baseRate, rps, weight }: Traffic,
  candidateRate: (stableRate: number) => number,
  random: Random,
) {
  let drift = 0;
  for (let look = 0; look < LOOKS; look++) {
    drift += 0.1 * (random.next() - 0.5);
    const stableRate = Math.min(0.2, baseRate * Math.exp(drift));
    const candidateTotal = Math.ceil(5 * rps * weight(look));
    const stableTotal = 5 * rps - candidateTotal;
    yield {
      candidateTotal,
      stableTotal,
      candidateBad: random.failures(candidateTotal, candidateRate(stableRate)),
      stableBad: random.failures(stableTotal, stableRate),
      compared: true,
      warmth: warmthAt(look * DEFAULT_SETTINGS.pollMs, DEFAULT_SETTINGS),
      inStep: true,
    };
  }
}

const newTrial = (scatter = new ScatterEstimate(evenly(1))): Trial =>
  new Trial({ budget: BUDGET, scatter, before: { bad: 0, total: 0 } }, DEFAULT_SETTINGS);

/** More than this many errors in `n` rollouts come with a chance below 0.1 % if each has the chance `level`. */
const tooMany = (n: number, level: number): number => n * level + 3.1 * Math.sqrt(n * level) + 1;

describe('a release at the very edge of the margin, looked at every 5 s for 25 minutes', () => {
  const ROLLOUTS = 30;
  const grid = [0.002, 0.01, 0.05].flatMap((baseRate) =>
    [10, 100, 400].flatMap((rps) => Object.keys(WEIGHTS).map((weights) => ({ baseRate, rps, weights }))),
  );
  const { rollback, promotion, alpha, beta } = DEFAULT_SETTINGS;

  test('is rolled back with chance alpha at most, over base rates, traffic and weights', () => {
    const random = new Random(1);
    let all = 0;
    for (const { weights, ...traffic } of grid) {
      let wrong = 0;
      for (let i = 0; i < ROLLOUTS; i++) {
        const trial = newTrial();
        const edge = (p: number): number => rollback.ratio * p + rollback.budgetShare * BUDGET;
        for (const look of looksOf({ ...traffic, weight: WEIGHTS[weights] ?? (() => NaN) }, edge, random)) {
          trial.look(look);
          if (trial.lnAgainst < -Math.log(alpha)) continue;
          wrong += 1;
          break;
        }
      }
      expect(wrong, JSON.stringify({ weights, ...traffic })).toBeLessThanOrEqual(tooMany(ROLLOUTS, alpha));
      all += wrong;
    }
    expect(all).toBeLessThanOrEqual(tooMany(ROLLOUTS * grid.length, alpha));
  });

  test('is promoted with chance beta at most', () => {
    const random = new Random(2);
    let all = 0;
    for (const { weights, ...traffic } of grid) {
      let wrong = 0;
      for (let i = 0; i < ROLLOUTS; i++) {
        const trial = newTrial();
        const edge = (p: number): number => Math.max(promotion.ratio * p, promotion.budgetShare * BUDGET);
        for (const look of looksOf({ ...traffic, weight: WEIGHTS[weights] ?? (() => NaN) }, edge, random)) {
          trial.look(look);
          if (trial.lnPromotion < -Math.log(beta)) continue;
          wrong += 1;
          break;
        }
      }
      expect(wrong, JSON.stringify({ weights, ...traffic })).toBeLessThanOrEqual(tooMany(ROLLOUTS, beta));
      all += wrong;
    }
    expect(all).toBeLessThanOrEqual(tooMany(ROLLOUTS * grid.length, beta));
  });
});

test('failures that come four at a time, which only the series of the stable release betray: alpha nearly holds', () => {
  const random = new Random(3);
  const ROLLOUTS = 100;
  const series = (requests: number): Counts[] =>
    Array.from({ length: 8 }, () => ({
      bad: 4 * random.poisson((requests * 0.005) / 32),
      total: requests / 8,
    }));
  let wrong = 0;
  for (let i = 0; i < ROLLOUTS; i++) {
    const trial = newTrial(new ScatterEstimate([]));
    for (let look = 0; look < LOOKS; look++) {
      const stable = series(448);
      const candidate = { bad: 4 * random.poisson((50 * 0.005) / 4), total: 50 };
      trial.look({
        candidateTotal: 50,
        stableTotal: 448,
        candidateBad: candidate.bad,
        stableBad: stable.reduce((sum, { bad }) => sum + bad, 0),
        splits: coincidenceOf(stable),
        cells: { candidate: [candidate], stable },
        compared: true,
        warmth: warmthAt(look * DEFAULT_SETTINGS.pollMs, DEFAULT_SETTINGS),
        inStep: true,
      });
    }
    if (trial.lnAgainst >= -Math.log(DEFAULT_SETTINGS.alpha)) wrong += 1;
  }
  expect(wrong / ROLLOUTS).toBeLessThanOrEqual(0.03);
});
