import { describe, expect, it } from 'vitest';
import { argoRollouts } from './argo-rollouts.ts';
import { decide, minute, type Minute } from './testing/replay.ts';

const GOOD = minute(3);
const AT_THE_BUDGET = minute(6);
const BAD = minute(7);
const EMPTY: Minute = { candidate: { bad: 0, total: 0 }, stable: { bad: 27, total: 5_400 } };

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

describe('an Argo Rollouts analysis', () => {
  it('is successful after ten measurements', () => {
    expect(decide(argoRollouts(0), times(12, GOOD))).toEqual({ decision: 'promoted', second: 600 });
    expect(decide(argoRollouts(0), times(12, AT_THE_BUDGET))).toEqual({ decision: 'promoted', second: 600 });
  });

  it('fails with the first failed measurement at failureLimit 0', () => {
    expect(decide(argoRollouts(0), [GOOD, GOOD, BAD])).toEqual({ decision: 'rolled-back', second: 180 });
  });

  it('fails with the fourth at failureLimit 3, whatever succeeds in between', () => {
    const three = [BAD, GOOD, BAD, GOOD, GOOD, BAD, GOOD];
    expect(decide(argoRollouts(3), [...three, BAD])).toEqual({ decision: 'rolled-back', second: 480 });
    expect(decide(argoRollouts(3), [...three, ...times(3, GOOD)])).toEqual({
      decision: 'promoted',
      second: 600,
    });
    expect(decide(argoRollouts(3), times(9, BAD))).toEqual({ decision: 'rolled-back', second: 240 });
  });

  it('may still fail with the tenth', () => {
    expect(decide(argoRollouts(0), [...times(9, GOOD), BAD])).toEqual({
      decision: 'rolled-back',
      second: 600,
    });
  });

  it('takes a minute without requests, NaN, for failed', () => {
    expect(decide(argoRollouts(0), [GOOD, EMPTY])).toEqual({ decision: 'rolled-back', second: 120 });
  });

  it('does not look at the stable release', () => {
    expect(decide(argoRollouts(0), times(12, minute(7, 600)))).toEqual({
      decision: 'rolled-back',
      second: 60,
    });
  });
});
