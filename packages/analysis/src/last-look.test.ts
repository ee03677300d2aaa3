import { describe, expect, test } from 'vitest';
import { differenceFrom, differenceOf, LastLook, studentBelow } from './last-look.ts';
import { DEFAULT_SETTINGS, LAST_LOOK_SHARE } from './settings.ts';
import { Random } from './testing/random.ts';

const MINUTE_MS = 60_000;
const RATIO = DEFAULT_SETTINGS.promotion.ratio;
const LEVEL = LAST_LOOK_SHARE * DEFAULT_SETTINGS.beta;

test.each([
  // Tables of Student's t: one-sided levels.
  [-6.314, 1, 0.05],
  [-2.92, 2, 0.05],
  [-4.541, 3, 0.01],
  [-2.015, 5, 0.05],
  [-3.169, 10, 0.005],
  [-2.423, 40, 0.01],
  [2.66, 60, 0.995],
  [0, 7, 0.5],
])("Student's t below %d with %i degrees of freedom: %d", (t, degrees, chance) => {
  expect(studentBelow(t, degrees)).toBeCloseTo(chance, 4);
});

test('a difference is 0 at the margin, with the variance of independent failures', () => {
  // 20 of 1,000 against 10 of 1,000 at ratio 2: s = 2.
  const counts = { candidateBad: 20, candidateTotal: 1_000, stableBad: 10, stableTotal: 1_000 };
  expect(differenceOf(counts, 2)).toEqual({ difference: 0, variance: 60, seen: 60, third: -60 });
  expect(differenceFrom(0.02, { bad: 15, total: 1_000 })).toEqual({
    difference: -5,
    variance: 20,
    seen: 15,
    third: 20,
  });
});

test('steady minutes have no scatter, whatever the rate does; five are the fewest', () => {
  const look = new LastLook();
  for (let minute = 1; minute <= 12; minute++) {
    const rate = minute % 3;
    const counts = { candidateBad: 3 * rate, candidateTotal: 600, stableBad: 27 * rate, stableTotal: 5_400 };
    look.add(differenceOf(counts, RATIO), MINUTE_MS);
    if (minute < 5) expect(look.chance).toBe(1);
  }
  expect(look.scatter).toBe(1);
  // 36 of 324 where 72 would be at the margin: z = -36 / sqrt(80).
  expect(look.chance).toBeCloseTo(studentBelow(-4.02 - 0.22, 11), 3);
  look.restart();
  expect(look.chance).toBe(1);
});

test('minutes that go up and down together with their rate count as scatter', () => {
  const look = new LastLook();
  for (let minute = 0; minute < 20; minute++) {
    const candidateBad = minute % 2 === 0 ? 12 : 0;
    look.add(
      differenceOf({ candidateBad, candidateTotal: 600, stableBad: 27, stableTotal: 5_400 }, RATIO),
      MINUTE_MS,
    );
  }
  // Squares of 6 about the mean over a variance of 6 + 27 x (2/9)^2.
  expect(look.scatter).toBeCloseTo((36 / (6 + 4 / 3)) * (20 / 19), 9);
});

describe('a release twice as bad passes the last look with the chance of its level at most', () => {
  const ROLLOUTS = 2_000;
  const random = new Random(11);
  const share = (draw: () => LastLook): number => {
    let passed = 0;
    for (let i = 0; i < ROLLOUTS; i++) if (draw().chance <= LEVEL) passed += 1;
    return passed / ROLLOUTS;
  };
  /** Comes with a chance below 0.1 % if the level holds. */
  const most = (level: number): number => level + 3.1 * Math.sqrt(level / ROLLOUTS);

  const grid = [10, 50, 90].flatMap((weight) =>
    [2, 20, 400].flatMap((stableBadInAll) =>
      [10, 60].map((minutes) => ({ weight, stableBadInAll, minutes })),
    ),
  );
  test.each(grid)(
    'weight $weight %, about $stableBadInAll failures of the stable release in $minutes min',
    (one) => {
      const { weight, stableBadInAll, minutes } = one;
      const stableMean = stableBadInAll / minutes;
      const candidateMean = (RATIO * stableMean * weight) / (100 - weight);
      const passed = share(() => {
        const look = new LastLook();
        for (let minute = 0; minute < minutes; minute++) {
          const wave = 1 + 0.8 * Math.sin(minute / 7);
          const counts = {
            candidateBad: random.poisson(candidateMean * wave),
            candidateTotal: 60 * weight,
            stableBad: random.poisson(stableMean * wave),
            stableTotal: 60 * (100 - weight),
          };
          look.add(differenceOf(counts, RATIO), MINUTE_MS);
        }
        return look;
      });
      expect(passed).toBeLessThanOrEqual(most(LEVEL));
    },
  );

  test('also in noise of its own, nearly', () => {
    const passed = share(() => {
      const look = new LastLook();
      for (let minute = 0; minute < 60; minute++) {
        const counts = {
          candidateBad: random.poisson(6 * factor(random)),
          candidateTotal: 600,
          stableBad: random.poisson(27 * factor(random)),
          stableTotal: 5_400,
        };
        look.add(differenceOf(counts, RATIO), MINUTE_MS);
      }
      return look;
    });
    expect(passed).toBeLessThanOrEqual(most(1.5 * LEVEL));
  });
});

/** What a minute's noise of sd 0.5 multiplies a rate by; 1 on average. */
function factor(random: Random): number {
  return Math.exp(0.5 * normal(random) - 0.125);
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
