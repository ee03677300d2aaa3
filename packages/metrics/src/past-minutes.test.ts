import { instant } from '@glidepath/model';
import { expect, test } from 'vitest';
import { minutesIn, pastOf, pastSpan } from './past-minutes.ts';
import { V1 } from './prometheus/testing/slos.ts';

const UNTIL = Date.UTC(2026, 0, 1, 12, 0, 40);

test('whole minutes up to the rollout, or up to what is settled', () => {
  const past = { release: V1, until: instant(UNTIL), minutes: 2 };
  const noon = Date.UTC(2026, 0, 1, 12);
  expect(pastSpan(past, Infinity)).toEqual({ from: noon - 120_000, to: noon });
  expect(pastSpan(past, UNTIL - 60_000).to).toBe(noon - 60_000);
  expect(minutesIn(pastSpan(past, Infinity))).toEqual([
    { from: noon - 120_000, to: noon - 60_000 },
    { from: noon - 60_000, to: noon },
  ]);
});

test('a minute without requests is left out', () => {
  const some = { bad: 1, total: 9 };
  expect(pastOf('a', [some, { bad: 0, total: 0 }, some]).minutes).toEqual([some, some]);
});
