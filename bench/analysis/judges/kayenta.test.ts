import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { normal } from '../random/samplers.ts';
import { classify, kayenta } from './kayenta.ts';
import { decide, minute, type Minute } from './testing/replay.ts';

function around(mean: number, name: string): readonly number[] {
  const random = new Random(name);
  return Array.from({ length: 30 }, () => mean + 2 * normal(random));
}

describe("Kayenta's classification", () => {
  it('is high, low or pass as the experiment lies', () => {
    expect(classify(around(20, 'a'), around(10, 'b'))).toBe('high');
    expect(classify(around(10, 'a'), around(20, 'b'))).toBe('low');
    expect(classify(around(10, 'a'), around(10, 'b'))).toBe('pass');
  });

  it('passes identical and constant data, in any order', () => {
    expect(classify([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])).toBe('pass');
    expect(classify([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toBe('pass');
    expect(classify([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toBe('pass');
  });

  it('tells constant series of different values apart, once there are five', () => {
    expect(classify([2, 2, 2, 2, 2], [1, 1, 1, 1, 1])).toBe('high');
    expect(classify([1, 1, 1, 1, 1], [2, 2, 2, 2, 2])).toBe('low');
    // Of three against three the interval is the whole range even when all lie apart.
    expect(classify([20, 30, 41], [1, 2, 3])).toBe('high');
  });

  it('asks for a lower end above a quarter of the estimate', () => {
    // Differences from 1 to 39 with the estimate near 20: the lower end is 1.
    expect(classify([5, 20, 30, 40], [1, 2, 3, 4])).toBe('pass');
    expect(classify([10, 20, 30, 40], [1, 2, 3, 4])).toBe('high');
  });

  it('has nothing to say without data', () => {
    expect(classify([], [1, 2])).toBe('no-data');
    expect(classify([1, 2], [])).toBe('no-data');
  });
});

describe('a Kayenta analysis', () => {
  const healthy = Array.from({ length: 60 }, (_, i) => minute([3, 1, 5, 2, 4][i % 5] ?? 0, 25 + (i % 7)));
  const bad = Array.from({ length: 60 }, (_, i) => minute([15, 11, 18, 13, 20][i % 5] ?? 0, 25 + (i % 7)));

  it('passes a healthy release at the end of its lifetime', () => {
    expect(decide(kayenta(5), healthy)).toEqual({ decision: 'promoted', second: 3_600 });
    expect(decide(kayenta(60), healthy)).toEqual({ decision: 'promoted', second: 3_600 });
  });

  it('fails a bad one at the first judgement', () => {
    expect(decide(kayenta(5), bad)).toEqual({ decision: 'rolled-back', second: 300 });
    expect(decide(kayenta(60), bad)).toEqual({ decision: 'rolled-back', second: 3_600 });
  });

  it('judges all minutes since the start: what turns bad late is found late', () => {
    const late = [...healthy.slice(0, 20), ...bad.slice(20)];
    const found = decide(kayenta(5), late);
    expect(found?.decision).toBe('rolled-back');
    expect(found?.second).toBeGreaterThan(25 * 60);
  });

  it('takes fewer failures for no fault', () => {
    const better = Array.from({ length: 60 }, (_, i) => minute(i % 2, 60 + (i % 7)));
    expect(decide(kayenta(5), better)).toEqual({ decision: 'promoted', second: 3_600 });
  });

  it('judges once where the interval is longer than the lifetime', () => {
    expect(decide(kayenta(60), healthy, { minutes: 30 })).toEqual({ decision: 'promoted', second: 1_800 });
    expect(decide(kayenta(5), healthy, { minutes: 12 })).toEqual({ decision: 'promoted', second: 600 });
  });

  it('fails where the candidate had no request at all', () => {
    const silent: Minute = { candidate: { bad: 0, total: 0 }, stable: { bad: 27, total: 5_400 } };
    expect(
      decide(
        kayenta(5),
        Array.from({ length: 60 }, () => silent),
      ),
    ).toEqual({
      decision: 'rolled-back',
      second: 300,
    });
  });
});
