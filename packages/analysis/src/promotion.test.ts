import { expect, test } from 'vitest';
import { Promotion } from './promotion.ts';
import { EARLY_SHARE, SURELY_COOL_SHARE } from './settings.ts';

const COLD = { isCool: false, isSurelyCool: false };
const COOL = { isCool: true, isSurelyCool: false };
const SURELY = { isCool: true, isSurelyCool: true };
const twofold = (): number => Math.LN2;

test('a part of the evidence is gathered from each of three moments on', () => {
  const promotion = new Promotion();
  for (const start of [COLD, COOL, SURELY]) promotion.multiply(twofold, start);
  const later = 1 - EARLY_SHARE - SURELY_COOL_SHARE;
  expect(Math.exp(promotion.lnE)).toBeCloseTo(8 * EARLY_SHARE + 4 * later + 2 * SURELY_COOL_SHARE, 9);
});

test('what a cold candidate loses is the smallest part', () => {
  const promotion = new Promotion();
  promotion.multiply(() => -1_000, COLD);
  expect(Math.exp(promotion.lnE)).toBeCloseTo(1 - EARLY_SHARE, 9);
});

test('a new step begins anew', () => {
  const promotion = new Promotion();
  promotion.multiply(twofold, SURELY);
  expect(promotion.lnE).toBeCloseTo(Math.LN2, 12);
  promotion.startStep();
  expect(promotion.lnE).toBeCloseTo(0, 12);
});
