import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EProcess } from './eprocess.ts';
import { lnLimitFactor, lnMarginFactor, type Margin } from './factors.ts';
import { PROMOTION_MIXTURE, ROLLBACK_MIXTURE } from './settings.ts';
import { binomial, expectation, poisson, type Chances } from './testing/distributions.ts';

/** Room for the rounding of a sum of a few thousand terms. */
const ROUNDING = 1e-9;

const anyMargin = fc.record({
  ratio: fc.double({ min: 0.5, max: 12, noNaN: true }),
  slack: fc.double({ min: 0, max: 0.1, noNaN: true }),
});

/** Traffic, and a base rate that leaves room for the margin. */
const anyEdge = fc
  .record({
    margin: anyMargin,
    candidateTotal: fc.integer({ min: 1, max: 40 }),
    stableTotal: fc.integer({ min: 0, max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ margin, part, ...totals }) => {
    const stableRate = Math.min(1, (part * (1 - margin.slack)) / margin.ratio);
    return {
      ...totals,
      margin,
      stableRate,
      candidateRate: Math.min(1, margin.ratio * stableRate + margin.slack),
    };
  });

type Edge = typeof anyEdge extends fc.Arbitrary<infer E> ? E : never;

function chancesOf(edge: Edge): [candidate: Chances, stable: Chances] {
  return [binomial(edge.candidateTotal, edge.candidateRate), binomial(edge.stableTotal, edge.stableRate)];
}

function expectedE(
  { candidateTotal, stableTotal }: Edge,
  candidate: Chances,
  stable: Chances,
  e: (counts: {
    candidateBad: number;
    candidateTotal: number;
    stableBad: number;
    stableTotal: number;
  }) => number,
): number {
  return expectation(candidate, stable, (candidateBad, stableBad) =>
    e({ candidateBad, candidateTotal, stableBad, stableTotal }),
  );
}

describe("at its null hypothesis' edge the expectation of e is at most 1, summed exactly", () => {
  test.each([
    { name: 'rollback', bets: [...ROLLBACK_MIXTURE.bets], factor: lnMarginFactor },
    { name: 'promotion', bets: [...PROMOTION_MIXTURE.bets], factor: lnMarginFactor },
  ])('$name, each bet, binomial counts', ({ bets, factor }) => {
    fc.assert(
      fc.property(anyEdge, fc.constantFrom(...bets), (edge, bet) => {
        const e = expectedE(edge, ...chancesOf(edge), (counts) => Math.exp(factor(bet, counts, edge.margin)));
        expect(e).toBeLessThanOrEqual(1 + ROUNDING);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    { name: 'rollback', mixture: ROLLBACK_MIXTURE, factor: lnMarginFactor, restarts: true },
    { name: 'promotion', mixture: PROMOTION_MIXTURE, factor: lnMarginFactor, restarts: false },
  ])('$name, the whole mixture with its cap, Poisson counts', ({ mixture, factor, restarts }) => {
    fc.assert(
      fc.property(anyEdge, (edge) => {
        const e = expectedE(
          edge,
          poisson(edge.candidateTotal * edge.candidateRate),
          poisson(edge.stableTotal * edge.stableRate),
          (counts) => {
            const process = new EProcess(mixture, { restarts });
            process.multiply((bet) => factor(bet, counts, edge.margin));
            return Math.exp(process.lnE);
          },
        );
        expect(e).toBeLessThanOrEqual(1 + ROUNDING);
      }),
      { numRuns: 25 },
    );
  });

  test('rollback over two looks, with another base rate and another weight at the second', () => {
    const smallEdge = anyEdge.map((edge) => ({
      ...edge,
      candidateTotal: 1 + (edge.candidateTotal % 5),
      stableTotal: edge.stableTotal % 7,
    }));
    fc.assert(
      fc.property(smallEdge, smallEdge, (one, other) => {
        // One margin for both looks; the second base rate must leave room for it.
        const { margin } = one;
        const stableRate = Math.min(other.stableRate, (1 - margin.slack) / margin.ratio);
        const later = {
          ...other,
          margin,
          stableRate,
          candidateRate: margin.ratio * stableRate + margin.slack,
        };
        const e = expectedE(one, ...chancesOf(one), (first) =>
          expectedE(later, ...chancesOf(later), (second) => {
            const process = new EProcess(ROLLBACK_MIXTURE, { restarts: true });
            process.multiply((m) => lnMarginFactor(m, first, margin));
            process.multiply((m) => lnMarginFactor(m, second, margin));
            return Math.exp(process.lnE);
          }),
        );
        expect(e).toBeLessThanOrEqual(1 + ROUNDING);
      }),
      { numRuns: 25 },
    );
  });

  test('a rate against a limit: exactly 1, for bets above and below', () => {
    const limit = fc.double({ min: 0.001, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        limit,
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom(...ROLLBACK_MIXTURE.bets, ...PROMOTION_MIXTURE.bets),
        (rate, total, odds) => {
          const e = expectation(binomial(total, rate), [1], (bad) =>
            Math.exp(lnLimitFactor(odds, { bad, total }, rate)),
          );
          expect(e).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test('overdispersion by clusters of equal size is divided out exactly', () => {
    // Failures come four at a time: E[e^(1/4)] over Poisson clusters.
    const margin: Margin = { ratio: 1.1, slack: 0.0005 };
    const size = 4;
    for (const m of ROLLBACK_MIXTURE.bets) {
      const candidateTotal = 500;
      const stableTotal = 4_500;
      const stableRate = 0.005;
      const e = expectation(
        poisson((candidateTotal * (margin.ratio * stableRate + margin.slack)) / size),
        poisson((stableTotal * stableRate) / size),
        (candidate, stable) =>
          Math.exp(
            lnMarginFactor(
              m,
              { candidateBad: candidate * size, candidateTotal, stableBad: stable * size, stableTotal },
              margin,
            ) / size,
          ),
      );
      expect(e).toBeLessThanOrEqual(1 + ROUNDING);
    }
  });
});

test('a bet grows fastest where it is true, whatever the traffic is divided like', () => {
  const margin: Margin = { ratio: 2, slack: 0 };
  for (const weight of [0.01, 0.1, 0.5, 0.9]) {
    const growth = (m: number): number =>
      lnMarginFactor(
        m,
        {
          candidateTotal: 1_000 * weight,
          candidateBad: 10 * weight,
          stableTotal: 1_000 * (1 - weight),
          stableBad: 10 * (1 - weight),
        },
        margin,
      );
    // A candidate like the stable release stands at half of the margin.
    expect(growth(0.5)).toBeGreaterThan(0);
    expect(growth(0.5)).toBeGreaterThan(growth(0.45));
    expect(growth(0.5)).toBeGreaterThan(growth(0.55));
  }
});

describe('what moves the evidence, and which way', () => {
  const margin: Margin = { ratio: 1.2, slack: 0.001 };
  const anyCounts = fc.record({
    candidateBad: fc.integer({ min: 0, max: 500 }),
    candidateTotal: fc.integer({ min: 501, max: 10_000 }),
    stableBad: fc.integer({ min: 0, max: 500 }),
    stableTotal: fc.integer({ min: 501, max: 100_000 }),
  });

  test('one more failure of the candidate speaks against it', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const more = { ...counts, candidateBad: counts.candidateBad + 1 };
        for (const m of ROLLBACK_MIXTURE.bets) {
          expect(lnMarginFactor(m, more, margin)).toBeGreaterThan(lnMarginFactor(m, counts, margin));
        }
        for (const a of PROMOTION_MIXTURE.bets) {
          expect(lnMarginFactor(a, more, margin)).toBeLessThan(lnMarginFactor(a, counts, margin));
        }
      }),
    );
  });

  test('one more failure of the stable release speaks for the candidate', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const more = { ...counts, stableBad: counts.stableBad + 1 };
        for (const m of ROLLBACK_MIXTURE.bets) {
          expect(lnMarginFactor(m, more, margin)).toBeLessThan(lnMarginFactor(m, counts, margin));
        }
        for (const a of PROMOTION_MIXTURE.bets) {
          expect(lnMarginFactor(a, more, margin)).toBeGreaterThan(lnMarginFactor(a, counts, margin));
        }
      }),
    );
  });

  test('a wider margin makes rollback harder and promotion easier', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const wider = { ...margin, slack: margin.slack * 2 };
        for (const m of ROLLBACK_MIXTURE.bets) {
          expect(lnMarginFactor(m, counts, wider)).toBeLessThan(lnMarginFactor(m, counts, margin));
        }
        for (const a of PROMOTION_MIXTURE.bets) {
          expect(lnMarginFactor(a, counts, wider)).toBeGreaterThan(lnMarginFactor(a, counts, margin));
        }
      }),
    );
  });
});

test('without stable requests there is nothing to compare with', () => {
  const counts = { candidateBad: 30, candidateTotal: 30, stableBad: 0, stableTotal: 0 };
  const margin: Margin = { ratio: 1.5, slack: 0.01 };
  expect(lnMarginFactor(5, counts, margin)).toBe(0);
  expect(lnMarginFactor(0.5, { ...counts, candidateBad: 0 }, margin)).toBe(0);
});

test('no requests say nothing', () => {
  const none = { candidateBad: 0, candidateTotal: 0, stableBad: 0, stableTotal: 0 };
  const margin: Margin = { ratio: 1.5, slack: 0.01 };
  expect(lnMarginFactor(5, none, margin)).toBe(0);
  expect(lnMarginFactor(0.5, none, margin)).toBe(0);
  expect(lnLimitFactor(5, { bad: 0, total: 0 }, 0.1)).toBeCloseTo(0, 12);
});

test('is a number for counts as large as a counter goes', () => {
  const huge = { candidateBad: 1e15, candidateTotal: 1e15, stableBad: 1e15, stableTotal: 1e15 };
  const margin: Margin = { ratio: 1.5, slack: 0.01 };
  expect(lnMarginFactor(100, huge, margin)).toBeTypeOf('number');
  expect(Number.isFinite(lnMarginFactor(100, huge, margin))).toBe(true);
  expect(Number.isFinite(lnMarginFactor(0.02, huge, margin))).toBe(true);
  expect(Number.isFinite(lnLimitFactor(100, { bad: 1e15, total: 1e15 }, 14.4))).toBe(true);
});
