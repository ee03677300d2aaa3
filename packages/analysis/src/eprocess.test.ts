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

test('a look that stands for several releases as much as they would', () => {
  for (const [first, last] of [
    [1, 12],
    [7, 9],
    [60, 72],
  ] as const) {
    let released = 0;
    for (let s = first; s <= last; s++) released += Math.exp(lnReleasedAt(s));
    expect(Math.exp(lnReleasedAt(last, last - first + 1))).toBeCloseTo(released, 12);
  }
});

const after = (looks: number): number => {
  const process = new EProcess(
    { bets: [1], weights: [1] },
    { restarts: false, lnCap: 2, lnCapOfSeveral: 3.5 },
  );
  process.multiply(() => 100, looks);
  return process.lnE;
};

test('a look that stands for several may multiply by more, up to a limit of its own', () => {
  expect([0.1, 1, 1.5, 2, 12].map(after)).toEqual([2, 2, 3, 3.5, 3.5]);
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

/** Two outcomes of equal chance; each bet's factor has the expectation 1 over them. */
const outcome = (up: boolean) => (bet: number) => Math.log(1 + (up ? 1 : -1) * (bet / 5));

describe('what counts a little, and is learnt from', () => {
  const mixture = { bets: [1, 2, 4], weights: [1, 1, 2] };
  const SIX = Math.log(6);
  const UNLIMITED = Math.log(1e100);

  test('moves what is at stake to the bets that would have won', () => {
    const taught = new EProcess(mixture, { restarts: false });
    const untaught = new EProcess(mixture, { restarts: false });
    for (let i = 0; i < 20; i++) taught.learn((bet) => (bet === 2 ? 0.5 : -0.5), Math.log(1));
    expect(taught.lnE).toBeLessThanOrEqual(1e-12);
    const before = Math.exp(taught.lnE);
    for (const process of [taught, untaught]) process.multiply((bet) => (bet === 2 ? 1 : -1));
    // 0.7 and a quarter of 0.3 are on the right bet, where a quarter was.
    const right = 0.7 + 0.3 / 4;
    expect(Math.exp(taught.lnE) / before).toBeCloseTo(right * Math.E + (1 - right) / Math.E, 5);
    expect(Math.exp(untaught.lnE)).toBeCloseTo(0.25 * Math.E + 0.75 / Math.E, 9);
  });

  test('puts half at stake, on the mixture of the bets', () => {
    fc.assert(
      fc.property(looks, (lessons) => {
        const process = new EProcess(mixture, { restarts: false });
        for (const lesson of lessons) process.learn((bet) => lesson / bet, UNLIMITED);
        const whole = lessons.reduce((sum, lesson) => sum + lesson, 0);
        const won = Math.exp(whole) / 4 + Math.exp(whole / 2) / 4 + Math.exp(whole / 4) / 2;
        expect(process.lnE).toBeCloseTo(Math.log((1 + won) / 2), 6);
      }),
    );
  });

  test('has an expectation of at most 1, look for look, limit or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.constantFrom(Math.log(1.5), SIX, UNLIMITED),
        fc.boolean(),
        (history, lnMost, restarts) => {
          const after = (next: boolean | null): number => {
            const process = new EProcess(mixture, { restarts });
            for (const up of [...history, ...(next === null ? [] : [next])])
              process.learn(outcome(up), lnMost);
            return Math.exp(process.lnE);
          };
          expect((after(true) + after(false)) / 2).toBeLessThanOrEqual(after(null) * (1 + 1e-9));
        },
      ),
    );
  });

  test('multiplies by no more than the limit', () => {
    const process = new EProcess(mixture, { restarts: true });
    for (let i = 0; i < 100; i++) process.learn((bet) => bet, SIX);
    expect(process.lnE).toBeLessThanOrEqual(SIX);
    expect(process.lnE).toBeGreaterThan(Math.log(4));
  });
});

describe('a limit', () => {
  test('gives away what is above it, what is held back included, and nothing below it', () => {
    for (const restarts of [true, false]) {
      const process = new EProcess(ROLLBACK_MIXTURE, { restarts });
      process.multiply(() => 2);
      const { lnE } = process;
      process.limitTo(3);
      expect(process.lnE).toBe(lnE);
      process.limitTo(1);
      expect(process.lnE).toBeCloseTo(1, 12);
      process.multiply(() => -Infinity);
      expect(process.lnE).toBe(restarts ? lnHeldBackAfter(2) : -Infinity);
    }
  });
});

test('bets that are reconsidered leave E what it is', () => {
  const process = new EProcess({ bets: [1, 2], weights: [1, 3] }, { restarts: false });
  process.multiply((bet) => (bet === 1 ? 2 : -60));
  const { lnE } = process;
  process.spread(0.1);
  expect(process.lnE).toBeCloseTo(lnE, 12);
  process.multiply((bet) => (bet === 1 ? -60 : 0));
  expect(process.lnE).toBeCloseTo(lnE + Math.log(0.1 * 0.75), 9);
});

test('starting anew forgets every look', () => {
  const process = new EProcess(ROLLBACK_MIXTURE, { restarts: true });
  process.multiply(() => 2);
  process.restart();
  expect(process.lnE).toBe(0);
  process.multiply(() => 0);
  expect(process.lnE).toBeCloseTo(0, 12);
});
