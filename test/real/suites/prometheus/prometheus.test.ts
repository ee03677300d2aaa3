import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { CANARY, freePort, Service, until, type ActionRun } from '../../../harness/index.ts';
import type { ReleaseCounters } from '../../../../packages/targets/src/local/protocol.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus, type PrometheusPart } from '../../parts/prometheus.ts';
import { Daemon } from './daemon.ts';
import { documentedConfig, documentedQueries } from './documented.ts';
import { PrometheusServer } from './server.ts';
import { SLOW_MS, Visitors, type Visits } from './visitors.ts';

/** The harness's objective on latency. */
const THRESHOLD_MS = 80;

/** What three sides say of one release when all is over. */
interface Book {
  readonly name: string;
  readonly visits: Visits;
  readonly daemon: ReleaseCounters;
}

let part: PrometheusPart;
let service: Service;
let prometheus: PrometheusServer;
let metricsUrl: string;
let books: readonly Book[];
/** Undone in the end, the last first, however far we came. */
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  part = await ensurePrometheus(openCache(process.env, () => undefined));
  const metricsPort = await freePort();
  metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  // The harness's environment ends with its target, so that one more key of the target can follow.
  service = await Service.create(`        metrics-port: ${metricsPort}\n${CANARY}`);
  undo.defer(async () => service.remove());
  prometheus = await PrometheusServer.start(part, documentedConfig(metricsPort));
  undo.defer(async () => prometheus.stop());
  books = await deliverThree();
  await prometheus.scrapesAgain();
});

afterAll(async () => undo.disposeAsync());

/** A first release, a healthy one and a failing one, under traffic from before the first verdict to after the last. */
async function deliverThree(): Promise<readonly Book[]> {
  const daemon = new Daemon(service.stateDir);
  service.release('v1');
  const first = service.deploy('v1');
  // Not asked over HTTP: these requests would be counted too.
  await until('v1 to serve', async () => {
    const state = await daemon.state().catch(() => null);
    return state?.releases.some(({ share }) => share === 100);
  });
  const visitors = new Visitors(service.url);
  undo.defer(async () => void (await visitors.stop()));
  const digests = new Map([['v1', await digestOf(first, 'promoted')]]);
  service.release('v2');
  digests.set('v2', await digestOf(service.deploy('v2'), 'promoted'));
  service.release('v3', { failRate: 0.2 });
  digests.set('v3', await digestOf(service.deploy('v3'), 'rolled-back'));

  const visits = await visitors.stop();
  expect(visitors.strays).toEqual([]);
  const made = Object.values(visits).reduce((sum, { requests }) => sum + requests, 0);
  // A client has its answer a moment before the proxy has seen that it is over.
  const counters = await until(`all ${made} requests to be counted`, async () => {
    const now = await daemon.counters();
    return [...now.values()].reduce((sum, { requests }) => sum + requests, 0) >= made && now;
  });
  return [...digests].map(([name, digest]) => {
    const own = counters.get(digest);
    const seen = visits[name];
    if (own === undefined || seen === undefined) throw new Error(`${name} (${digest}) was not counted`);
    return { name, visits: seen, daemon: own };
  });
}

async function digestOf({ ended }: ActionRun, decision: string): Promise<string> {
  const end = await ended;
  expect(end.outputs, `${end.stdout}\n${end.stderr}`).toMatchObject({ decision });
  const result = z.object({ release: z.object({ digest: z.string() }) });
  return z.parse(result, JSON.parse(end.outputs['result'] ?? '')).release.digest;
}

/** A number of each book by the release's name. */
function each(number: (book: Book) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(books.map((book) => [book.name, number(book)]));
}

it('promtool finds nothing to complain about in the text', async () => {
  const input = await (await fetch(metricsUrl)).text();
  expect(input).toContain('glidepath_requests_total{');
  expect(execFileSync(part.promtool, ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
  expect(() => {
    execFileSync(part.promtool, ['check', 'metrics'], { input: 'Not-a{metric 1\n', stdio: 'pipe' });
  }).toThrow('Command failed');
});

it('the three releases had the traffic that the deliveries gave them', () => {
  expect(Object.values(each(({ visits }) => visits.requests)).every((count) => count > 20)).toBe(true);
  const { v3, ...sound } = each(({ visits }) => visits.failures);
  expect(sound).toEqual({ v1: 0, v2: 0 });
  expect(v3).toBeGreaterThan(0);
});

it('Prometheus, the supervisor and the clients count the same requests', async () => {
  const summed = await prometheus.byRelease('sum by (release) (glidepath_requests_total)');
  expect(summed).toEqual(each(({ daemon }) => daemon.requests));
  expect(summed).toEqual(each(({ visits }) => visits.requests));
});

it('Prometheus, the supervisor and the clients count the same failures', async () => {
  const summed = await prometheus.byRelease('sum by (release) (glidepath_failures_total)');
  expect(summed).toEqual(each(({ daemon }) => daemon.failures));
  expect(summed).toEqual(each(({ visits }) => visits.failures));
  const { v3 } = await prometheus.byRelease('sum by (release) (glidepath_requests_total{code=~"5.."})');
  expect(v3).toBe(summed['v3']);
});

it('the buckets hold what the supervisor says and what the clients know', async () => {
  const NAME = 'glidepath_request_duration_seconds';
  const within = async (seconds: string): Promise<Readonly<Record<string, number>>> =>
    prometheus.byRelease(`sum by (release) (${NAME}_bucket{le="${seconds}"})`);
  const withinObjective = await within(String(THRESHOLD_MS / 1000));
  expect(withinObjective).toEqual(
    each(
      ({ daemon }) => daemon.latency.within.find((edge) => edge.thresholdMs === THRESHOLD_MS)?.count ?? -1,
    ),
  );
  expect(await within('+Inf')).toEqual(each(({ daemon }) => daemon.latency.count));
  expect(await within('+Inf')).toEqual(each(({ visits }) => visits.requests));

  const sums = await prometheus.byRelease(`sum by (release) (${NAME}_sum)`);
  const [fast, all] = [await within('0.5'), await within('+Inf')];
  for (const { name, daemon, visits } of books) {
    expect((sums[name] ?? 0) * 1000).toBeCloseTo(daemon.latency.sumMs, 3);
    expect(sums[name]).toBeGreaterThan((visits.slow * SLOW_MS) / 1000 - 0.1);
    // Who was made to wait for 900 ms is not among those who were answered within 500.
    expect((all[name] ?? 0) - (fast[name] ?? 0)).toBeGreaterThanOrEqual(visits.slow);
  }
  expect(books.reduce((sum, { visits }) => sum + visits.slow, 0)).toBeGreaterThan(0);
});

it.each(documentedQueries())('answers the documented query %s', async (promql) => {
  const readings = await prometheus.query(promql);
  expect(readings.length).toBeGreaterThan(0);
  expect(readings.filter(({ value }) => Number.isFinite(value))).not.toEqual([]);
});
