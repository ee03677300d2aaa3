import { describe, expect, test } from 'vitest';
import { checkSettings, checkSlis, DEFAULT_SETTINGS, FUSE_BURN, WATCH_BURN } from './settings.ts';

test('the defaults can be run with', () => {
  expect(() => {
    checkSettings(DEFAULT_SETTINGS);
  }).not.toThrow();
});

test('the fuse burns a fiftieth of a month in an hour; the watch asks that the budget lasts the month', () => {
  expect(FUSE_BURN).toBeCloseTo(14.4, 12);
  expect(WATCH_BURN).toBeCloseTo(1, 12);
});

describe('refuses, naming what is wrong', () => {
  test.each([
    [{ alpha: 0 }, 'alpha 0 '],
    [{ alpha: 1 }, 'alpha 1 '],
    [{ beta: NaN }, 'beta NaN '],
    [{ pollMs: 0 }, 'pollMs 0 '],
    [{ warmUpMs: -1 }, 'warmUpMs -1 '],
    [{ rollback: { ratio: 0, budgetShare: 0 } }, 'rollback.ratio 0 '],
    [{ promotion: { ratio: 1, budgetShare: -0.1 } }, 'promotion.budgetShare -0.1 '],
  ])('%o', (change, message) => {
    expect(() => {
      checkSettings({ ...DEFAULT_SETTINGS, ...change });
    }).toThrow(message);
  });

  test.each([
    [[{ name: 'a', budget: 0 }], 'the budget of SLI a, 0,'],
    [[{ name: 'a', budget: 1 }], 'the budget of SLI a, 1,'],
    [[{ name: 'a', budget: 0.1, weight: 0 }], 'the weight of SLI a, 0,'],
    [
      [
        { name: 'a', budget: 0.1 },
        { name: 'a', budget: 0.2 },
      ],
      'SLI a is given twice',
    ],
  ])('%o', (slis, message) => {
    expect(() => {
      checkSlis(slis);
    }).toThrow(message);
  });
});
