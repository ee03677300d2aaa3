import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createJudge, type Counts, type SliReading } from '../../../../packages/analysis/src/index.ts';
import { settingsOf, sliSpecOf } from '../../../../packages/conductor/src/index.ts';
import { digest, type Release } from '../../../../packages/model/src/index.ts';
import { Clients, freePort, Service, until } from '../../../harness/index.ts';
import type { ReleaseCounters } from '../../../../packages/targets/src/local/protocol.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Daemon } from '../prometheus/daemon.ts';
import { essence } from './life.ts';
import { Prometheus } from './prometheus.ts';
import { shop, sourceOf } from './shop.ts';

/**
 * Verdicts on what a real Prometheus has scraped from the local target's proxy equal those on the counters that the
 * target itself tells of. Both releases are brought in by the shipped bundle, then the traffic is counted out.
 */

const WEIGHT = 25;
/** Far off: it is not about latency, and the machine may be busy. */
const THRESHOLD_MS = 500;
const START = 1_700_000_000_000;
/** As the judge is told: evidence for a release takes a minute and a half to count in full. */
const LOOK_MS = 20_000;

const OWN_SLOS = `    slos: [availability, latency]
slos:
  availability: 90%
  latency: 80% under ${THRESHOLD_MS}ms
`;

/** Nobody visits during the second rollout: it soon waits for a person, with the candidate at its weight. */
const STOPS_AT_WEIGHT = `    strategy: { canary: [${WEIGHT}%], bake: { min: 250ms, max: 2s }, watch: { min: 500ms, max: 60s } }
    analysis: { poll: 250ms, warm-up: 500ms }
    on: { too-few-samples: pause, no-data: pause }
    pause: { timeout: 1s, then: leave }
`;

/** A service with two releases side by side. */
interface Pair {
  readonly service: Service;
  readonly metricsPort: number;
  readonly candidate: Release;
  readonly stable: Release;
}

let prometheus: Prometheus;
let healthy: Pair;
let failing: Pair;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  const ports = [await freePort(), await freePort()] as const;
  prometheus = await Prometheus.scraping(part, ports, { interval: '1s' });
  undo.defer(async () => prometheus.remove());
  [healthy, failing] = await Promise.all([sideBySide(ports[0], 0), sideBySide(ports[1], 0.4)]);
});

afterAll(async () => undo.disposeAsync());

async function sideBySide(metricsPort: number, failRate: number): Promise<Pair> {
  const service = await Service.create(`        metrics-port: ${metricsPort}\n${STOPS_AT_WEIGHT}`, OWN_SLOS);
  undo.defer(async () => service.remove());
  service.release('v1');
  const first = service.deploy('v1');
  await until('v1 to serve', async () => {
    if (!first.running.isRunning) throw new Error(first.running.stdout);
    return (await fetch(service.url).catch(() => null))?.ok;
  });
  const clients = new Clients(service.url);
  undo.defer(async () => void (await clients.stop()));
  const { outputs, stdout, stderr } = await first.ended;
  await clients.stop();
  expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'promoted' });
  service.release('v2', { failRate });
  const second = await service.deploy('v2').ended;
  expect(second.outputs, `${second.stdout}\n${second.stderr}`).toMatchObject({ decision: 'paused' });
  return { service, metricsPort, stable: releaseIn(outputs), candidate: releaseIn(second.outputs) };
}

function releaseIn(outputs: Readonly<Record<string, string>>): Release {
  const result = z.object({ release: z.object({ digest: z.string(), name: z.string() }) });
  const { release } = z.parse(result, JSON.parse(outputs['result'] ?? ''));
  return { digest: digest(release.digest), name: release.name, commit: null, committedAt: null };
}

/** So many requests, sixteen at a time, until the proxy has counted them all. */
async function visit({ service }: Pair, daemon: Daemon, requests: number): Promise<void> {
  const counted = async (): Promise<number> =>
    [...(await daemon.counters()).values()].reduce((sum, release) => sum + release.requests, 0);
  const before = await counted();
  let left = requests;
  const visitor = async (): Promise<void> => {
    while (left-- > 0) await (await fetch(service.url)).text();
  };
  await Promise.all(Array.from({ length: 16 }, visitor));
  await until('all to be counted', async () => (await counted()) === before + requests);
}

async function judgedBothWays(pair: Pair, looks: number): Promise<{ through: unknown[]; direct: unknown[] }> {
  const { candidate, stable } = pair;
  const environment = shop({ url: prometheus.url, slos: slosOf(pair) });
  const specs = environment.slos.map(sliSpecOf);
  const [one, other] = [0, 1].map(() => createJudge(specs, settingsOf(environment.analysis)));
  if (one === undefined || other === undefined) throw new Error('no judge');
  const source = await sourceOf(environment);
  const daemon = new Daemon(pair.service.stateDir);
  const [through, direct] = [new Array<unknown>(), new Array<unknown>()];
  for (let look = 0; look < looks; look++) {
    await visit(pair, daemon, 240);
    await prometheus.scrapesAgain();
    await prometheus.scrapesAgain();
    const tick = { at: START + look * LOOK_MS, weight: WEIGHT };
    const readings = await source.read(environment.slos, { candidate, stable });
    const counters = await daemon.counters();
    const fed = specs.map(({ name }): SliReading => ({
      sli: name,
      candidate: told(name, counters.get(candidate.digest)),
      stable: told(name, counters.get(stable.digest)),
    }));
    through.push(essence(one.observe({ ...tick, readings })));
    direct.push(essence(other.observe({ ...tick, readings: fed })));
  }
  return { through, direct };
}

/** Both services call their releases the same, so the selectors name the proxy. */
function slosOf({ metricsPort }: Pair): string {
  const own = `instance="127.0.0.1:${metricsPort}"`;
  const split = 'split: { label: digest, value: short-digest }';
  return `  availability: { objective: 90%, prometheus: { total: 'glidepath_requests_total{${own}}', bad: 'glidepath_requests_total{${own},code=~"5..|cut"}', ${split} } }
  latency: { objective: 80% under ${THRESHOLD_MS}ms, prometheus: { histogram: 'glidepath_request_duration_seconds{${own}}', ${split} } }
`;
}

function told(sli: string, counters: ReleaseCounters | undefined): SliReading['candidate'] {
  if (counters === undefined) throw new Error('the proxy does not know the release');
  const { requests, failures, latency, series } = counters;
  const within = latency.within.find(({ thresholdMs }) => thresholdMs === THRESHOLD_MS);
  if (within === undefined) throw new Error('the proxy does not time the objective');
  const counts: Counts =
    sli === 'latency'
      ? { total: latency.count, bad: latency.count - within.count }
      : { total: requests, bad: failures };
  return { kind: 'cumulative', series: [{ id: series, ...counts }] };
}

it.concurrent('a healthy candidate', async () => {
  const { through, direct } = await judgedBothWays(healthy, 12);
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

it.concurrent('a candidate that fails', async () => {
  const { through, direct } = await judgedBothWays(failing, 8);
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'breach', sli: 'availability' });
});
