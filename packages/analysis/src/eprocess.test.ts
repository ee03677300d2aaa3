import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EProcess } from './eprocess.ts';
import { lnSum } from './logarithms.ts';
import { lnHeldBackAfter, lnReleasedAt } from './restarts.ts';
import { ROLLBACK_MIXTURE } from './settings.ts';

const looks = fc.array(fc.double({ min: -3, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('restarts', () => {
  test('what is released and what is held back is always the held quarter', () => {
    let released = 0;
    for (let s = 1; s <= 5_000; s++) {
      released += Math.exp(lnReleasedAt(s));
      expect(released + Math.exp(lnHeldBackAfter(s))).toBeCloseTo(0.25, 12);
    }
  });

  test('the running number equals the sum over all starts', () => {
    fc.assert(
      fc.property(looks, (gains) => {
        const process = new EProcess({ bets: [1, 3], weights: [1, 3] }, { restarts: true });
        for (const gain of gains) process.multiply((bet) => gain / bet);
        const since = (bet: number, s: number): number =>
          gains.slice(s).reduce((sum, gain) => sum + gain / bet, 0);
        const starts = [
          { bet: 1, ln: Math.log(0.25) },
          { bet: 3, ln: Math.log(0.75) },
        ].flatMap(({ bet, ln }) => [
          ln + Math.log(0.75) + since(bet, 0),
          ...gains.map((_, i) => ln + lnReleasedAt(i + 1) + since(bet, i)),
        ]);
        expect(process.lnE).toBeCloseTo(lnSum([...starts, lnHeldBackAfter(gains.length)]), 9);
      }),
    );
  });

  test('what is held back can not be lost', () => {
    const process = new EProcess(ROLLBACK_MIXTURE, { restarts: true });
    for (let i = 0; i < 100; i++) process.multiply(() => -1e15);
    expect(process.lnE).toBeCloseTo(lnHeldBackAfter(100), 9);
  });
});

test('without restarts it is the weighted mean of the bets', () => {
  fc.assert(
    fc.property(looks, (gains) => {
      const process = new EProcess({ bets: [1, 2, 5], weights: [2, 1, 1] }, { restarts: false });
      for (const gain of gains) process.multiply((bet) => gain / bet);
      const whole = gains.reduce((sum, gain) => sum + gain, 0);
      const mean = Math.exp(whole) / 2 + Math.exp(whole / 2) / 4 + Math.exp(whole / 5) / 4;
      expect(process.lnE).toBeCloseTo(Math.log(mean), 8);
    }),
  );
});

test('one look multiplies by ten at most, huge as its numbers may be', () => {
  for (const restarts of [true, false]) {
    const process = new EProcess(ROLLBACK_MIXTURE, { restarts });
    for (let look = 0; look < 5; look++) {
      const before = process.lnE;
      process.multiply(() => 1e15);
      expect(process.lnE - before).toBeLessThanOrEqual(Math.log(10) + 1e-12);
    }
  }
});

/** What three quarters become when the share `right` of them is multiplied by e, and the rest divided. */
const wonFrom = (right: number): number => 0.75 * (right * Math.E + (1 - right) / Math.E);

describe('what is learnt from without being counted', () => {
  const mixture = { bets: [1, 2, 4], weights: [1, 1, 2] };

  test('leaves E at 1, and moves it to the bets that would have won', () => {
    const taught = new EProcess(mixture, { restarts: true });
    const untaught = new EProcess(mixture, { restarts: true });
    for (let i = 0; i < 20; i++) {
      taught.learn((bet) => (bet === 2 ? 0.5 : -0.5));
      expect(taught.lnE).toBeCloseTo(0, 12);
    }
    for (const process of [taught, untaught]) process.multiply((bet) => (bet === 2 ? 1 : -1));
    // Of the three quarters at stake, 0.7 and a quarter of 0.3 are on the right bet, where a quarter was.
    const held = Math.exp(lnHeldBackAfter(1));
    const released = Math.exp(lnReleasedAt(1));
    const fresh = released * (Math.E / 4 + 0.75 / Math.E);
    expect(taught.lnE).toBeCloseTo(Math.log(held + fresh + wonFrom(0.7 + 0.3 / 4)), 6);
    expect(untaught.lnE).toBeCloseTo(Math.log(held + fresh + wonFrom(0.25)), 6);
  });

  test('can not make E greater than the best bet makes it', () => {
    fc.assert(
      fc.property(looks, looks, (lessons, gains) => {
        const process = new EProcess(mixture, { restarts: false });
        for (const lesson of lessons) process.learn((bet) => lesson * bet);
        for (const gain of gains) process.multiply((bet) => gain / bet);
        const whole = gains.reduce((sum, gain) => sum + gain, 0);
        expect(process.lnE).toBeLessThanOrEqual(Math.max(whole, whole / 4) + 1e-9);
      }),
    );
  });
});

test('starting anew forgets every look', () => {
  const process = new EProcess(ROLLBACK_MIXTURE, { restarts: true });
  process.multiply(() => 2);
  process.restart();
  expect(process.lnE).toBe(0);
  process.multiply(() => 0);
  expect(process.lnE).toBeCloseTo(0, 12);
});
