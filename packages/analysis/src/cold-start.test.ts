import { describe, expect, test } from 'vitest';
import { ColdStart, warmthAt } from './cold-start.ts';

const BUDGET = 0.01;
const WITHIN = { bad: 90, total: 10_000 };

test('a candidate is cold in the warm-up, and settles for as long again', () => {
  const settings = { warmUpMs: 60_000 };
  const at = (seconds: number) => warmthAt(seconds * 1_000, settings);
  expect([-Infinity, 0, 59.9, 60, 119.9, 120].map(at)).toEqual([
    'cold',
    'cold',
    'cold',
    'settling',
    'settling',
    'warm',
  ]);
  expect(warmthAt(0, { warmUpMs: 0 })).toBe('warm');
});

describe('a cold start may last', () => {
  test('while the candidate settles, and no longer', () => {
    const coldStart = new ColdStart();
    for (const warmth of ['cold', 'settling'] as const) {
      coldStart.begin(warmth, WITHIN, BUDGET);
      expect(coldStart.mayLast).toBe(true);
    }
    coldStart.begin('warm', WITHIN, BUDGET);
    expect(coldStart.mayLast).toBe(false);
  });

  test('no longer than both releases together keep the objective, but for chance', () => {
    const coldStart = new ColdStart();
    coldStart.begin('settling', { bad: 119, total: 10_000 }, BUDGET);
    expect(coldStart.mayLast).toBe(true);
    coldStart.begin('settling', { bad: 121, total: 10_000 }, BUDGET);
    expect(coldStart.mayLast).toBe(false);
    coldStart.begin('settling', WITHIN, BUDGET);
    expect(coldStart.mayLast).toBe(false);
  });

  test('through the warm-up whatever is seen', () => {
    const coldStart = new ColdStart();
    coldStart.begin('cold', { bad: 9_000, total: 10_000 }, BUDGET);
    expect(coldStart.mayLast).toBe(true);
  });
});

describe('a candidate is cool', () => {
  test('after the warm-up, where nothing was seen of a cold start', () => {
    const coldStart = new ColdStart();
    coldStart.begin('cold', WITHIN, BUDGET);
    expect([coldStart.isCool, coldStart.isSurelyCool]).toEqual([false, false]);
    coldStart.begin('settling', WITHIN, BUDGET);
    expect([coldStart.isCool, coldStart.isSurelyCool]).toEqual([true, true]);
  });

  test('after one good look, surely after a few, and stays so', () => {
    const coldStart = new ColdStart();
    coldStart.feel(100);
    const seen = [-0.6, -0.6, -0.6, -0.6, 100].map((lnOdds) => {
      coldStart.begin('settling', WITHIN, BUDGET);
      coldStart.feel(lnOdds);
      return [coldStart.isCool, coldStart.isSurelyCool];
    });
    coldStart.begin('settling', WITHIN, BUDGET);
    seen.push([coldStart.isCool, coldStart.isSurelyCool]);
    expect(seen).toEqual([
      [false, false],
      [true, false],
      [true, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
  });
});
