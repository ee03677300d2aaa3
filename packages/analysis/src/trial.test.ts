import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evenly, ScatterEstimate } from './scatter.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { binomial, expectation } from './testing/distributions.ts';
import { Trial, type Look } from './trial.ts';
import { lnAgainst, weakestOf, worstOf, type Member } from './trials.ts';

const BUDGET = 0.01;
const NOTHING = { bad: 0, total: 0 };

const newTrial = (before = NOTHING, budget = BUDGET): Trial =>
  new Trial({ budget, scatter: new ScatterEstimate(evenly(1)), before }, DEFAULT_SETTINGS);

const look = (change: Partial<Look>): Look => ({
  candidateBad: 0,
  candidateTotal: 0,
  stableBad: 0,
  stableTotal: 0,
  compared: true,
  warmth: 'warm',
  inStep: true,
  ...change,
});

const healthyLook = look({ candidateTotal: 200, candidateBad: 1, stableTotal: 1_800, stableBad: 9 });

describe('the expectation of the evidence against a release at the edge is at most 1', () => {
  const sizes = {
    candidateTotal: fc.integer({ min: 1, max: 30 }),
    stableTotal: fc.integer({ min: 1, max: 30 }),
  };

  test('margin test and fuse together, warm or cold', () => {
    fc.assert(
      fc.property(
        fc.record({
          ...sizes,
          warmth: fc.constantFrom('cold', 'settling', 'warm'),
          budget: fc.double({ min: 1e-3, max: 0.3, noNaN: true }),
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ candidateTotal, stableTotal, warmth, budget }, part) => {
          const { ratio, budgetShare } = DEFAULT_SETTINGS.rollback;
          const stableRate = (part * (1 - budgetShare * budget)) / ratio;
          // Cold, only the fuse's limit binds as well.
          const edge = ratio * stableRate + budgetShare * budget;
          const candidateRate = warmth !== 'warm' ? Math.min(edge, 14.4 * budget) : edge;
          const e = expectation(
            binomial(candidateTotal, candidateRate),
            binomial(stableTotal, stableRate),
            (candidateBad, stableBad) => {
              const trial = newTrial(NOTHING, budget);
              trial.look(look({ candidateBad, candidateTotal, stableBad, stableTotal, warmth }));
              return Math.exp(trial.lnAgainst);
            },
          );
          expect(e).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('and so is that of the evidence for it, at the edge of what may be promoted', () => {
    fc.assert(
      fc.property(
        fc.record(sizes),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ candidateTotal, stableTotal }, part) => {
          const { ratio, budgetShare } = DEFAULT_SETTINGS.promotion;
          const stableRate = (part * (1 - budgetShare * BUDGET)) / ratio;
          const e = expectation(
            binomial(candidateTotal, ratio * stableRate + budgetShare * BUDGET),
            binomial(stableTotal, stableRate),
            (candidateBad, stableBad) => {
              const trial = newTrial();
              trial.look(look({ candidateBad, candidateTotal, stableBad, stableTotal }));
              return Math.exp(trial.lnPromotion);
            },
          );
          expect(e).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('over a cold look, one that settles and one that is warm, summed exactly', () => {
  const WARMTHS = ['cold', 'settling', 'warm'] as const;
  const sizes = fc.record({
    candidateTotal: fc.integer({ min: 1, max: 4 }),
    stableTotal: fc.integer({ min: 1, max: 4 }),
  });

  /** The expectation of e after looks of these sizes, at these rates. */
  function expected(
    all: readonly { readonly candidateTotal: number; readonly stableTotal: number }[],
    candidateRate: number,
    stableRate: number,
    e: (trial: Trial) => number,
    seen: readonly Look[] = [],
  ): number {
    const next = all[seen.length];
    if (next === undefined) {
      const trial = newTrial();
      for (const one of seen) trial.look(one);
      return e(trial);
    }
    const { candidateTotal, stableTotal } = next;
    return expectation(
      binomial(candidateTotal, candidateRate),
      binomial(stableTotal, stableRate),
      (candidateBad, stableBad) => {
        const warmth = WARMTHS[seen.length] ?? 'warm';
        const one = look({ candidateBad, candidateTotal, stableBad, stableTotal, warmth });
        return expected(all, candidateRate, stableRate, e, [...seen, one]);
      },
    );
  }

  test.each([
    {
      name: 'against a release at the edge of the margin',
      rateOf: (p: number) => 1.05 * p + 0.02 * BUDGET,
      e: (trial: Trial) => Math.exp(trial.lnAgainst),
    },
    {
      name: 'for one at the edge of what may be promoted',
      rateOf: (p: number) => Math.max(2 * p, 0.2 * BUDGET),
      e: (trial: Trial) => Math.exp(trial.lnPromotion),
    },
  ])('the evidence $name', ({ rateOf, e }) => {
    fc.assert(
      fc.property(
        fc.tuple(sizes, sizes, sizes),
        fc.double({ min: 0, max: 0.13 / 2, noNaN: true }),
        (all, stableRate) => {
          expect(expected(all, rateOf(stableRate), stableRate, e)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('warm-up', () => {
  test('gathers no evidence for promotion', () => {
    const trial = newTrial();
    for (let i = 0; i < 50; i++) trial.look({ ...healthyLook, warmth: 'cold' });
    expect(trial.lnPromotion).toBeCloseTo(0, 12);
  });

  test('forgives eight times the failures that are not forgiven later', () => {
    const cold = look({ candidateTotal: 200, candidateBad: 8, stableTotal: 1_800, stableBad: 9 });
    const early = newTrial();
    const late = newTrial();
    for (let i = 0; i < 12; i++) {
      early.look({ ...cold, warmth: 'cold' });
      late.look(cold);
    }
    expect(early.lnAgainst).toBeLessThan(Math.log(5));
    expect(late.lnAgainst).toBeGreaterThan(4.6);
  });

  test('the fuse blows all the same, far above the budget', () => {
    const trial = newTrial();
    expect(trial.lnFuse).toBe(-Infinity);
    // The stable release fails a lot too, so the margin sees nothing, but not as much as the fuse bears.
    const burning = look({
      candidateTotal: 50,
      candidateBad: 40,
      stableTotal: 450,
      stableBad: 45,
      warmth: 'cold',
    });
    for (let i = 0; i < 10; i++) trial.look(burning);
    expect(trial.lnFuse).toBeGreaterThan(Math.log(1_000));
    expect(trial.accuser).toBe('fuse');
    expect(trial.lnAgainst).toBeGreaterThan(4.6);
  });
});

describe('both releases far outside the objective', () => {
  const incident = look({
    candidateTotal: 50,
    candidateBad: 20,
    stableTotal: 450,
    stableBad: 180,
    warmth: 'cold',
  });

  test('does not blow the fuse, and is told', () => {
    const trial = newTrial();
    for (let i = 0; i < 20; i++) trial.look(incident);
    expect(trial.lnFuse).toBe(-Infinity);
    expect(trial.lnAgainst).toBeLessThan(0.1);
    expect(trial.stableBreachesToo).toBe(true);
  });

  test('is remembered over looks in which the stable release had no request', () => {
    const trial = newTrial();
    for (let i = 0; i < 20; i++) trial.look(incident);
    for (let i = 0; i < 5; i++) trial.look({ ...incident, stableBad: 0, stableTotal: 0 });
    expect(trial.lnFuse).toBe(-Infinity);
  });

  test('is over a few minutes after the incident', () => {
    const trial = newTrial();
    for (let i = 0; i < 20; i++) trial.look(incident);
    for (let i = 0; i < 60; i++) trial.look(healthyLook);
    expect(trial.stableBreachesToo).toBe(false);
  });

  test('a candidate that is worse still goes', () => {
    const trial = newTrial();
    for (let i = 0; i < 10; i++) trial.look({ ...incident, candidateBad: 45, warmth: 'warm' });
    expect(trial.lnAgainst).toBeGreaterThan(4.6);
    expect(trial.accuser).toBe('margin');
  });
});

test('a stable release without requests leaves the fuse to find a candidate that fails everything', () => {
  const trial = newTrial();
  for (let i = 0; i < 6; i++) trial.look(look({ candidateTotal: 20, candidateBad: 20 }));
  expect(trial.lnRollback).toBe(0);
  expect(trial.lnAgainst).toBeGreaterThan(4.6);
  expect(trial.lnPromotion).toBeLessThan(0);
});

/** A look at a candidate that has all traffic. */
const alone = (candidateBad: number): Look => look({ candidateTotal: 500, candidateBad, compared: false });

describe('with no stable release left', () => {
  test('below the budget is healthy, above it is a breach', () => {
    const good = newTrial();
    const bad = newTrial();
    for (let i = 0; i < 20; i++) {
      good.look(alone(1));
      bad.look(alone(20));
    }
    expect(good.lnPromotion).toBeGreaterThan(3);
    expect(good.lnAgainst).toBeLessThan(0.1);
    expect(bad.lnPromotion).toBeLessThan(0);
    expect(bad.lnAgainst).toBeGreaterThan(4.6);
    expect(bad.accuser).toBe('objective');
  });

  test('requests from before the step are no proof of health', () => {
    const trial = newTrial();
    for (let i = 0; i < 20; i++) trial.look({ ...alone(0), inStep: false });
    expect(trial.lnPromotion).toBeCloseTo(0, 12);
  });

  test('no request is no proof of health', () => {
    const trial = newTrial();
    for (let i = 0; i < 1_000; i++) trial.look(look({ compared: false }));
    expect(trial.lnPromotion).toBeCloseTo(0, 12);
  });

  test('what the stable release failed before is no breach, though above the budget; five times that is', () => {
    const chronic = { bad: 1_500, total: 50_000 };
    const same = newTrial(chronic);
    const worse = newTrial(chronic);
    for (let i = 0; i < 60; i++) {
      same.look(alone(15));
      worse.look(alone(75));
    }
    expect(same.lnAgainst).toBeLessThan(0.1);
    expect(same.lnPromotion).toBeLessThan(0);
    expect(same.stableBreachesToo).toBe(true);
    expect(worse.lnAgainst).toBeGreaterThan(4.6);
  });

  test('goes on from what was known while there was one', () => {
    const suspected = newTrial();
    const unknown = newTrial();
    for (let i = 0; i < 5; i++) suspected.look({ ...healthyLook, candidateBad: 3 });
    expect(suspected.lnRollback).toBeGreaterThan(0.5);
    expect(suspected.lnRollback).toBeLessThan(4.6);
    for (const trial of [suspected, unknown]) for (let i = 0; i < 3; i++) trial.look(alone(12));
    expect(suspected.lnRollback).toBeGreaterThan(unknown.lnRollback + 1);
  });
});

describe('a new step', () => {
  test('asks for evidence anew, and keeps what speaks against the release', () => {
    const trial = newTrial();
    for (let i = 0; i < 5; i++) trial.look(healthyLook);
    const { lnRollback } = trial;
    trial.startStep();
    expect(trial.lnPromotion).toBeCloseTo(0, 12);
    expect(trial.lnRollback).toBe(lnRollback);
    expect(trial.step).toEqual({ candidate: NOTHING, stable: NOTHING });
    expect(trial.all.candidate).toEqual({ bad: 5, total: 1_000 });
  });

  test('requests from before it tell nothing for promotion, all the same against', () => {
    const trial = newTrial();
    trial.look({ ...healthyLook, candidateBad: 8, inStep: false });
    expect(trial.lnPromotion).toBeCloseTo(0, 12);
    expect(trial.step.candidate).toEqual(NOTHING);
    expect(trial.lnRollback).toBeGreaterThan(0);
  });
});

const MINUTE = { candidateTotal: 2_400, stableTotal: 21_600, stableBad: 108, ms: 60_000 };

const phiAfter = (change: Partial<Look>): number => {
  const scatter = new ScatterEstimate({ phi: 5, failures: 108, rate: 0.005, pairs: 29 });
  const trial = new Trial({ budget: BUDGET, scatter, before: NOTHING }, DEFAULT_SETTINGS);
  // Series that show no clusters: what scatters is the whole release.
  const splits = { excess: 0, weight: 1e9, variance: 0 };
  for (let i = 0; i < 2; i++) trial.look(look({ ...MINUTE, candidateBad: 12, splits, ...change }));
  return trial.phi;
};

describe('counts of a minute that come at once', () => {
  test('are weighed with the scatter of that minute', () => {
    // tau^2 = 4 / 108, times the candidate's 12 failures in a minute.
    expect(phiAfter({})).toBeCloseTo(1 + (4 / 108) * 12, 6);
    expect(phiAfter({ candidateTotal: 200, stableTotal: 1_800, stableBad: 9, ms: 5_000 })).toBeCloseTo(
      1 + (4 / 108) * 12,
      6,
    );
  });

  test('never roll back alone, however bad', () => {
    const trial = newTrial();
    trial.look(look({ ...MINUTE, candidateBad: 2_400 }));
    expect(trial.lnAgainst).toBeLessThan(0.75 * Math.log(100));
    trial.look(look({ ...MINUTE, candidateBad: 2_400 }));
    expect(trial.lnAgainst).toBeGreaterThan(Math.log(100));
  });

  test('leave an incident behind as soon as twelve looks do', () => {
    const incident = { ...MINUTE, candidateBad: 480, stableBad: 4_320 };
    const trial = newTrial();
    for (let i = 0; i < 2; i++) trial.look(look(incident));
    expect(trial.stableBreachesToo).toBe(true);
    for (let i = 0; i < 3; i++) trial.look(look({ ...MINUTE, candidateBad: 12 }));
    expect(trial.stableBreachesToo).toBe(false);
  });
});

describe('several SLIs', () => {
  const bad = newTrial();
  const good = newTrial();
  for (let i = 0; i < 20; i++) {
    bad.look({ ...healthyLook, candidateBad: 12 });
    good.look(healthyLook);
  }
  const members: readonly Member[] = [
    { name: 'good', share: 0.75, trial: good },
    { name: 'bad', share: 0.25, trial: bad },
  ];

  test('the evidence against is the weighted average', () => {
    const average = 0.75 * Math.exp(good.lnAgainst) + 0.25 * Math.exp(bad.lnAgainst);
    expect(lnAgainst(members)).toBeCloseTo(Math.log(average), 9);
    expect(worstOf(members)?.name).toBe('bad');
  });

  test('the evidence for is the least', () => {
    expect(weakestOf(members)?.name).toBe('bad');
    expect(weakestOf(members.toReversed())?.trial).toBe(bad);
  });
});
