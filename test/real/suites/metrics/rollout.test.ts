import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CANARY, Clients, freePort, Service, until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Prometheus } from './prometheus.ts';

/** Rollouts by the shipped bundle, judged on what a real Prometheus has scraped from the local target's proxy. */

let service: Service;
let prometheus: Prometheus;
let clients: Clients;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  const metricsPort = await freePort();
  prometheus = await Prometheus.scraping(part, [metricsPort]);
  undo.defer(async () => prometheus.remove());
  service = await Service.create(
    `        metrics-port: ${metricsPort}\n${CANARY}    on: { source-down: hold, no-data: hold }\n`,
    slosOf(prometheus.url, 'release'),
  );
  undo.defer(async () => service.remove());
});

afterAll(async () => undo.disposeAsync());

function slosOf(url: string, split: string): string {
  return `    slos: [availability, latency, own]
slos:
  availability: { objective: 90%, prometheus: { total: glidepath_requests_total, bad: 'glidepath_requests_total{code=~"5..|cut"}', split: ${split} } }
  latency: { objective: 80% under 80ms, prometheus: { histogram: glidepath_request_duration_seconds, split: { label: digest, value: short-digest } } }
  own: 90%
sources: { prometheus: { url: ${url} } }
`;
}

it('the first release comes in where the source answers; there is nothing to compare with', async () => {
  // In vain: nothing is there yet.
  await prometheus.triesAgain();
  service.release('v1');
  const first = service.deploy('v1');
  // The watch after 100 % wants traffic.
  await until('v1 to serve', async () => (await fetch(service.url).catch(() => null))?.ok);
  clients = new Clients(service.url);
  undo.defer(async () => void (await clients.stop()));
  const { code, outputs, stdout, stderr } = await first.ended;
  expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'promoted' });
  expect(code).toBe(0);
});

it('check-slos tells rates, budget and forecast', async () => {
  await until('rates to be there', async () => {
    const { stdout } = await service.cli('check-slos', '--json').ended;
    return stdout.split('"badShare":0').length > 2;
  });
  const { code, stdout, stderr } = await service.cli('check-slos', '--json').ended;
  expect(code, stderr).toBe(0);
  const answer: unknown = JSON.parse(stdout);
  expect(answer).toMatchObject({
    verb: 'check-slos',
    sound: true,
    stable: { name: 'v1' },
    slos: [
      {
        slo: 'availability',
        source: 'prometheus',
        trouble: null,
        rates: [{ release: 'v1', badShare: 0 }],
        budgetLeft: 1,
      },
      {
        slo: 'latency',
        source: 'prometheus',
        trouble: null,
        forecast: [{ weight: 25 }, { weight: 50 }, { kind: 'watch' }],
      },
      { slo: 'own', source: 'target', query: null, trouble: null },
    ],
  });
  const text = await service.cli('check-slos').ended;
  expect(text.stdout).toContain('✓ availability: can be measured (prometheus)');
  expect(text.stdout).toContain('until a healthy release passes:');
});

it('a healthy release is promoted although Prometheus stalls and is restarted under way', async () => {
  service.release('v2');
  const run = service.deploy('v2');
  await until('the rollout to step', () => service.ledger().some((line) => /25 %/.test(line)));
  prometheus.stall();
  // A look that was answered before may still end; then nothing is known, and nothing moves.
  await sleep(1_500);
  const stood = service.ledger();
  await sleep(2_500);
  expect(service.ledger()).toEqual(stood);
  prometheus.resume();
  await prometheus.stop();
  await prometheus.start();
  const { outputs, stdout, stderr } = await run.ended;
  expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'promoted', reason: 'healthy' });
});

it('a failing release is rolled back', async () => {
  service.release('v3', { failRate: 0.4 });
  const { code, outputs, stdout, stderr } = await service.deploy('v3').ended;
  expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
  expect(code).toBe(3);
});

it('a source that can not tell the releases apart stops a rollout before it begins', async () => {
  const before = service.ledger();
  const sound = service.git('show', 'HEAD:.github/delivery.yml');
  service.write('.github/delivery.yml', sound.replace('split: release', 'split: version'));
  service.release('v4');
  const { code, outputs, stdout, stderr } = await service.deploy('v4').ended;
  expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'failed', reason: 'no-data' });
  expect(code).toBe(1);
  expect(outputs['result']).toContain('have no label version');
  expect(service.ledger()).toEqual(before);

  await prometheus.stop();
  const away = await service.deploy('v4').ended;
  expect(away.outputs).toMatchObject({ decision: 'failed', reason: 'source-down' });
  expect(service.ledger()).toEqual(before);
  const check = await service.cli('check-slos').ended;
  expect(check.code).toBe(1);
  expect(check.stdout).toContain('ECONNREFUSED');
});
