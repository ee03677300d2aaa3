import { expect, test } from 'vitest';
import { release } from '../test-support/releases.ts';
import { Metrics, type Outcome } from './metrics.ts';

const one = release('one');
const two = release('two');

function record(metrics: Metrics, outcome: Outcome, durationMs: number | null, begun = true): void {
  metrics.record({ digest: one.digest, name: one.name, outcome, durationMs, begun });
}

const answered = (status: number): Outcome => ({ kind: 'answered', status });

test('counts requests, failures and answers within a threshold, its edge included', async () => {
  const metrics = new Metrics('boot');
  metrics.setThresholds([300, 125]);
  metrics.meet(two.digest, two.name);
  record(metrics, answered(200), 125);
  record(metrics, answered(404), 250);
  record(metrics, answered(500), 375);
  record(metrics, { kind: 'cut' }, 500);
  record(metrics, answered(101), null);
  expect(await metrics.counters()).toEqual([
    {
      digest: two.digest,
      series: 'boot-1',
      requests: 0,
      failures: 0,
      latency: {
        count: 0,
        sumMs: 0,
        within: [
          { thresholdMs: 125, count: 0 },
          { thresholdMs: 300, count: 0 },
        ],
      },
    },
    {
      digest: one.digest,
      series: 'boot-1',
      requests: 5,
      failures: 2,
      latency: {
        count: 4,
        sumMs: 1250,
        within: [
          { thresholdMs: 125, count: 1 },
          { thresholdMs: 300, count: 2 },
        ],
      },
    },
  ]);
});

test('a client that left counts for nothing, unless it waited in vain for longer than any objective', async () => {
  const metrics = new Metrics('boot');
  metrics.setThresholds([100, 300]);
  record(metrics, { kind: 'left' }, 299, false);
  record(metrics, { kind: 'left' }, 5000, true);
  record(metrics, { kind: 'left' }, 5000, false);
  const [counters] = await metrics.counters();
  expect(counters).toMatchObject({ requests: 0, failures: 0, latency: { count: 1 } });
  expect(counters?.latency.within).toEqual([
    { thresholdMs: 100, count: 0 },
    { thresholdMs: 300, count: 0 },
  ]);
});

test('other thresholds make a new series, the same ones do not', async () => {
  const metrics = new Metrics('boot');
  metrics.setThresholds([300]);
  record(metrics, answered(200), 50);
  metrics.setThresholds([300, 300]);
  expect(await metrics.counters()).toMatchObject([{ series: 'boot-1', requests: 1, latency: { count: 1 } }]);
  metrics.setThresholds([300, 400]);
  expect(await metrics.counters()).toMatchObject([{ series: 'boot-2', requests: 1, latency: { count: 0 } }]);
});

test('a forgotten release leaves nothing behind', async () => {
  const metrics = new Metrics('boot');
  record(metrics, answered(200), 50);
  record(metrics, answered(502), 50);
  expect(await metrics.registry.metrics()).toContain('release="one"');
  metrics.forget(one.digest);
  expect(await metrics.registry.metrics()).not.toContain('release="one"');
  expect(metrics.known()).toEqual([]);
});
