import { describe, expect, test } from 'vitest';
import { Promotion } from './promotion.ts';
import { EARLY_SHARE, LN_HASTY, LOOKS_OF_PATIENCE, SPOTLESS_SHARE, SURELY_COOL_SHARE } from './settings.ts';

const COLD = { isCool: false, isSurelyCool: false };
const COOL = { isCool: true, isSurelyCool: false };
const SURELY = { isCool: true, isSurelyCool: true };
const LOOK_MS = 5_000;

/** Watched for so long that its evidence counts in full. */
function patient(): Promotion {
  const promotion = new Promotion(LOOK_MS);
  promotion.wait(LOOKS_OF_PATIENCE * LOOK_MS);
  return promotion;
}

/** E of the part that compares; nothing has become of the other. */
const comparedIn = ({ lnE }: Promotion): number => (Math.exp(lnE) - SPOTLESS_SHARE) / (1 - SPOTLESS_SHARE);

const twofold = (): number => Math.LN2;

test('a part of the evidence is gathered from each of three moments on', () => {
  const promotion = patient();
  for (const start of [COLD, COOL, SURELY]) promotion.multiply(twofold, start);
  const later = 1 - EARLY_SHARE - SURELY_COOL_SHARE;
  expect(comparedIn(promotion)).toBeCloseTo(8 * EARLY_SHARE + 4 * later + 2 * SURELY_COOL_SHARE, 9);
});

test('what a cold candidate loses is the smallest part', () => {
  const promotion = patient();
  promotion.multiply(() => -1_000, COLD);
  expect(comparedIn(promotion)).toBeCloseTo(1 - EARLY_SHARE, 9);
});

test('a new step begins anew', () => {
  const promotion = patient();
  promotion.multiply(twofold, SURELY);
  expect(comparedIn(promotion)).toBeCloseTo(2, 12);
  promotion.startStep();
  expect(promotion.lnE).toBeCloseTo(0, 12);
});

test('a part is about the candidate alone', () => {
  const promotion = patient();
  promotion.multiplySpotless(twofold);
  expect(Math.exp(promotion.lnE)).toBeCloseTo(1 + SPOTLESS_SHARE, 9);
});

/** So many looks that double E. */
function looks(promotion: Promotion, count: number, ms = LOOK_MS): void {
  for (let i = 0; i < count; i++) {
    promotion.wait(ms);
    promotion.multiply(twofold, SURELY);
  }
}

describe('evidence that came within a minute or so', () => {
  test('counts a little, and in full later on', () => {
    const promotion = new Promotion(LOOK_MS);
    looks(promotion, LOOKS_OF_PATIENCE - 1);
    expect(promotion.lnE).toBe(LN_HASTY);
    looks(promotion, 1);
    expect(promotion.lnE).toBeGreaterThan(3 * LN_HASTY);
  });

  test('is reckoned in looks, and by those that stand for several', () => {
    const promotion = new Promotion(LOOK_MS / 20);
    looks(promotion, LOOKS_OF_PATIENCE, LOOK_MS / 20);
    expect(promotion.lnE).toBeGreaterThan(LN_HASTY);
    const lumps = new Promotion(LOOK_MS);
    looks(lumps, 6, 3 * LOOK_MS);
    expect(lumps.lnE).toBeGreaterThan(LN_HASTY);
  });

  test('is waited for once in a rollout, not at each step', () => {
    const promotion = patient();
    promotion.startStep();
    looks(promotion, 6);
    expect(promotion.lnE).toBeGreaterThan(LN_HASTY);
  });

  test('against the release counts at once', () => {
    const promotion = new Promotion(LOOK_MS);
    promotion.multiply(() => -1, SURELY);
    expect(promotion.lnE).toBeLessThan(0);
  });
});
