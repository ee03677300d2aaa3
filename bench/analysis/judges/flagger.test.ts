import { describe, expect, it } from 'vitest';
import { FLAGGER } from './flagger.ts';
import { decide, minute, type Minute } from './testing/replay.ts';

const GOOD = minute(6);
const BAD = minute(7);
const EMPTY: Minute = { candidate: { bad: 0, total: 0 }, stable: { bad: 27, total: 5_400 } };

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

describe('a Flagger analysis', () => {
  it('promotes with the tenth check that passes', () => {
    expect(decide(FLAGGER, times(12, GOOD))).toEqual({ decision: 'promoted', second: 600 });
  });

  it('is held up by each check that fails', () => {
    const minutes = [BAD, BAD, GOOD, BAD, BAD, ...times(9, GOOD)];
    expect(decide(FLAGGER, minutes)).toEqual({ decision: 'promoted', second: 840 });
  });

  it('rolls back an interval after the fifth failed check', () => {
    expect(decide(FLAGGER, times(9, BAD))).toEqual({ decision: 'rolled-back', second: 360 });
    const alternating = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? BAD : GOOD));
    expect(decide(FLAGGER, alternating)).toEqual({ decision: 'rolled-back', second: 600 });
  });

  it('rolls back even when the check after the fifth would pass', () => {
    expect(decide(FLAGGER, [...times(9, GOOD), ...times(5, BAD), GOOD])).toEqual({
      decision: 'rolled-back',
      second: 900,
    });
  });

  it('takes a minute without requests for failed', () => {
    expect(decide(FLAGGER, times(9, EMPTY))).toEqual({ decision: 'rolled-back', second: 360 });
  });
});
