import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counts } from '@glidepath/analysis';
import type { Sample } from '@glidepath/conductor';
import { instant } from '@glidepath/model';
import { chunks, extremes, ratePoints, slisOf, sum, trailingShares } from './series.ts';

const counts = fc.tuple(fc.nat(50), fc.nat(500)).map(([bad, good]): Counts => ({ bad, total: bad + good }));
const figure = fc.option(fc.double({ min: -50, max: 20, noNaN: true }));

const samples = fc
  .array(
    fc.record({
      weight: fc.nat(100),
      candidate: counts,
      stable: counts,
      latency: fc.option(fc.nat(1_000)),
      lnRollback: figure,
      lnPromotion: figure,
    }),
    { maxLength: 120 },
  )
  .map((looks): readonly Sample[] =>
    looks.map(({ weight, candidate, stable, latency, lnRollback, lnPromotion }, index) => ({
      at: instant(1_000 * index),
      weight,
      phase: 'step',
      slis: [{ sli: 'a', candidate, stable, candidateLatencyMs: latency, stableLatencyMs: null }],
      lnRollback,
      rollbackThreshold: 4.6,
      lnPromotion,
      promotionThreshold: 3,
    })),
  );
const limits = fc.integer({ min: 1, max: 50 });

function look(at: number, total: number, latency: number | null): Sample {
  return {
    at: instant(at),
    weight: 5,
    phase: 'step',
    slis: [
      {
        sli: 'a',
        candidate: { bad: 0, total },
        stable: { bad: 0, total: 0 },
        candidateLatencyMs: latency,
        stableLatencyMs: null,
      },
    ],
    lnRollback: null,
    rollbackThreshold: 4.6,
    lnPromotion: null,
    promotionThreshold: 3,
  };
}

describe('ratePoints', () => {
  it('keeps the totals, the limit and the order', () => {
    fc.assert(
      fc.property(samples, limits, (looks, limit) => {
        const points = ratePoints(looks, 'a', limit);
        expect(points.length).toBeLessThanOrEqual(limit);
        for (const part of ['candidate', 'stable'] as const)
          expect(sum(points.map((point) => point[part]))).toEqual(
            sum(looks.flatMap((look) => look.slis.map((sli) => sli[part]))),
          );
        expect(points.map((point) => point.at)).toEqual(
          points.map((point) => point.at).toSorted((a, b) => a - b),
        );
        expect(points.at(-1)?.at).toBe(looks.at(-1)?.at);
      }),
    );
  });

  it('leaves every look as it is where there are few', () => {
    fc.assert(
      fc.property(samples, (looks) => {
        const points = ratePoints(looks, 'a', 1_000);
        expect(points.map((point) => point.candidate)).toEqual(
          looks.flatMap((look) => look.slis.map((sli) => sli.candidate)),
        );
      }),
    );
  });

  it('weights mean latencies by requests and has none where there are no figures', () => {
    const [point] = ratePoints([look(1, 10, 20), look(2, 30, 40), look(3, 99, null)], 'a', 1);
    expect(point).toMatchObject({ at: 3, candidateLatencyMs: 35, stableLatencyMs: null });
    expect(slisOf([look(1, 1, 1), look(2, 1, 1)])).toEqual(['a']);
  });
});

describe('extremes', () => {
  it('keeps the greatest and the least of every figure, the last look, and the limit', () => {
    const figures = [(sample: Sample) => sample.lnRollback, (sample: Sample) => sample.lnPromotion];
    fc.assert(
      fc.property(samples, fc.integer({ min: 5, max: 50 }), (looks, limit) => {
        const kept = extremes(looks, figures, limit);
        expect(kept.length).toBeLessThanOrEqual(limit);
        expect(kept.at(-1)).toBe(looks.at(-1));
        expect(looks.filter((look) => kept.includes(look))).toEqual(kept);
        for (const part of figures) {
          const known = (from: readonly Sample[]) => from.map(part).filter((value) => value !== null);
          expect(Math.max(...known(kept))).toBe(Math.max(...known(looks)));
          expect(Math.min(...known(kept))).toBe(Math.min(...known(looks)));
        }
      }),
    );
  });
});

describe('trailingShares', () => {
  it('looks back until there are enough requests, and no further', () => {
    const points = [
      { bad: 1, total: 10 },
      { bad: 0, total: 10 },
      { bad: 0, total: 0 },
      { bad: 0, total: 10 },
      { bad: 5, total: 100 },
    ];
    expect(trailingShares(points, 20)).toEqual([0.1, 0.05, null, 0, 0.05]);
  });

  it('gives each point its own share where that has enough', () => {
    fc.assert(
      fc.property(fc.array(counts), (points) => {
        expect(trailingShares(points, 1)).toEqual(
          points.map(({ bad, total }) => (total === 0 ? null : bad / total)),
        );
      }),
    );
  });
});

describe('chunks', () => {
  it('cuts a list into parts of about the same length that are the list again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), limits, (items, limit) => {
        const parts = chunks(items, limit);
        expect(parts.flat()).toEqual(items);
        const lengths = parts.map((part) => part.length);
        expect(Math.max(0, ...lengths) - Math.min(...lengths, Infinity)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
