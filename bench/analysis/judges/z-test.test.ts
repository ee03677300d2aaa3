import { describe, expect, it } from 'vitest';
import { decide, minute } from './testing/replay.ts';
import { Z_TEST, zOf } from './z-test.ts';

describe('the z-test', () => {
  it('is worked out by hand', () => {
    // p = 80 / 6000; .02 / sqrt(.0133333 x .9866667 x (1/1000 + 1/5000)) = .02 / .00397324.
    expect(zOf({ bad: 30, total: 1_000 }, { bad: 50, total: 5_000 })).toBeCloseTo(5.03368, 4);
    expect(zOf({ bad: 10, total: 1_000 }, { bad: 50, total: 5_000 })).toBe(0);
  });

  it('says nothing without requests or failures', () => {
    expect(zOf({ bad: 0, total: 0 }, { bad: 5, total: 100 })).toBeNaN();
    expect(zOf({ bad: 0, total: 10 }, { bad: 0, total: 100 })).toBeNaN();
    const quiet = Array.from({ length: 60 }, () => minute(0, 0));
    expect(decide(Z_TEST, quiet)).toEqual({ decision: 'promoted', second: 3_600 });
  });

  it('is looked at every minute, over all requests so far', () => {
    // 6 / 600: z 1.58; 12 / 1200: 2.24.
    expect(decide(Z_TEST, [minute(6), minute(6)])).toEqual({ decision: 'rolled-back', second: 120 });
    // Worse only in one direction counts.
    const better = Array.from({ length: 60 }, () => minute(0));
    expect(decide(Z_TEST, better)).toEqual({ decision: 'promoted', second: 3_600 });
  });
});
