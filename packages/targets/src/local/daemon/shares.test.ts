import type { Digest } from '@glidepath/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { release } from '../test-support/releases.ts';
import type { Wanted } from './demand.ts';
import { atTarget, draw, effective, shift, type Shares } from './shares.ts';

const [a, b, c] = [release('a'), release('b'), release('c')];

function wanted(of: typeof a, instances: number, share: number, proven = true): Wanted {
  return { release: of, instances, share, proven };
}

function ready(counts: Readonly<Record<string, number>>): (digest: Digest) => number {
  const byDigest = new Map(Object.entries(counts).map(([name, count]) => [release(name).digest, count]));
  return (digest) => byDigest.get(digest) ?? 0;
}

function named(shares: Shares): Record<string, number> {
  const names: Record<string, number> = {};
  for (const { name, digest } of [a, b, c]) {
    const share = shares.get(digest);
    if (share !== undefined) names[name] = share;
  }
  return names;
}

const ALL_A: Shares = new Map([[a.digest, 100]]);

test('a candidate gets its share once all its instances are ready, and not before', () => {
  const demand = [wanted(a, 2, 75), wanted(b, 2, 25, false)];
  expect(named(shift(ALL_A, demand, ready({ a: 2, b: 1 })))).toEqual({ a: 100 });
  expect(named(shift(ALL_A, demand, ready({ a: 2, b: 2 })))).toEqual({ a: 75, b: 25 });
});

test('a proven release takes its share over as its instances get ready', () => {
  const current = new Map([
    [a.digest, 25],
    [b.digest, 75],
  ]);
  const demand = [wanted(a, 4, 100)];
  expect(named(shift(current, demand, ready({ a: 1, b: 3 })))).toEqual({ a: 25, b: 75 });
  expect(named(shift(current, demand, ready({ a: 3, b: 3 })))).toEqual({ a: 75, b: 25 });
  expect(named(shift(current, demand, ready({ a: 4, b: 3 })))).toEqual({ a: 100 });
});

test('a share is taken first from who should have none', () => {
  const current = new Map([
    [a.digest, 80],
    [c.digest, 20],
  ]);
  const demand = [wanted(a, 2, 90), wanted(b, 1, 10, false)];
  expect(named(shift(current, demand, ready({ a: 2, b: 0, c: 1 })))).toEqual({ a: 90, c: 10 });
  expect(named(shift(current, demand, ready({ a: 2, b: 1, c: 1 })))).toEqual({ a: 90, b: 10 });
});

test('the first that is ready gets everything', () => {
  const demand = [wanted(a, 2, 50), wanted(b, 1, 50, false)];
  expect(named(shift(new Map(), demand, ready({})))).toEqual({});
  expect(named(shift(new Map(), demand, ready({ a: 1 })))).toEqual({ a: 100 });
  expect(named(shift(new Map(), demand, ready({ a: 1, b: 1 })))).toEqual({ a: 50, b: 50 });
});

test('a release that has nothing ready leaves its share to the others that have one', () => {
  const shares = new Map([
    [a.digest, 60],
    [b.digest, 40],
  ]);
  expect(named(effective(shares, ready({ a: 1, b: 1 })))).toEqual({ a: 60, b: 40 });
  expect(named(effective(shares, ready({ b: 1, c: 1 })))).toEqual({ b: 100 });
  expect(named(effective(shares, ready({ c: 1 })))).toEqual({ a: 60, b: 40 });
});

test('a draw hits each release as often as its share says', () => {
  const shares = new Map([
    [a.digest, 75],
    [b.digest, 25],
  ]);
  expect(draw(shares, 0)).toBe(a.digest);
  expect(draw(shares, 0.7499)).toBe(a.digest);
  expect(draw(shares, 0.75)).toBe(b.digest);
  expect(draw(shares, 0.999999)).toBe(b.digest);
  expect(draw(new Map(), 0.5)).toBeNull();
});

const readiness = fc.record({ a: fc.nat(4), b: fc.nat(4), c: fc.nat(4) });
const plan = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 100 }))
  .map(([x, y, weight]) => [wanted(a, Math.max(1, y), 100 - weight), wanted(b, x, weight, false)]);

test('whatever gets ready and is asked for in which order: all traffic is given out, and none to who is not ready', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(plan, readiness), { minLength: 1, maxLength: 12 }), (history) => {
      let shares: Shares = new Map();
      for (const [demand, counts] of history) {
        const before = shares;
        shares = shift(before, demand, ready(counts));
        const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
        expect(shares.size === 0 ? before.size : Math.abs(total - 100)).toBeLessThan(1e-6);
        expect([...shares.values()].every((share) => share > 0)).toBe(true);
        const gained = [...shares].filter(([digest, share]) => share > (before.get(digest) ?? 0) + 1e-9);
        expect(gained.every(([digest]) => ready(counts)(digest) > 0)).toBe(true);
      }
    }),
  );
});

test('from anywhere, one step reaches the target when all is ready', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(plan, readiness), { maxLength: 8 }), plan, (history, demand) => {
      let shares: Shares = new Map();
      for (const [earlier, counts] of history) shares = shift(shares, earlier, ready(counts));
      expect(atTarget(shift(shares, demand, ready({ a: 4, b: 4 })), demand)).toBe(true);
    }),
  );
});
