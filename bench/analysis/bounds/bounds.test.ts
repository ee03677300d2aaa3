/** The bounds that docs/analysis.md states, each computed from the scenario it is about. */

import { describe, expect, test } from 'vitest';
import { LAST_LOOK_SHARE } from '../../../packages/analysis/src/settings.ts';
import { DEFAULT_SETTINGS } from '@glidepath/analysis';
import { SCENARIOS, type Scenario } from '../world/scenario.ts';
import { passedAtKnownRate, passedByComparison, passedUnderDrift } from './most-powerful.ts';
import { evidencePerSecond, excessBad, leastDelayS } from './soonest.ts';

function scenario(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}

function bound(of: Scenario, falseRollbacks: number, uncountedS: number) {
  const seconds = leastDelayS(of, 5, falseRollbacks, uncountedS);
  return { seconds: Math.round(seconds), excess: Math.round(10 * excessBad(of, 5, seconds)) / 10 };
}

const LEVEL = 0.05;
const OF_LAST_LOOK = LAST_LOOK_SHARE * DEFAULT_SETTINGS.beta;

describe('x5, the least mean delay and the excess bad requests until then', () => {
  const iid = scenario('iid');
  const scarce = scenario('5rps-50');
  test.each([
    { uncountedS: 60, seconds: 88, excess: 17.5 },
    { uncountedS: 120, seconds: 148, excess: 29.5 },
  ])('100 requests/s of which the first $uncountedS s do not count', ({ uncountedS, ...least }) => {
    expect(evidencePerSecond(iid, 5)).toBeCloseTo(0.167, 3);
    expect(bound(iid, 0.01, uncountedS)).toEqual(least);
  });

  test.each([
    { falseRollbacks: 0.01, uncountedS: 0, seconds: 253, excess: 12.7 },
    { falseRollbacks: 0.01, uncountedS: 60, seconds: 313, excess: 15.7 },
    { falseRollbacks: 0.0027, uncountedS: 0, seconds: 325, excess: 16.3 },
    { falseRollbacks: 0.0027, uncountedS: 60, seconds: 385, excess: 19.3 },
    { falseRollbacks: 0.016, uncountedS: 0, seconds: 227, excess: 11.4 },
  ])(
    '5 requests/s, $falseRollbacks false rollbacks, the first $uncountedS s do not count',
    ({ falseRollbacks, uncountedS, ...least }) => {
      expect(evidencePerSecond(scarce, 5)).toBeCloseTo(0.0182, 4);
      expect(bound(scarce, falseRollbacks, uncountedS)).toEqual(least);
    },
  );

  test('releases that fail alike give no evidence', () => {
    expect(evidencePerSecond(iid, 1)).toBeCloseTo(0, 12);
  });
});

describe('healthy releases that the most powerful test passes', () => {
  test('at a level of 1 all pass, at one near 0 hardly any', () => {
    expect(passedAtKnownRate(5, 1 - 1e-9)).toBeCloseTo(1, 6);
    expect(passedByComparison(50, 0.1, 1e-9)).toBeLessThan(1e-4);
  });

  test('a worked example: 3 failures against 6, of which 1 and a part of 2 may pass', () => {
    // Poisson: P(X <= 1 | 6) = 0.01735, P(X = 2 | 6) = 0.04462; P(X <= 1 | 3) = 0.19915, P(X = 2 | 3) = 0.22404.
    expect(passedAtKnownRate(3, LEVEL)).toBeCloseTo(0.19915 + ((0.05 - 0.01735) / 0.04462) * 0.22404, 3);
  });

  test('clusters, even if it saw the clusters themselves: fewer than half within 300 s, nearly all within the hour', () => {
    const { baseRate, requestsPerSecond, weight, cluster } = scenario('clustered');
    const perSecond = (baseRate * requestsPerSecond) / cluster;
    const share = weight / 100;
    expect(passedAtKnownRate(300 * perSecond * share, LEVEL)).toBeCloseTo(0.435, 3);
    expect(passedAtKnownRate(240 * perSecond * share, LEVEL)).toBeCloseTo(0.363, 3);
    expect(1 - passedByComparison(3_600 * perSecond, share, LEVEL)).toBeCloseTo(0.0003, 4);
    expect(1 - passedByComparison(3_600 * perSecond, share, OF_LAST_LOOK)).toBeCloseTo(0.0047, 4);
  });

  test('drift: a fifth is undecided after five minutes, some of 10,000 after the hour, more at the level of the last look', () => {
    const drift = scenario('drift');
    const undecided = (minutes: number, level: number): number =>
      1 - passedUnderDrift(drift, { minutes, level, rollouts: 400, seed: 1 });
    expect(undecided(5, LEVEL)).toBeCloseTo(0.2, 2);
    expect(undecided(60, LEVEL)).toBeCloseTo(0.0002, 4);
    expect(undecided(60, OF_LAST_LOOK)).toBeCloseTo(0.0019, 4);
  });
});
