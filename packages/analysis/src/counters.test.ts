import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Counters, type Increment } from './counters.ts';
import type { Reading, Series } from './types.ts';

const cumulative = (...series: Series[]): Reading => ({ kind: 'cumulative', series });
const one = (bad: number, total: number, id = 'a'): Reading => cumulative({ id, bad, total });

/** Reads one after the other, five seconds apart. */
function readAll(readings: readonly Reading[]): Seen[] {
  const counters = new Counters();
  return readings.map((reading, i) => {
    const read = counters.read(reading, i * 5_000);
    return read.kind === 'counts' ? counts(read.bad, read.total) : read;
  });
}

/** A reading's outcome, but for what its series tell about scatter. */
type Seen = DistributiveOmit<Increment, 'splits' | 'cells' | 'from'>;
type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

const counts = (bad: number, total: number): Seen => ({ kind: 'counts', bad, total });

describe('series by series', () => {
  test('the first reading is where counting starts', () => {
    expect(readAll([one(7, 100), one(9, 150)])).toEqual([counts(0, 0), counts(2, 50)]);
  });

  test('a counter that went down was reset: what it counts now is new', () => {
    expect(readAll([one(7, 100), one(1, 20), one(3, 30)])).toEqual([
      counts(0, 0),
      counts(1, 20),
      counts(2, 10),
    ]);
  });

  test('a series that appears later began at 0', () => {
    const both = cumulative({ id: 'a', bad: 0, total: 10 }, { id: 'b', bad: 4, total: 5 });
    expect(readAll([one(0, 10), both])[1]).toEqual(counts(4, 5));
    expect(readAll([cumulative(), one(3, 12)])[1]).toEqual(counts(3, 12));
  });

  test('a series that is away for a while loses nothing', () => {
    const both = cumulative({ id: 'a', bad: 1, total: 10 }, { id: 'b', bad: 1, total: 10 });
    const later = cumulative({ id: 'a', bad: 5, total: 30 }, { id: 'b', bad: 3, total: 30 });
    expect(readAll([both, one(2, 20, 'b'), later])).toEqual([
      counts(0, 0),
      counts(1, 10),
      counts(4 + 1, 20 + 10),
    ]);
  });

  test('a missing scrape merges into the next', () => {
    expect(readAll([one(0, 0), { kind: 'source-down', why: 'timeout' }, one(3, 40)])[2]).toEqual(
      counts(3, 40),
    );
  });
});

test('no series is no data', () => {
  expect(readAll([cumulative()])[0]).toMatchObject({ kind: 'no-data' });
});

describe('a reading that can not be true is no data, and the next sound one makes up for it', () => {
  test.each<[string, Reading]>([
    ['NaN', one(NaN, 20)],
    ['NaN requests', one(0, NaN)],
    ['negative', one(-1, 20)],
    ['infinite', one(0, Infinity)],
    ['more failures than requests', one(21, 20)],
    ['beyond what a counter holds', one(0, 1e16)],
    ['a jump to 1e15', one(2, 1e15)],
    ['failures alone go back', one(1, 20)],
    ['more new failures than new requests', one(9, 11)],
    ['one id twice, differently', cumulative({ id: 'a', bad: 2, total: 20 }, { id: 'a', bad: 3, total: 20 })],
    [
      'a sound series beside a broken one',
      cumulative({ id: 'a', bad: 2, total: 20 }, { id: 'b', bad: NaN, total: 1 }),
    ],
  ])('%s', (_, broken) => {
    const [, second, third] = readAll([one(2, 10), broken, one(5, 40)]);
    expect(second).toMatchObject({ kind: 'no-data' });
    expect(third).toEqual(counts(3, 30));
  });
});

test('failures that stay back are believed at the second reading', () => {
  expect(readAll([one(20, 100), one(15, 110), one(18, 120), one(19, 125)])).toMatchObject([
    counts(0, 0),
    { kind: 'no-data' },
    counts(18, 120),
    counts(1, 5),
  ]);
});

test('the same series listed twice alike counts once', () => {
  const twice = cumulative({ id: 'a', bad: 2, total: 20 }, { id: 'a', bad: 2, total: 20 });
  expect(readAll([one(0, 0), twice])[1]).toEqual(counts(2, 20));
});

test('a series that must be older than it is known is where counting starts', () => {
  const both = cumulative({ id: 'a', bad: 0, total: 10 }, { id: 'b', bad: 4, total: 1e15 });
  const later = cumulative({ id: 'a', bad: 0, total: 20 }, { id: 'b', bad: 5, total: 1e15 + 10 });
  expect(readAll([one(0, 10), both, later]).slice(1)).toEqual([counts(0, 0), counts(1, 20)]);
});

describe('intervals', () => {
  test('are new as they are', () => {
    expect(readAll([{ kind: 'interval', bad: 1, total: 9 }])[0]).toEqual(counts(1, 9));
  });

  test.each([
    [NaN, 1],
    [2, 1],
    [-1, 1],
    [0, Infinity],
    [0, 1e15],
  ])('%d of %d is no data', (bad, total) => {
    expect(readAll([{ kind: 'interval', bad, total }])[0]).toMatchObject({ kind: 'no-data' });
  });

  test('a list after intervals starts anew, so that nothing counts twice', () => {
    expect(readAll([one(0, 0), { kind: 'interval', bad: 1, total: 9 }, one(1, 9)])[2]).toEqual(counts(0, 0));
  });
});

const steps = fc.array(
  fc.record({ bad: fc.nat(20), good: fc.nat(500), restart: fc.boolean(), series: fc.nat(3) }),
  { maxLength: 40 },
);

test('whatever series restart when, every request is counted once', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const state = new Map([0, 1, 2, 3].map((id) => [id, { bad: 0, total: 0 }]));
      const list = (): Reading =>
        cumulative(...[...state].map(([id, { bad, total }]) => ({ id: `pod-${id}`, bad, total })));
      const counters = new Counters();
      counters.read(list(), 0);
      let bad = 0;
      let total = 0;
      let expectedBad = 0;
      let expectedTotal = 0;
      all.forEach((step, i) => {
        const series = state.get(step.series) ?? { bad: 0, total: 0 };
        // A restart shows only in a counter that is lower than before.
        const restarts = step.restart && step.bad + step.good < series.total;
        const before = restarts ? { bad: 0, total: 0 } : series;
        state.set(step.series, { bad: before.bad + step.bad, total: before.total + step.bad + step.good });
        expectedBad += step.bad;
        expectedTotal += step.bad + step.good;
        const seen = counters.read(list(), (i + 1) * 5_000);
        if (seen.kind === 'counts') {
          bad += seen.bad;
          total += seen.total;
        }
      });
      expect({ bad, total }).toEqual({ bad: expectedBad, total: expectedTotal });
    }),
  );
});

/** Which of several flaws is named does depend on the order. */
const withoutWhy = (increment: Seen): Seen =>
  increment.kind === 'counts' ? increment : { ...increment, why: '' };

test('the order of series does not matter', () => {
  const series = fc.uniqueArray(
    fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), bad: fc.nat(50), good: fc.nat(500) }),
    { selector: ({ id }) => id, maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.array(series, { maxLength: 12 }), (lists) => {
      const readings = lists.map((list) => list.map(({ id, bad, good }) => ({ id, bad, total: bad + good })));
      const inOrder = readAll(readings.map((list) => cumulative(...list)));
      const reversed = readAll(readings.map((list) => cumulative(...list.toReversed())));
      expect(reversed.map(withoutWhy)).toEqual(inOrder.map(withoutWhy));
    }),
  );
});
