import { describe, expect, it } from 'vitest';
import { GROWTHBOOK, halfWidth, lowerBound } from './growthbook.ts';
import { decide, minute } from './testing/replay.ts';

describe("GrowthBook's confidence sequence", () => {
  it('is as wide as in its own test suite', () => {
    // TestSequentialOneSidedGreaterTTest.test_one_sided_ttest_absolute: difference, standard error, lower end.
    const width = halfWidth(0.12983081254184736, 3_000 + 3_461);
    expect(0.23437666666666668 - width).toBeCloseTo(-0.12656844172804982, 12);
    // test_one_sided_ttest, on the relative scale.
    const relative = halfWidth(0.3334122146400735, 3_000 + 3_461);
    expect(0.5033610858562358 - relative).toBeCloseTo(-0.42356454602790883, 12);
  });

  it('is as wide as worked out by hand', () => {
    // 2 alpha = .1: -2 ln .1 = 4.60517, ln(5.60517) = 1.72369; rho^2 = 6.32886 / 5000 = .00126577.
    // N = 6000: N rho^2 + 1 = 8.59463, its root 2.93166, ln(1 + 2.93166 / .1) = 3.41168.
    // sqrt(6000) sqrt(2 x 8.59463 / (6000^2 x .00126577) x 3.41168) = 77.4597 x .0358748 = 2.77885.
    expect(halfWidth(1, 6_000)).toBeCloseTo(2.77885, 4);
  });

  it('has no result while an arm has no variance', () => {
    expect(lowerBound({ bad: 0, total: 600 }, { bad: 27, total: 5_400 })).toBeNull();
    expect(lowerBound({ bad: 3, total: 600 }, { bad: 0, total: 5_400 })).toBeNull();
    expect(lowerBound({ bad: 600, total: 600 }, { bad: 27, total: 5_400 })).toBeNull();
    expect(lowerBound({ bad: 0, total: 0 }, { bad: 27, total: 5_400 })).toBeNull();
  });
});

describe('a safe rollout', () => {
  it('ships when its duration is over', () => {
    const minutes = Array.from({ length: 60 }, () => minute(3));
    expect(decide(GROWTHBOOK, minutes)).toEqual({ decision: 'promoted', second: 3_600 });
    expect(decide(GROWTHBOOK, minutes, { minutes: 20 })).toEqual({ decision: 'promoted', second: 1_200 });
  });

  it('rolls back as soon as the lower end is above 0, over all requests so far', () => {
    // 15 / 600 - 27 / 5400 = .02 with an error of .00645 x 2.779 = .0179.
    expect(decide(GROWTHBOOK, [minute(15)])).toEqual({ decision: 'rolled-back', second: 60 });
    // 12 / 600 leaves .015 - .0162; the second minute 24 / 1200 at a width of 2.62 x .00410 = .0107.
    expect(decide(GROWTHBOOK, [minute(12), minute(12)])).toEqual({ decision: 'rolled-back', second: 120 });
  });
});
