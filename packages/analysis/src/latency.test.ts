import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyBudget, quantileObjective, slowRequests, type Bucket } from './latency.ts';

const BUCKETS: readonly Bucket[] = [
  { upperBound: 0.1, count: 80 },
  { upperBound: 0.3, count: 97 },
  { upperBound: 0.5, count: 99 },
  { upperBound: Infinity, count: 100 },
];

describe('a threshold on an edge', () => {
  test('is counted exactly, however one asks, in any order of buckets', () => {
    for (const offEdge of ['refuse', 'count-more', 'count-fewer'] as const) {
      expect(slowRequests(BUCKETS.toReversed(), 0.3, offEdge)).toEqual({
        kind: 'counts',
        counts: { bad: 3, total: 100 },
        edge: 0.3,
      });
    }
  });

  test('is recognised though it was rounded', () => {
    expect(slowRequests(BUCKETS, 0.1 + 0.2, 'refuse')).toMatchObject({ counts: { bad: 3, total: 100 } });
  });
});

describe('a threshold between two edges', () => {
  test('is refused, with the edges there are', () => {
    expect(slowRequests(BUCKETS, 0.25, 'refuse')).toEqual({
      kind: 'refused',
      why: 'no bucket ends at 0.25 s, they end at 0.1, 0.3, 0.5, +Inf',
    });
  });

  test('or bounded on the side asked for, by the edge that is told', () => {
    expect(slowRequests(BUCKETS, 0.25, 'count-more')).toMatchObject({
      counts: { bad: 20, total: 100 },
      edge: 0.1,
    });
    expect(slowRequests(BUCKETS, 0.25, 'count-fewer')).toMatchObject({
      counts: { bad: 3, total: 100 },
      edge: 0.3,
    });
  });

  test('outside all edges: all may be slow, or none', () => {
    expect(slowRequests(BUCKETS, 0.01, 'count-more')).toMatchObject({
      counts: { bad: 100, total: 100 },
      edge: 0,
    });
    expect(slowRequests(BUCKETS, 9, 'count-fewer')).toMatchObject({ counts: { bad: 0, total: 100 } });
  });

  test('the bounds enclose what any request by request count would say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), { maxLength: 200 }),
        fc.uniqueArray(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0.001, max: 8, noNaN: true }),
        (seconds, edges, threshold) => {
          const buckets = [...edges, Infinity].map((upperBound) => ({
            upperBound,
            count: seconds.filter((one) => one <= upperBound).length,
          }));
          const slow = seconds.filter((one) => one > threshold).length;
          const more = slowRequests(buckets, threshold, 'count-more');
          const fewer = slowRequests(buckets, threshold, 'count-fewer');
          expect(more.kind === 'counts' && more.counts.bad >= slow).toBe(true);
          expect(fewer.kind === 'counts' && fewer.counts.bad <= slow).toBe(true);
        },
      ),
    );
  });
});

describe('a histogram that can not be true is refused', () => {
  test.each<[string, readonly Bucket[]]>([
    ['there are no buckets', []],
    ['+Inf is missing', BUCKETS.slice(0, 3)],
    ['holds NaN requests', [{ upperBound: 0.3, count: NaN }, ...BUCKETS.slice(3)]],
    ['holds -1 requests', [{ upperBound: 0.3, count: -1 }, ...BUCKETS.slice(3)]],
    ['ends at NaN', [{ upperBound: NaN, count: 1 }, ...BUCKETS]],
    ['came twice', [...BUCKETS, { upperBound: 0.3, count: 97 }]],
    ['fewer than bucket 0.5 with 120', [{ upperBound: 0.5, count: 120 }, ...BUCKETS.slice(3)]],
  ])('%s', (why, buckets) => {
    const found = slowRequests(buckets, 0.3, 'count-more');
    expect(found.kind === 'refused' && found.why).toContain(why);
  });

  test.each([0, -1, NaN, Infinity])('a threshold of %d s too', (threshold) => {
    expect(slowRequests(BUCKETS, threshold, 'count-more').kind).toBe('refused');
  });
});

test('a quantile is an objective of counts', () => {
  const objective = quantileObjective(0.99, 0.3);
  expect(objective).toEqual({ share: 0.99, threshold: 0.3 });
  expect(latencyBudget(objective)).toBeCloseTo(0.01, 12);
  expect(() => quantileObjective(99, 0.3)).toThrow('quantile 99');
});
