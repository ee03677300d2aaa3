import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createJudge,
  type Reading,
  type SliReading,
  type Verdict,
} from '../../../../packages/analysis/src/index.ts';
import { settingsOf, sliSpecOf } from '../../../../packages/conductor/src/index.ts';
import { createSource, type ForeignSource } from '../../../../packages/metrics/src/registry.ts';
import {
  digest,
  millis,
  readDelivery,
  type Environment,
  type Release,
} from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Exporter, type Counted } from './exporter.ts';
import { Prometheus } from './prometheus.ts';

/**
 * A day in the life of two releases, look by look: what the stable release's two processes and the candidate's one have
 * counted. Null: the process is gone.
 */
interface Look {
  readonly stable: readonly [Counted | null, Counted | null];
  readonly candidate: Counted | null;
}

let prometheus: Prometheus;
let exporters: readonly Exporter[];
let environment: Environment;
let source: ForeignSource;
const undo = new AsyncDisposableStack();

const V1 = releaseOf('v1', 'a');
const V2 = releaseOf('v2', 'b');

function releaseOf(name: string, letter: string): Release {
  return { digest: digest(`sha256:${letter.repeat(64)}`), name, commit: null, committedAt: null };
}

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  exporters = await Promise.all([Exporter.start(), Exporter.start(), Exporter.start()]);
  undo.defer(() => exporters.forEach((exporter) => exporter.stop()));
  prometheus = await Prometheus.scraping(
    part,
    exporters.map(({ port }) => port),
  );
  undo.defer(async () => prometheus.remove());
  environment = environmentAt(prometheus.url);
  source = await sourceOf(environment);
});

afterAll(async () => undo.disposeAsync());

function environmentAt(url: string): Environment {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [availability, latency]
    analysis: { warm-up: 0s }
slos:
  availability: { objective: 99%, prometheus: { total: requests_total, bad: 'requests_total{code=~"5.."}', split: version } }
  latency: { objective: 95% under 300ms, prometheus: { histogram: duration_seconds, split: version } }
sources: { prometheus: { url: "${url}" } }
`,
    'delivery.yml',
  );
  const [first] = read.ok ? read.delivery.environments : [];
  if (first === undefined) throw new Error(JSON.stringify(read));
  return first;
}

async function sourceOf({ slos }: Environment): Promise<ForeignSource> {
  const spec = slos[0]?.source;
  if (spec === undefined || spec.kind === 'target') throw new Error('the SLO is measured elsewhere');
  return createSource(spec, { env: {}, workspace: import.meta.dirname, lookLimit: millis(10_000) });
}

/** The same looks by way of Prometheus and straight to the judge. */
async function judgedBothWays(looks: readonly Look[]): Promise<{ through: unknown[]; direct: unknown[] }> {
  const specs = environment.slos.map(sliSpecOf);
  const settings = settingsOf(environment.analysis);
  const [one, other] = [createJudge(specs, settings), createJudge(specs, settings)];
  const through: unknown[] = [];
  const direct: unknown[] = [];
  const fresh = await sourceOf(environment);
  for (const [index, look] of looks.entries()) {
    const processes = [...look.stable, look.candidate];
    exporters.forEach((exporter, at) => (exporter.counted = processes[at] ?? null));
    // Twice: a scrape that was under way may have seen what was before.
    await prometheus.scrapesAgain();
    await prometheus.scrapesAgain();
    const tick = { at: 1_700_000_000_000 + index * 5_000, weight: 30 };
    const readings = await fresh.read(environment.slos, { candidate: V2, stable: V1 });
    through.push(essence(one.observe({ ...tick, readings })));
    direct.push(
      essence(other.observe({ ...tick, readings: ['availability', 'latency'].map((sli) => fed(sli, look)) })),
    );
  }
  return { through, direct };
}

/** The verdict without its words, which name a gap as the source knows it. */
function essence(verdict: Verdict): unknown {
  return { ...verdict, reason: null };
}

function fed(sli: string, { stable, candidate }: Look): SliReading {
  return { sli, candidate: counters(sli, [candidate]), stable: counters(sli, stable) };
}

function counters(sli: string, processes: readonly (Counted | null)[]): Reading {
  const series = processes.flatMap((counted, index) => {
    if (counted === null) return [];
    const total = counted.good + counted.bad;
    return [{ id: String(index), total, bad: sli === 'latency' ? counted.slow : counted.bad }];
  });
  return series.length === 0 ? { kind: 'no-data', why: 'gone' } : { kind: 'cumulative', series };
}

function count(version: string, good: number, bad: number, slow = bad): Counted {
  return { version, good, bad, slow };
}

/** Looks in which every process goes on at its own pace, from 1 on. */
function steady(looks: number, candidateBad: number): readonly Look[] {
  return Array.from({ length: looks }, (_, index) => {
    const n = index + 1;
    return {
      stable: [count('v1', 500 * n, 2 * n), count('v1', 480 * n, 3 * n)],
      candidate: count('v2', 400 * n, candidateBad * n),
    };
  });
}

it('a healthy candidate', async () => {
  const { through, direct } = await judgedBothWays(steady(30, 1));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

it('a candidate that fails', async () => {
  const { through, direct } = await judgedBothWays(steady(6, 80));
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'availability' });
});

it('a process that begins anew, one that vanishes and comes back, a candidate that is gone for a while', async () => {
  const looks: readonly Look[] = [
    ...steady(3, 1),
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
  exporters.forEach((exporter, at) => (exporter.counted = count(at === 2 ? 'v2' : 'v1', 100, 1)));
  await prometheus.scrapesAgain();
  await prometheus.scrapesAgain();
  const [slo] = environment.slos;
  if (slo?.source.kind !== 'prometheus') throw new Error('the SLO is measured elsewhere');
  const hasty = await createSource(slo.source, { env: {}, workspace: '/', lookLimit: millis(1_000) });
  const kinds = async (from: ForeignSource): Promise<unknown> =>
    (await from.read(environment.slos, { candidate: V2, stable: V1 })).map(({ candidate }) => candidate.kind);
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
  await prometheus.stop();
  expect(await kinds(source)).toEqual(['source-down', 'source-down']);
  await prometheus.start();
  await prometheus.scrapesAgain();
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
  prometheus.stall();
  expect(await kinds(hasty)).toEqual(['source-down', 'source-down']);
  prometheus.resume();
  await expect.poll(async () => kinds(source), SOON).toEqual(['cumulative', 'cumulative']);
});

it('what was scraped too long ago is no data', async () => {
  const slow = environmentAt(prometheus.url).slos.map((slo) =>
    slo.source.kind === 'prometheus'
      ? { ...slo, source: { ...slo.source, server: { ...slo.source.server, maxAge: millis(0) } } }
      : slo,
  );
  const readings = await source.read(slow, { candidate: V2, stable: V1 });
  expect(readings.map(({ candidate }) => candidate.kind)).toEqual(['no-data', 'no-data']);
});
