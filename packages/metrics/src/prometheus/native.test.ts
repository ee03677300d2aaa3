import { describe, expect, it } from 'vitest';
import type { NativeBucket, NativeHistogram } from './answer.ts';
import { bucketAcross, chooseNativeEdge, flawOf, lateIn } from './native.ts';

/** A bucket of the resolution 2^-schema that ends at the edge with this index. */
function bucket(schema: number, index: number, count: number): NativeBucket {
  const step = 2 ** -schema;
  return { from: 2 ** ((index - 1) * step), to: 2 ** (index * step), count };
}

function histogram(...buckets: readonly NativeBucket[]): NativeHistogram {
  return { count: buckets.reduce((sum, { count }) => sum + count, 0), sum: 1, buckets };
}

const ZERO: NativeBucket = { from: -1e-9, to: 1e-9, count: 3 };
const NEGATIVE: NativeBucket = { from: -0.5, to: -0.25, count: 2 };

/** Around 0.3 a resolution of 3 has the edges 0.2973 and 0.3242, one of 1 has 0.25 and 0.3536. */
const FINE = histogram(ZERO, bucket(3, -35, 80), bucket(3, 8, 5));
const COARSE = histogram(bucket(1, -8, 80), bucket(1, 2, 5));
const CUSTOM = histogram({ from: 0.1, to: 0.25, count: 7 }, { from: 0.25, to: 1, count: 2 });

describe('the edge that stands for a threshold', () => {
  it.each([
    ['below', [FINE], 2 ** (-14 / 8)],
    ['above', [FINE], 2 ** (-13 / 8)],
    ['below', [FINE, COARSE], 0.25],
    ['above', [FINE, COARSE], 2 ** (-3 / 2)],
    ['below', [CUSTOM], 0.25],
    ['above', [CUSTOM], 1],
  ] as const)(
    '%s it, of the coarsest resolution, even where nothing was counted around it',
    (how, all, edge) => {
      const choice = chooseNativeEdge(all, 0.3, how);
      expect(choice.kind === 'edge' ? choice.edge : choice).toBeCloseTo(edge, 12);
    },
  );

  it('is the threshold where it is an edge of all', () => {
    for (const how of ['exact', 'below', 'above'] as const) {
      expect(chooseNativeEdge([FINE, COARSE], 0.25, how)).toEqual({ kind: 'edge', edge: 0.25 });
      expect(chooseNativeEdge([CUSTOM], 0.25, how)).toEqual({ kind: 'edge', edge: 0.25 });
    }
  });

  it('exactly is none where it lies between two, which are named', () => {
    expect(chooseNativeEdge([FINE, COARSE], 0.3, 'exact')).toEqual({
      kind: 'none',
      why: 'it lies in the bucket from 0.25 to 0.353553',
      near: [0.25, 2 ** (-3 / 2)],
    });
  });

  it('is not known as long as nothing shows', () => {
    expect(chooseNativeEdge([histogram(), histogram(ZERO)], 0.3, 'below')).toEqual({ kind: 'unknown' });
    expect(chooseNativeEdge([histogram({ from: 0.5, to: 0.8, count: 1 })], 0.3, 'below').kind).toBe(
      'unknown',
    );
  });

  it('is told from the others where the zero bucket cuts off a part of the lowest', () => {
    const cut = histogram({ from: 0.1, to: 2 ** (-3 * 0.5), count: 1 }, bucket(1, 2, 5));
    expect(chooseNativeEdge([cut], 1.5, 'below')).toEqual({ kind: 'edge', edge: 2 ** 0.5 });
  });

  it.each([
    ['below', [histogram({ from: -1, to: 1, count: 3 })]],
    ['above', [histogram({ from: 0.1, to: 0.25, count: 7 }, { from: 0.25, to: Infinity, count: 2 })]],
  ] as const)('%s can be none', (how, all) => {
    expect(chooseNativeEdge(all, 0.3, how).kind).toBe('none');
  });
});

describe('late ones', () => {
  it('are those above the edge; what took no time or less was in time', () => {
    expect(
      lateIn(histogram(NEGATIVE, ZERO, bucket(1, -8, 80), bucket(1, -3, 4), bucket(1, 2, 5)), 0.25),
    ).toBe(9);
    expect(lateIn(histogram(NEGATIVE, ZERO), 0.25)).toBe(0);
    expect(lateIn({ ...histogram(bucket(1, -8, 80)), count: 82 }, 0.25)).toBe(2);
  });

  it('can not be told where a bucket lies across the edge and holds something', () => {
    const across = bucket(1, -3, 4);
    expect(bucketAcross(histogram(bucket(1, -8, 80), across), 0.3)).toEqual(across);
    expect(bucketAcross(histogram({ ...across, count: 0 }), 0.3)).toBeNull();
    expect(bucketAcross(histogram(across), 0.25)).toBeNull();
  });
});

describe('what no histogram can say', () => {
  it.each([
    [{ ...FINE, count: NaN }, 'counts NaN'],
    [{ ...FINE, count: -1 }, 'counts -1'],
    [{ ...FINE, count: Infinity }, 'counts Infinity'],
    [{ ...FINE, count: 80 }, 'counts 80, and its buckets hold 88'],
    [histogram({ from: 1, to: 1, count: 1 }), 'a bucket from 1 to 1'],
    [histogram({ from: 2, to: 1, count: 1 }), 'a bucket from 2 to 1'],
    [{ ...FINE, buckets: [{ from: 1, to: 2, count: -1 }] }, 'with -1 in it'],
    [{ ...FINE, buckets: [{ from: 1, to: 2, count: NaN }] }, 'with NaN in it'],
    [{ ...FINE, buckets: [{ from: NaN, to: 2, count: 1 }] }, 'from NaN'],
  ])('%j', (flawed, says) => {
    expect(flawOf(flawed)).toContain(says);
  });

  it('is told from what it can', () => {
    expect(flawOf(FINE)).toBeNull();
    expect(flawOf({ ...FINE, sum: NaN, count: 90 })).toBeNull();
  });
});
