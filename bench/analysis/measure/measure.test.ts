import { describe, expect, it } from 'vitest';
import { Z_TEST } from '../judges/z-test.ts';
import type { Outcome } from '../run/play.ts';
import type { Column } from '../run/plan.ts';
import { DEFAULTS } from '../world/scenario.ts';
import { cellOf, medianOf } from './cell.ts';
import { upperBound } from './clopper-pearson.ts';
import { curveOf, momentsOf } from './curves.ts';

function column(outcomes: readonly Outcome[]): Column {
  return { scenario: DEFAULTS, release: 'x5', judge: Z_TEST, outcomes };
}

const OUTCOMES: readonly Outcome[] = [
  { ending: 'rolled-back', second: 60, excessBad: 12 },
  { ending: 'rolled-back', second: 120, excessBad: 24 },
  { ending: 'promoted', second: 3_600, excessBad: 720 },
  { ending: 'inconclusive', second: 3_600, excessBad: 720.04 },
];

describe('a cell', () => {
  it('counts the endings, and takes medians of those that ended so', () => {
    expect(cellOf(column(OUTCOMES))).toEqual({
      scenario: 'iid',
      judge: 'z-test',
      release: 'x5',
      rolledBack: 0.5,
      promoted: 0.25,
      inconclusive: 0.25,
      medianRollbackS: 90,
      medianPromoteS: 3_600,
      excessBad: 369.01,
    });
  });

  it('has no median of none', () => {
    const { medianRollbackS, medianPromoteS } = cellOf(column(OUTCOMES.slice(3)));
    expect([medianRollbackS, medianPromoteS]).toEqual([null, null]);
    expect(medianOf([9, 1, 5])).toBe(5);
  });
});

describe('the upper bound of Clopper and Pearson', () => {
  it('is exact for no event: 1 - .05^(1/n)', () => {
    for (const n of [1, 10, 400, 10_000]) expect(upperBound(0, n)).toBeCloseTo(1 - 0.05 ** (1 / n), 12);
  });

  it('is the p at which so few events have a chance of 5 %', () => {
    // Tables: 1 of 10 -> .3942, 3 of 20 -> .3437 one-sided at 95 %.
    expect(upperBound(1, 10)).toBeCloseTo(0.3942, 4);
    expect(upperBound(3, 20)).toBeCloseTo(0.3437, 4);
    const p = upperBound(2, 50);
    const chance = (1 - p) ** 50 + 50 * p * (1 - p) ** 49 + 1_225 * p ** 2 * (1 - p) ** 48;
    expect(chance).toBeCloseTo(0.05, 10);
  });

  it('is 1 where all are events', () => {
    expect(upperBound(7, 7)).toBe(1);
  });
});

describe('a curve', () => {
  it('is the share that had ended so by each moment, percent', () => {
    const moments = momentsOf(60);
    expect(moments[0]).toBe(0);
    expect(moments.at(-1)).toBe(3_600);
    const { rolledBack, promoted } = curveOf(column(OUTCOMES));
    const at = (second: number): number => moments.indexOf(second);
    expect([at(40), at(60), at(120)].map((i) => rolledBack[i])).toEqual([0, 25, 50]);
    expect(rolledBack.at(-1)).toBe(50);
    expect(promoted.at(-2)).toBe(0);
    expect(promoted.at(-1)).toBe(25);
  });

  it('has no more than a moment a poll', () => {
    expect(momentsOf(1)).toEqual(Array.from({ length: 13 }, (_, i) => 5 * i));
  });
});
