import { millis, percent, type Slo } from '@glidepath/model';
import { expect, test } from 'vitest';
import { createCounters, readingOf } from './counters.ts';
import type { ReleaseCounters } from './protocol.ts';
import { release } from './test-support/releases.ts';

const one = release('one');
const two = release('two');
const availability: Slo = {
  name: 'availability',
  objective: { kind: 'availability', target: percent(99) },
  weight: 1,
  source: { kind: 'target' },
};
const latency: Slo = {
  name: 'latency',
  objective: { kind: 'latency', target: percent(99), threshold: millis(300) },
  weight: 1,
  source: { kind: 'target' },
};

const counters: ReleaseCounters = {
  digest: one.digest,
  series: 'boot-1',
  requests: 100,
  failures: 7,
  latency: { count: 90, sumMs: 1234, within: [{ thresholdMs: 300, count: 80 }] },
};

test('availability and latency as cumulative series, named by daemon and release', () => {
  const counted = { kind: 'counted', counters: { releases: [counters] } } as const;
  const id = `boot-1-${one.digest}`;
  expect(readingOf(availability, { candidate: one, stable: null }, counted)).toEqual({
    sli: 'availability',
    candidate: { kind: 'cumulative', series: [{ id, bad: 7, total: 100 }] },
    stable: null,
    latency: { candidate: { sumMs: 1234, count: 90 }, stable: null },
  });
  expect(readingOf(latency, { candidate: one, stable: two }, counted)).toEqual({
    sli: 'latency',
    candidate: { kind: 'cumulative', series: [{ id, bad: 10, total: 90 }] },
    stable: { kind: 'no-data', why: `The supervisor knows no release two (${two.digest}).` },
    latency: { candidate: { sumMs: 1234, count: 90 }, stable: null },
  });
});

test('each of several thresholds is counted by itself', async () => {
  const within = [...counters.latency.within, { thresholdMs: 1000, count: 88 }];
  const releases = [{ ...counters, latency: { ...counters.latency, within } }];
  const source = createCounters(async () => ({ kind: 'counted', counters: { releases } }));
  const longer: Slo = {
    ...latency,
    name: 'longer',
    objective: { kind: 'latency', target: percent(99.9), threshold: millis(1000) },
  };
  const found = await source.read([latency, longer], { candidate: one, stable: null });
  expect(found.map(({ sli, candidate }) => [sli, candidate])).toMatchObject([
    ['latency', { series: [{ bad: 10, total: 90 }] }],
    ['longer', { series: [{ bad: 2, total: 90 }] }],
  ]);
});

test('a threshold that is not counted yet is no data', () => {
  const counted = {
    kind: 'counted',
    counters: { releases: [{ ...counters, latency: { ...counters.latency, within: [] } }] },
  } as const;
  expect(readingOf(latency, { candidate: one, stable: null }, counted).candidate).toEqual({
    kind: 'no-data',
    why: 'The supervisor does not count answers within 300 ms yet.',
  });
});

test('a daemon out of reach is a source that is down, for both releases', async () => {
  const source = createCounters(async () => ({ kind: 'down', why: 'gone' }));
  const down = { kind: 'source-down', why: 'gone' };
  expect(await source.read([availability, latency], { candidate: one, stable: two })).toEqual([
    { sli: 'availability', candidate: down, stable: down, latency: { candidate: null, stable: null } },
    { sli: 'latency', candidate: down, stable: down, latency: { candidate: null, stable: null } },
  ]);
});
