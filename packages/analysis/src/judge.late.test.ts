import { describe, expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { START } from './testing/rollout.ts';
import type { Judge, Reading, Verdict } from './types.ts';

const SLI = 'availability';
const POLL_S = 5;

/** What a source shows at a second of the rollout; 20 and 180 requests are made in each. */
type Counted = (second: number) => { readonly candidate: Reading; readonly stable: Reading };

const counter = (id: string, second: number, rps: number, bad = 0): Reading => ({
  kind: 'cumulative',
  series: [{ id, bad, total: Math.max(0, second) * rps }],
});

const both = (second: number): ReturnType<Counted> => ({
  candidate: counter('candidate', second, 20),
  stable: counter('stable', second, 180, Math.floor(Math.max(0, second) * 0.9)),
});

/** Scraped by the minute, at once. */
const scraped: Counted = (second) => both(Math.floor((second - 20) / 60) * 60 + 20);

/** By whole minutes, 45 s late, and told so. */
const late: Counted = (second) => {
  const until = Math.floor((second - 45) / 60) * 60;
  const { candidate, stable } = both(until);
  const told = { until: START + until * 1000 };
  return { candidate: { ...candidate, ...told }, stable: { ...stable, ...told } };
};

function look(judge: Judge, counted: Counted, second: number): Verdict {
  return judge.observe({
    at: START + second * 1000,
    weight: 10,
    readings: [{ sli: SLI, ...counted(second) }],
  });
}

/** Candidate's requests that count for the step, by the second of the look. A second step begins at `stepAt`. */
function inStep(counted: Counted, stepAt: number, until: number): Map<number, number> {
  const judge = createJudge([{ name: SLI, budget: 0.01 }], DEFAULT_SETTINGS);
  judge.startStep(START);
  const seen = new Map<number, number>();
  for (let second = 0; second <= until; second += POLL_S) {
    const { evidence } = look(judge, counted, second);
    seen.set(second, evidence.slis[0]?.candidate.total ?? NaN);
    if (second === stepAt) judge.startStep(START + second * 1000);
  }
  return seen;
}

describe('requests from before a step do not count for it', () => {
  test('where counters are scraped once a minute', () => {
    // Scrapes at 20, 80, 140, ...: that of 320 has 30 s from before the step at 290, that of 380 has none.
    const seen = inStep(scraped, 290, 460);
    expect(seen.get(320)).toBe(0);
    expect(seen.get(375)).toBe(0);
    expect(seen.get(380)).toBe(1_200);
    expect(seen.get(440)).toBe(2_400);
  });

  test('where the counts of a minute come 45 s after it', () => {
    // At 345 come those of 240 to 300, at 405 those of 300 to 360.
    const seen = inStep(late, 290, 480);
    expect(seen.get(345)).toBe(0);
    expect(seen.get(400)).toBe(0);
    expect(seen.get(405)).toBe(1_200);
  });

  test('and all count that were made after it, where counts come in at every look', () => {
    expect(inStep(both, 290, 300).get(295)).toBe(100);
  });
});

/** 90 s late. 3 of 20 requests fail in the first minute, none later. */
const cold: Counted = (second) => {
  const until = Math.max(0, second - 90);
  const told = { until: START + (second - 90) * 1000 };
  return {
    candidate: { ...counter('candidate', until, 20, Math.min(60, until) * 3), ...told },
    stable: { ...both(until).stable, ...told },
  };
};

test('counts that are late by more than the warm-up are those of a candidate that is warming up', () => {
  const judge = createJudge([{ name: SLI, budget: 0.01 }], DEFAULT_SETTINGS);
  judge.startStep(START);
  for (let second = 0; second <= 145; second += POLL_S) {
    expect(look(judge, cold, second).evidence.slis[0]?.lnPromotion).toBeLessThanOrEqual(0);
  }
  for (let second = 150; second <= 1_500; second += POLL_S) {
    expect(look(judge, cold, second).kind).not.toBe('breach');
  }
  expect(look(judge, cold, 1_505).kind).toBe('healthy');
});
