import { describe, expect, it } from 'vitest';
import { GoodCounts } from './good-counts.ts';

function bad(counts: GoodCounts, total: number | null, good: number | null): unknown {
  const reading = counts.reading('slo v1', [{ id: 'a', total, part: good }]);
  if (reading.kind !== 'cumulative') return reading;
  return reading.series.map((series) => [series.bad, series.total]);
}

describe('bad is what is not good', () => {
  it('of each series', () => {
    expect(bad(new GoodCounts(), 100, 97)).toEqual([[3, 100]]);
    expect(bad(new GoodCounts(), 100, null)).toEqual([[100, 100]]);
  });

  it('does not go back because total was read a moment before', () => {
    const counts = new GoodCounts();
    expect(bad(counts, 100, 97)).toEqual([[3, 100]]);
    expect(bad(counts, 200, 199)).toEqual([[3, 200]]);
    expect(bad(counts, 300, 302)).toEqual([[3, 300]]);
    expect(bad(counts, 400, 396)).toEqual([[4, 400]]);
  });

  it('begins anew with its counter', () => {
    const counts = new GoodCounts();
    bad(counts, 1000, 900);
    expect(bad(counts, 20, 20)).toEqual([[0, 20]]);
  });

  it('is not known where more are good than there are', () => {
    expect(bad(new GoodCounts(), 100, 150)).toEqual({
      kind: 'no-data',
      why: 'a counts 150 good requests of 100',
    });
  });

  it('is not all of them where the good ones are gone', () => {
    const counts = new GoodCounts();
    bad(counts, 100, 97);
    expect(bad(counts, 110, null)).toEqual({ kind: 'no-data', why: 'the good ones of a are gone' });
  });
});
