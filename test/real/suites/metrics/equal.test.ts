import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ForeignSource } from '../../../../packages/metrics/src/registry.ts';
import { millis, type Environment } from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { count, FAILING, HEALTHY, Life, steady, type BothWays, type Look } from './life.ts';
import { Prometheus } from './prometheus.ts';
import { sourceOf, V1, V2 } from './shop.ts';

/** Verdicts by way of a real Prometheus equal those from the same counters fed directly. */

let prometheus: Prometheus;
let life: Life;
let environment: Environment;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  life = await Life.begin('shop');
  undo.defer(() => life.end());
  prometheus = await Prometheus.scraping(part, life.ports);
  undo.defer(async () => prometheus.remove());
  environment = life.measured({ url: prometheus.url });
});

afterAll(async () => undo.disposeAsync());

async function judgedBothWays(looks: readonly Look[]): Promise<BothWays> {
  return life.judgedBothWays(environment, looks, async (look) => life.inSight(prometheus.url, look));
}

it('a healthy candidate', async () => {
  const { through, direct } = await judgedBothWays(steady(30, HEALTHY));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

it('a candidate that fails', async () => {
  const { through, direct } = await judgedBothWays(steady(6, FAILING));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'availability' });
});

it('a process that begins anew, one that vanishes and comes back, a candidate that is gone for a while', async () => {
  const looks: readonly Look[] = [
    ...steady(3, HEALTHY),
    // The second process is started again: its counters begin at 0.
    { stable: [count('v1', 2_000, 8), count('v1', 300, 0)], candidate: count('v2', 1_600, 4) },
    // The first can't be scraped; its counters run on.
    { stable: [null, count('v1', 700, 2)], candidate: count('v2', 2_000, 5) },
    { stable: [count('v1', 3_000, 12), count('v1', 1_200, 4)], candidate: count('v2', 2_400, 6) },
    // Nothing is known of the candidate.
    { stable: [count('v1', 3_500, 14), count('v1', 1_700, 6)], candidate: null },
    { stable: [count('v1', 4_000, 16), count('v1', 2_200, 8)], candidate: count('v2', 3_200, 8) },
    // It was started again.
    { stable: [count('v1', 4_500, 18), count('v1', 2_700, 10)], candidate: count('v2', 350, 1) },
  ];
  const { through, direct } = await judgedBothWays(looks);
  expect(through).toEqual(direct);
  expect(through[6]).toMatchObject({ kind: 'no-data' });
  expect(through.at(-1)).not.toMatchObject({ kind: 'no-data' });
});

/** A scrape comes when its time has come. */
const SOON = { timeout: 15_000 };

it('Prometheus is away, comes back with what it knew, and stalls', async () => {
  const look: Look = { stable: [count('v1', 100, 1), count('v1', 100, 1)], candidate: count('v2', 100, 1) };
  life.expose(look);
  await life.inSight(prometheus.url, look);
  const source = await sourceOf(environment);
  const hasty = await sourceOf(environment, 1_000);
  const kinds = async (from: ForeignSource): Promise<unknown> =>
    (await from.read(environment.slos, { candidate: V2, stable: V1 })).map(({ candidate }) => candidate.kind);
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
  await prometheus.stop();
  expect(await kinds(source)).toEqual(['source-down', 'source-down']);
  await prometheus.start();
  await prometheus.scrapesAgain();
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
  prometheus.stall();
  try {
    // What it was asked before it stands still it may yet answer.
    await expect.poll(async () => kinds(hasty), SOON).toEqual(['source-down', 'source-down']);
  } finally {
    prometheus.resume();
  }
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
});

it('what was scraped too long ago is no data', async () => {
  const slow = environment.slos.map((slo) =>
    slo.source.kind === 'prometheus'
      ? { ...slo, source: { ...slo.source, server: { ...slo.source.server, maxAge: millis(0) } } }
      : slo,
  );
  const source = await sourceOf(environment);
  const readings = await source.read(slow, { candidate: V2, stable: V1 });
  expect(readings.map(({ candidate }) => candidate.kind)).toEqual(['no-data', 'no-data']);
});
