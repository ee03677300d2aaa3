import { expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { Random } from './testing/random.ts';
import { merge, ticksOf, type Traffic } from './testing/rollout.ts';
import type { Counts, Reading, Tick, Verdict } from './types.ts';

const SLI = { name: 'availability', budget: 0.01 };
const TRAFFIC: Traffic = { rps: 200, weight: 25, candidateRate: 0.008, stableRate: 0.005 };

const ticks = (seed: number, name = SLI.name): Tick[] => ticksOf(name, 60, TRAFFIC, new Random(seed));

function verdicts(all: readonly Tick[], slis = [SLI]): Verdict[] {
  const judge = createJudge(slis, DEFAULT_SETTINGS);
  return all.map((tick) => judge.observe(tick));
}

const changed = (all: readonly Tick[], change: (reading: Reading, index: number) => Reading): Tick[] =>
  all.map((tick, index) => ({
    ...tick,
    readings: tick.readings.map((one) => ({
      ...one,
      candidate: change(one.candidate, index),
      stable: one.stable === null ? null : change(one.stable, index),
    })),
  }));

const SEEDS = [1, 2, 3, 4, 5];

test.each(SEEDS)('the order of series and SLIs does not matter (%d)', (seed) => {
  const slis = [SLI, { name: 'latency', budget: 0.02 }];
  const both = merge(ticks(seed), ticks(seed + 100, 'latency'));
  const shuffled = changed(both, (reading) =>
    reading.kind === 'cumulative' ? { ...reading, series: reading.series.toReversed() } : reading,
  ).map((tick) => ({ ...tick, readings: tick.readings.toReversed() }));
  expect(verdicts(shuffled, slis)).toEqual(verdicts(both, slis));
});

test.each(SEEDS)('counters that restart from 0 change nothing (%d)', (seed) => {
  const all = ticks(seed);
  const restarted = 30;
  const offset = new Map<string, { bad: number; total: number }>();
  const withRestart = changed(all, (reading, index) => {
    if (reading.kind !== 'cumulative') return reading;
    if (index === restarted) for (const { id, bad, total } of reading.series) offset.set(id, { bad, total });
    if (index <= restarted) return reading;
    return {
      ...reading,
      series: reading.series.map(({ id, bad, total }) => {
        const at = offset.get(id) ?? { bad: 0, total: 0 };
        return { id, bad: bad - at.bad, total: total - at.total };
      }),
    };
  });
  expect(verdicts(withRestart)).toEqual(verdicts(all));
});

test.each(SEEDS)('counters that did not start at 0 change nothing (%d)', (seed) => {
  const older = changed(ticks(seed), (reading) =>
    reading.kind === 'cumulative'
      ? {
          ...reading,
          series: reading.series.map(({ id, bad, total }) => ({ id, bad: bad + 70, total: total + 9_000 })),
        }
      : reading,
  );
  expect(verdicts(older)).toEqual(verdicts(ticks(seed)));
});

test.each(SEEDS)('intervals say the same as the counters of a single series (%d)', (seed) => {
  const all = changed(ticks(seed), (reading) =>
    reading.kind === 'cumulative'
      ? { ...reading, series: [{ id: 'all', ...sumOf(reading.series) }] }
      : reading,
  );
  const before = new Map<string, { bad: number; total: number }>();
  const asIntervals = all.map((tick) => ({
    ...tick,
    readings: tick.readings.map((one) => ({
      ...one,
      candidate: interval('candidate', one.candidate),
      stable: one.stable === null ? null : interval('stable', one.stable),
    })),
  }));
  function interval(release: string, reading: Reading): Reading {
    if (reading.kind !== 'cumulative') return reading;
    const { bad, total } = sumOf(reading.series);
    const last = before.get(release) ?? { bad: 0, total: 0 };
    before.set(release, { bad, total });
    return { kind: 'interval', bad: bad - last.bad, total: total - last.total };
  }
  expect(verdicts(asIntervals)).toEqual(verdicts(all));
});

function sumOf(series: readonly Counts[]): Counts {
  return {
    bad: series.reduce((sum, { bad }) => sum + bad, 0),
    total: series.reduce((sum, { total }) => sum + total, 0),
  };
}

test('the same ticks give the same verdicts', () => {
  expect(verdicts(ticks(1))).toEqual(verdicts(ticks(1)));
});
