import { expect, test } from 'vitest';
import { minutesOf } from './minutes.ts';
import type { Reading } from './types.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

function at(minute: number, reading: Reading): { at: number; reading: Reading } {
  return { at: START + minute * MINUTE, reading };
}

/** `id`, bad and total of each series. */
function counted(...series: readonly (readonly [string, number, number])[]): Reading {
  return { kind: 'cumulative', series: series.map(([id, bad, total]) => ({ id, bad, total })) };
}

const GONE: Reading = { kind: 'no-data', why: 'gone' };

test('the growth of all series from minute to minute; the first reading says only where they stand', () => {
  const readings = [
    at(0, counted(['a', 5, 1000], ['b', 1, 500])),
    at(1, counted(['a', 6, 1100], ['b', 1, 550])),
    at(2, counted(['a', 6, 1200], ['b', 3, 610])),
  ];
  expect(minutesOf(readings)).toEqual([
    { bad: 1, total: 150 },
    { bad: 2, total: 160 },
  ]);
});

test('a counter that began anew, and a series that came later, count from 0', () => {
  const readings = [
    at(0, counted(['a', 5, 1000])),
    at(1, counted(['a', 1, 40])),
    at(2, counted(['a', 1, 90], ['b', 2, 30])),
  ];
  expect(minutesOf(readings)).toEqual([
    { bad: 1, total: 40 },
    { bad: 2, total: 80 },
  ]);
});

test('what came in over a gap is no minute', () => {
  const readings = [
    at(0, counted(['a', 0, 100])),
    at(1, GONE),
    at(2, counted(['a', 9, 300])),
    at(3, counted(['a', 9, 400])),
    at(5, counted(['a', 9, 600])),
    at(6, counted(['a', 10, 700])),
  ];
  expect(minutesOf(readings)).toEqual([
    { bad: 0, total: 100 },
    { bad: 1, total: 100 },
  ]);
});

test('a minute without a request tells nothing', () => {
  expect(minutesOf([at(0, counted(['a', 1, 10])), at(1, counted(['a', 1, 10]))])).toEqual([]);
});
