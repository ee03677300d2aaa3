import { instant, millis, percent, type Slo } from '@glidepath/model';
import { describe, expect, test } from 'vitest';
import { createCounters, readingOf, type Asking } from './counters.ts';
import type { ReleaseCounters, Snapshot } from './protocol.ts';
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

/** Out of reach. */
const SILENT: Asking = {
  count: async () => ({ kind: 'down', why: 'gone' }),
  remember: async () => ({ kind: 'down', why: 'gone' }),
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
  const source = createCounters({
    ...SILENT,
    count: async () => ({ kind: 'counted', counters: { releases } }),
  });
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
  const source = createCounters(SILENT);
  const down = { kind: 'source-down', why: 'gone' };
  expect(await source.read([availability, latency], { candidate: one, stable: two })).toEqual([
    { sli: 'availability', candidate: down, stable: down, latency: { candidate: null, stable: null } },
    { sli: 'latency', candidate: down, stable: down, latency: { candidate: null, stable: null } },
  ]);
});

describe('the past', () => {
  const START = Date.UTC(2026, 0, 1);

  /** The counters of release one as they stood at a minute. */
  function snapshot(minute: number, requests: number, failures: number, series = 'boot-1'): Snapshot {
    const within = [{ thresholdMs: 300, count: requests - 2 * failures }];
    return {
      at: START + minute * 60_000,
      releases: [
        { digest: one.digest, series, requests, failures, latency: { count: requests, sumMs: 0, within } },
      ],
    };
  }

  async function pastOf(snapshots: readonly Snapshot[], until: number, minutes = 30) {
    const remember = async () => ({ kind: 'remembered', snapshots }) as const;
    const past = { release: one, until: instant(START + until * 60_000), minutes };
    return createCounters({ ...SILENT, remember }).history?.([availability, latency], past);
  }

  test('is what each SLO counted from snapshot to snapshot, up to the rollout', async () => {
    const snapshots = [
      snapshot(0, 1000, 10),
      snapshot(1, 1100, 11),
      snapshot(2, 1250, 11),
      snapshot(3, 1300, 12),
    ];
    expect(await pastOf(snapshots, 2.5)).toEqual([
      {
        sli: 'availability',
        minutes: [
          { bad: 1, total: 100 },
          { bad: 0, total: 150 },
        ],
        why: null,
      },
      {
        sli: 'latency',
        minutes: [
          { bad: 2, total: 100 },
          { bad: 0, total: 150 },
        ],
        why: null,
      },
    ]);
    expect(await pastOf(snapshots, 3, 1)).toMatchObject([
      { minutes: [{ bad: 1, total: 50 }] },
      { minutes: [{ bad: 2, total: 50 }] },
    ]);
  });

  test('has no minute in which the counters began anew, or the release was not there', async () => {
    const gone = { ...snapshot(3, 0, 0), releases: [] };
    const snapshots = [
      snapshot(0, 1000, 10),
      snapshot(1, 1100, 10, 'boot-2'),
      snapshot(2, 1200, 10, 'boot-2'),
      gone,
      snapshot(4, 1400, 10, 'boot-2'),
    ];
    expect(await pastOf(snapshots, 5)).toMatchObject([{ minutes: [{ bad: 0, total: 100 }] }, {}]);
  });

  test('of a daemon that can not tell is told as such', async () => {
    const past = { release: one, until: instant(START), minutes: 30 };
    expect(await createCounters(SILENT).history?.([availability], past)).toEqual([
      { sli: 'availability', minutes: [], why: 'gone' },
    ]);
  });
});
