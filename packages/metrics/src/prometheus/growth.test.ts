import { describe, expect, it } from 'vitest';
import { Growth } from './growth.ts';
import type { Counter } from './readings.ts';

function counter(id: string, total: number | null, part: number | null): Counter {
  return { id, total, part };
}

/** Sums after each look, by id. */
function sums(growth: Growth, ...counters: readonly Counter[]): unknown {
  const reading = growth.reading('slo v1', counters);
  if (reading.kind !== 'cumulative') return reading;
  return Object.fromEntries(reading.series.map(({ id, bad, total }) => [id, [bad, total]]));
}

describe('what results of expressions gained', () => {
  it('begins with nothing at the first look', () => {
    const growth = new Growth();
    expect(sums(growth, counter('a', 1000, 10))).toEqual({ a: [0, 0] });
    expect(sums(growth, counter('a', 1100, 12))).toEqual({ a: [2, 100] });
  });

  it('is all of it where a result comes later', () => {
    const growth = new Growth();
    expect(sums(growth)).toEqual({});
    expect(sums(growth, counter('a', 30, 1))).toEqual({ a: [1, 30] });
    expect(sums(growth, counter('a', 30, 1), counter('b', 5, null))).toEqual({ a: [1, 30], b: [0, 5] });
  });

  it('is nothing where it fell, and goes on from there', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    expect(sums(growth, counter('a', 700, 8))).toEqual({ a: [0, 0] });
    expect(sums(growth, counter('a', 750, 9))).toEqual({ a: [1, 50] });
    expect(sums(growth, counter('a', 760, 9))).toEqual({ a: [1, 60] });
  });

  it('is nothing where only the failures fell', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    expect(sums(growth, counter('a', 1040, 7))).toEqual({ a: [0, 0] });
    expect(sums(growth, counter('a', 1060, 8))).toEqual({ a: [1, 20] });
  });

  it('leaves out what was missing at one look and is back at the next', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    sums(growth, counter('a', 600, 4));
    expect(sums(growth, counter('a', 1030, 11))).toEqual({ a: [1, 30] });
    expect(sums(growth, counter('a', 1500, 11))).toEqual({ a: [1, 500] });
  });

  it('is nothing for a result that goes and comes back as it was', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    sums(growth, counter('a', 1010, 10));
    expect(sums(growth)).toEqual({});
    expect(sums(growth, counter('a', 1010, 10))).toEqual({ a: [0, 10] });
  });

  it('keeps failures that no result tells of for now', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    expect(sums(growth, counter('a', 1010, null))).toEqual({ a: [0, 10] });
    expect(sums(growth, counter('a', 1020, 11))).toEqual({ a: [1, 20] });
  });

  it('is of each release by itself', () => {
    const growth = new Growth();
    sums(growth, counter('a', 1000, 10));
    expect(growth.reading('slo v2', [counter('a', 7, 1)])).toMatchObject({ series: [{ total: 0, bad: 0 }] });
  });

  it.each([
    [counter('a', 5, 6), 'a counts 6 bad requests of 5'],
    [counter('a', null, 1), 'bad has a result a, and total has none like it'],
  ])('is not told of what can be no counts: %j', (wrong, why) => {
    expect(new Growth().reading('slo v1', [wrong])).toEqual({ kind: 'no-data', why });
  });
});
