import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSource } from '../../../../packages/metrics/src/registry.ts';
import { digest, millis, readDelivery, type Release } from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Exporter } from './exporter.ts';
import { Prometheus } from './prometheus.ts';

let prometheus: Prometheus;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  const exporter = await Exporter.start();
  undo.defer(() => exporter.stop());
  exporter.counted = { version: 'v1', good: 99, bad: 1, slow: 3 };
  prometheus = await Prometheus.scraping(part, [exporter.port], { interval: '1s' });
  undo.defer(async () => prometheus.remove());
  await prometheus.scrapesAgain();
});

afterAll(async () => undo.disposeAsync());

const BAD = 'bad: \'requests_total{code=~"5.."}\'';

function known(name: string): Release {
  return { digest: digest(`sha256:${'a'.repeat(64)}`), name, commit: null, committedAt: null };
}

async function checked(slo: string, stable: string | null): Promise<string> {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [slo]
slos: { slo: ${slo} }
sources: { prometheus: { url: "${prometheus.url}" } }
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const slos = read.delivery.environments[0]?.slos ?? [];
  const spec = slos[0]?.source;
  if (spec === undefined || spec.kind === 'target') throw new Error('the SLO is measured elsewhere');
  const source = await createSource(spec, { env: {}, workspace: '/', lookLimit: millis(5_000) });
  const [check] = await source.check(slos, {
    candidate: known('v2'),
    stable: stable === null ? null : known(stable),
  });
  const trouble = check?.trouble ?? null;
  return trouble === null ? 'sound' : `${trouble.kind}: ${trouble.why}; ${trouble.mend}`;
}

function ratio(total: string, bad: string, split = 'version'): string {
  return `{ objective: 99%, prometheus: { total: ${total}, ${bad}, split: ${split} } }`;
}

function histogram(threshold: string, name = 'duration_seconds'): string {
  return `{ objective: 99% under ${threshold}, prometheus: { histogram: ${name}, split: version } }`;
}

it.each([
  ['what is there', ratio('requests_total', BAD), 'v1'],
  ['a histogram with the edge', histogram('300ms'), 'v1'],
  ['a first release', ratio('requests_total', BAD), null],
  ['a first release of a service that nobody has scraped', ratio('nothing_total', BAD), null],
  [
    'a failure that has not happened yet',
    ratio('requests_total', 'bad: \'requests_total{code=~"599"}\''),
    'v1',
  ],
])('%s is sound', async (_, slo, stable) => {
  expect(await checked(slo, stable)).toBe('sound');
});

it.each([
  ['nothing selected', ratio('request_total', BAD), 'no series of request_total is selected'],
  [
    'no such label',
    ratio('requests_total', BAD, 'release'),
    "have no label release, so that the releases can't be told apart; they have code, group, instance, job, version",
  ],
  [
    'a misspelt label of failures',
    ratio('requests_total', 'bad: \'requests_total{status=~"5.."}\''),
    'have no label status, which bad selects by',
  ],
  [
    'a misspelt counter of failures',
    ratio('requests_total', 'bad: failures_total'),
    'no series of failures_total at all',
  ],
  [
    'failures that are no part of all',
    ratio('\'requests_total{code="500"}\'', 'bad: requests_total'),
    'bad must be a part of total',
  ],
  [
    'off the edge',
    histogram('250ms'),
    '250ms is no edge of duration_seconds; its edges are 0.1, 0.3 s, and nothing is guessed between two of them; write the objective under 100ms or 300ms',
  ],
  [
    'an unknown histogram',
    histogram('300ms', 'latency_seconds'),
    'no series of latency_seconds_bucket is selected',
  ],
])('%s is told, with what to do', async (_, slo, says) => {
  const said = await checked(slo, 'v1');
  expect(said).toMatch(/^no-data: /);
  expect(said).toContain(says);
});

it('another stable release than those there are', async () => {
  expect(await checked(ratio('requests_total', BAD), 'v0')).toContain(
    'no series of requests_total has version="v0", the stable release; there are v1',
  );
});
