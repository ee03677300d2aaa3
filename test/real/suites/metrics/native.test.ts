import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { millis } from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { count, FAILING, HEALTHY, Life, steady, type BothWays, type Look } from './life.ts';
import { NATIVE } from './native-exposition.ts';
import { Prometheus } from './prometheus.ts';
import { sourceOf, V1, V2 } from './shop.ts';

/** Native histograms on a real Prometheus that stores them. */

const lives = new Map<string, Life>();
let prometheus: Prometheus;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  for (const group of ['healthy', 'failing', 'restarted', 'edges', 'spent']) {
    const life = await Life.begin(group, NATIVE, latency);
    undo.defer(() => life.end());
    lives.set(group, life);
  }
  prometheus = await Prometheus.scraping(
    part,
    [...lives.values()].flatMap(({ ports }) => ports),
    { interval: '1s', nativeHistograms: true },
  );
  undo.defer(async () => prometheus.remove());
});

afterAll(async () => undo.disposeAsync());

function lifeOf(group: string): Life {
  const life = lives.get(group);
  if (life === undefined) throw new Error(`no exporters for ${group}`);
  return life;
}

/** 0.5 s, the usual threshold here, is an edge of every resolution. */
function latency(group: string, objective = '95% under 500ms', more = ''): string {
  return `  latency: { objective: ${objective}, prometheus: { native-histogram: 'request_duration_seconds{group="${group}"}', split: version${more} } }\n`;
}

async function judged(group: string, looks: readonly Look[]): Promise<BothWays> {
  const life = lifeOf(group);
  const environment = life.measured({ url: prometheus.url });
  return life.judgedBothWays(environment, looks, async (look) => life.inSight(prometheus.url, look));
}

it.concurrent('a healthy candidate passes', async () => {
  const { through, direct } = await judged('healthy', steady(10, HEALTHY, 10));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

it.concurrent('a candidate that is late is found out', async () => {
  const { through, direct } = await judged('failing', steady(8, FAILING));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'latency' });
});

it.concurrent('processes that begin anew, and a candidate that is gone for a while', async () => {
  const { through, direct } = await judged('restarted', [
    ...steady(3, HEALTHY, 10),
    { stable: [count('v1', 300, 0), count('v1', 20_000, 90)], candidate: count('v2', 350, 1) },
    { stable: [count('v1', 5_300, 20), count('v1', 25_000, 120)], candidate: null },
    { stable: [count('v1', 10_300, 40), count('v1', 30_000, 150)], candidate: count('v2', 8_000, 20) },
    { stable: [count('v1', 15_300, 60), count('v1', 35_000, 180)], candidate: count('v2', 12_000, 30) },
  ]);
  expect(through).toEqual(direct);
  expect(through[4]).toMatchObject({ kind: 'no-data' });
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

describe.concurrent('a threshold in the middle of a bucket', () => {
  it('is told with the edges beside it, and the nearest counts where one asks for it', async () => {
    const life = lifeOf('edges');
    const [look] = steady(1, HEALTHY);
    if (look === undefined) throw new Error('no look');
    life.expose(look);
    await life.inSight(prometheus.url, look);
    const asked = async (more: string): Promise<{ check: string; total: number; bad: number }> => {
      const slos = latency('edges', '95% under 200ms', more);
      const environment = life.measured({ url: prometheus.url, slos });
      const source = await sourceOf(environment);
      const [check] = await source.check(environment.slos, { candidate: V2, stable: V1 });
      const [reading] = await source.read(environment.slos, { candidate: V2, stable: V1 });
      const said = reading?.candidate;
      const series = said?.kind === 'cumulative' ? said.series : [];
      return {
        check: check?.trouble?.why ?? 'sound',
        total: series.reduce((sum, { total }) => sum + total, 0),
        bad: series.reduce((sum, { bad }) => sum + bad, 0),
      };
    };
    const all = 400 + HEALTHY;
    const exact = await asked('');
    expect(exact).toMatchObject({ total: 0, bad: 0 });
    // The edges beside it: 2^(-19/8) and 2^(-18/8).
    expect(exact.check).toMatch(/0\.192.*0\.210/);
    expect(await asked(', edge: below')).toEqual({ check: 'sound', total: all, bad: all });
    expect(await asked(', edge: above')).toEqual({ check: 'sound', total: all, bad: HEALTHY });
  });
});

it.concurrent('what was spent in a minute is told for the whole service', async () => {
  const life = lifeOf('spent');
  const environment = life.measured({ url: prometheus.url });
  const [slo] = environment.slos;
  if (slo === undefined) throw new Error('no SLO');
  const source = await sourceOf(environment);
  const looks = steady(12, FAILING);
  for (const look of looks) {
    life.expose(look);
    await life.inSight(prometheus.url, look);
  }
  const [spent] = await source.spent([{ slo, windows: [millis(60_000)] }], millis(10_000));
  if (spent?.kind !== 'counts') throw new Error(JSON.stringify(spent));
  const [window] = spent.windows;
  // From the first look to the last, 11 times; `increase` reckons with a little more at both ends.
  const total = 11 * (502 + 483 + 480);
  expect(window?.total).toBeGreaterThan(0.9 * total);
  expect(window?.total).toBeLessThan(1.3 * total);
  const share = (2 + 3 + FAILING) / (502 + 483 + 480);
  expect((window?.bad ?? 0) / (window?.total ?? 1)).toBeCloseTo(share, 2);
});
