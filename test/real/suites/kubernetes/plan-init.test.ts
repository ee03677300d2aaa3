import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '@glidepath/conductor';
import { readDelivery } from '@glidepath/model';
import { until } from '../../../harness/index.ts';
import { init, type InitOptions } from '../../../../packages/verbs/src/init.ts';
import { plan } from '../../../../packages/verbs/src/plan/plan.ts';
import { sourcesOf } from '../../../../packages/verbs/src/sources.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { Prometheus } from '../metrics/prometheus.ts';
import type { KubernetesObject } from './api.ts';
import { Engine, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { deployment, httpRoute, rollout } from './objects.ts';
import { onlyOurs, openPlace, type Place } from './place.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;
let prometheus: Prometheus;
let exporter: Exporter;
let folder: string;

beforeAll(async () => {
  exporter = await Exporter.start();
  cluster = await openPlace({ routers: ['gatewayApi'], argoRollouts: true });
  const part = await ensurePrometheus(openCache(process.env, () => undefined));
  prometheus = await Prometheus.scraping(part, [exporter.port]);
});
afterAll(async () => {
  await prometheus?.remove();
  exporter?.stop();
  await cluster?.remove();
});
beforeEach(({ onTestFinished }) => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const ONE = release(1);
const TWO = release(2);
const PASSWORD = 'correct-horse-battery';

/** What a process would say of itself, with labels as a scrape of pods would put them there. */
class Exporter {
  text = '';
  readonly #server: Server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.text);
  });

  static async start(): Promise<Exporter> {
    const exporter = new Exporter();
    exporter.#server.listen(0, '127.0.0.1');
    await once(exporter.#server, 'listening');
    return exporter;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the exporter does not listen');
    return address.port;
  }

  /** Requests of one pod of each of these templates. */
  count(name: string, hashes: readonly string[], good: number, bad: number): void {
    this.text = hashes
      .flatMap((hash, index) => {
        const labels = `namespace="${NAMESPACE}",pod="${name}-${hash}-abcd${index}",pod_template_hash="${hash}"`;
        return [
          `http_requests_total{${labels},code="200"} ${good + index}`,
          `http_requests_total{${labels},code="500"} ${bad}`,
          `http_request_duration_seconds_bucket{${labels},le="0.25"} ${good}`,
          `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${good + bad}`,
          `http_request_duration_seconds_sum{${labels}} 1`,
          `http_request_duration_seconds_count{${labels}} ${good + bad}`,
        ];
      })
      .concat('')
      .join('\n');
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A Deployment that a router could divide the traffic of, with a password in it. */
function routed(name: string): readonly KubernetesObject[] {
  const track = (side: string) => ({ app: name, 'glidepath.dev/track': side });
  const service = (called: string, side: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: called, namespace: NAMESPACE },
    spec: { selector: track(side), ports: [{ port: 80 }] },
  });
  const container = {
    name: 'api',
    image: imageOf(1),
    args: [`--password=${PASSWORD}`],
    env: [{ name: 'PASSWORD', value: PASSWORD }],
  };
  return [
    service(name, 'stable'),
    service(`${name}-canary`, 'canary'),
    httpRoute(name, { [name]: 1 }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        replicas: 4,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: track('stable') }, spec: { containers: [container] } },
      },
    },
  ];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function fileFor(target: string, strategy: string): void {
  write(
    'delivery.yml',
    `service: shop
environments: { production: { target: ${target}, strategy: ${strategy}, slos: [a] } }
slos: { a: { objective: 99%, prometheus: { total: r, bad: e, split: pod_template_hash } } }
sources: { prometheus: { url: "${prometheus.url}" } }
`,
  );
}

async function planned(digest: string | null, kubeconfig = cluster.kubeconfig()) {
  const here = {
    workspace: folder,
    env: { KUBECONFIG: kubeconfig },
    user: 'dana',
    clock: systemClock,
    mask: () => {},
  };
  const none = { environment: null, rps: null, baseRate: null, offline: false };
  const { answer } = await plan(here, { file: 'delivery.yml', ...none, digest });
  return answer.environments[0]?.changes ?? null;
}

function isUnknown(why: string) {
  return (found: Awaited<ReturnType<typeof planned>>) => found?.kind === 'unknown' && found.why.includes(why);
}

async function begun(options: Partial<InitOptions['cluster']> = {}) {
  const asked = { context: null, workload: null, prometheus: null, ...options };
  return init(
    { workspace: folder, env: { KUBECONFIG: cluster.kubeconfig() } },
    { file: 'delivery.yml', environment: null, force: true, cluster: asked },
  );
}

function written() {
  const text = readFileSync(join(folder, 'delivery.yml'), 'utf8');
  const read = readDelivery(text, 'delivery.yml');
  if (!read.ok) throw new Error(`${JSON.stringify(read.diagnostics)}\n${text}`);
  const [environment] = read.delivery.environments;
  if (environment === undefined) throw new Error('no environment');
  return { text, delivery: read.delivery, environment };
}

function versions(all: readonly KubernetesObject[]) {
  return all.map(({ metadata }) => [metadata.name, metadata['generation'], metadata['annotations']]);
}

async function gone(...objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    await cluster.api.remove(object);
    await until(`${object.metadata.name} to be gone`, async () =>
      cluster.api.read(object).then(
        () => false,
        () => true,
      ),
    );
  }
}

it('shows what a canary would change, tried by the API server, and changes nothing', async () => {
  const objects = routed('routed');
  for (const object of objects.slice(0, 3)) await cluster.api.apply(object);
  const [stable] = objects.slice(3);
  if (stable === undefined) throw new Error('no Deployment');
  await standing(cluster, stable);
  const before = await Promise.all(objects.map(async (object) => cluster.api.read(object)));
  const traffic = '{ httpRoute: routed, stable: routed, canary: routed-canary }';
  fileFor(
    `{ kubernetes: { namespace: ${NAMESPACE}, deployment: routed, traffic: ${traffic} } }`,
    '{ canary: [25%] }',
  );
  const found = await planned(TWO.digest);
  if (found?.kind !== 'changes') throw new Error(JSON.stringify(found));
  expect(found.changes.map(({ action, what, when }) => `${action} ${what} ${when}`)).toEqual([
    `create Deployment ${NAMESPACE}/routed-glidepath-canary at 25%`,
    `update HTTPRoute ${NAMESPACE}/routed at 25%`,
    `update Deployment ${NAMESPACE}/routed-glidepath-canary at 100%`,
    `update HTTPRoute ${NAMESPACE}/routed at 100%`,
    `update Deployment ${NAMESPACE}/routed at the end`,
    `update HTTPRoute ${NAMESPACE}/routed at the end`,
    `delete Deployment ${NAMESPACE}/routed-glidepath-canary at the end`,
  ]);
  const [canary, route, , , image] = found.changes;
  expect(canary?.diff).toContain('+  name: routed-glidepath-canary');
  expect(canary?.diff.join('\n')).toMatch(/^-  replicas: 4\n\+  replicas: 1$/m);
  expect(route?.diff.join('\n')).toMatch(/^\+ +weight: 25$/m);
  const [old, next] = [imageOf(1), imageOf(2)];
  expect(image?.diff.filter((line) => /^[-+]/.test(line))).toEqual([
    `-          image: ${old}`,
    `+          image: ${next}`,
  ]);
  expect(JSON.stringify(found)).not.toContain(PASSWORD);
  expect(JSON.stringify(found)).toContain('(hidden)');
  const after = await Promise.all(objects.map(async (object) => cluster.api.read(object)));
  expect(versions(after)).toEqual(versions(before));
  await expect(cluster.api.read(deployment('routed-glidepath-canary', ''))).rejects.toThrow('404');

  const unnamed = await planned(null);
  if (unnamed?.kind !== 'changes') throw new Error(JSON.stringify(unnamed));
  expect(unnamed.changes.at(-3)?.diff.join('\n')).toContain('@<the digest to be delivered>');
  expect(unnamed.notes.at(-1)).toContain('nothing was tried');
  await gone(...objects);
});

it('says what the API server would refuse, and why it can not be asked; a plan is made all the same', async () => {
  await standing(cluster, deployment('refused', imageOf(1), 2));
  fileFor(`{ kubernetes: { namespace: ${NAMESPACE}, deployment: refused } }`, '{ canary: [25%] }');
  const token = await cluster.account(NAMESPACE, 'nobody');
  expect(await planned(TWO.digest, cluster.kubeconfig(token))).toSatisfy(isUnknown('Add to the Role'));
  expect(await planned(TWO.digest, '/nowhere')).toSatisfy(isUnknown('/nowhere'));
  const shares = await planned(TWO.digest);
  expect(shares?.kind === 'changes' ? shares.notes : []).toContain(
    'At 25% the canary has 1 of 3 pods, so about 33.3% of the traffic.',
  );
  expect(await planned(ONE.digest)).toMatchObject({ kind: 'changes', changes: [] });
  await gone(deployment('refused', ''));
});

it('shows the image of a Rollout and the steps by which it goes', async () => {
  const object = rollout('stepped', imageOf(1), [{ setWeight: 25 }, { pause: {} }], 4);
  await cluster.api.apply(object);
  fileFor(`{ argo-rollouts: { namespace: ${NAMESPACE}, rollout: stepped } }`, '{ canary: [25%] }');
  const found = await planned(TWO.digest);
  expect(found).toMatchObject({
    changes: [{ action: 'update', what: `Rollout ${NAMESPACE}/stepped` }],
    notes: ['The Rollout stepped goes by its own steps: 25%, a pause until it is promoted, all.'],
  });
  const diff = found?.kind === 'changes' ? found.changes[0]?.diff.join('\n') : '';
  expect(diff).toMatch(new RegExp(`^\\+.*image: ${imageOf(2)}$`, 'm'));
  // It was tried, and nothing was kept.
  expect(JSON.stringify(await cluster.api.read(object))).not.toContain(TWO.digest);
  await gone(object);
});

it('begins with what is in the cluster and in Prometheus, and says what it needs where there are several', async (test) => {
  onlyOurs(test, 'other workloads are there too');
  const objects = routed('found');
  for (const object of objects.slice(0, 3)) await cluster.api.apply(object);
  const [stable] = objects.slice(3);
  if (stable === undefined) throw new Error('no Deployment');
  await standing(cluster, stable);
  const [template] = await templates('found');
  exporter.count('found', [template?.hash ?? ''], 900, 3);
  await until('Prometheus to have scraped it', async () => {
    const answer = await begun({ prometheus: prometheus.url });
    return answer.found.some((line) => line.includes('http_requests_total'));
  });
  const { environment, delivery, text } = written();
  expect(environment.target).toMatchObject({
    kind: 'kubernetes',
    deployment: 'found',
    namespace: NAMESPACE,
    traffic: { kind: 'httpRoute', name: 'found', stable: 'found', canary: 'found-canary' },
  });
  expect(delivery.build).toHaveLength(1);
  expect(environment.slos.map(({ name, objective }) => [name, objective.kind])).toEqual([
    ['availability', 'availability'],
    ['latency', 'latency'],
  ]);
  expect(text).toContain('99% under 250ms');
  const engine = await Engine.of(cluster, 'found');
  const { foreign } = await sourcesOf({ workspace: folder, env: {} }, environment, engine.target);
  const checks = await Promise.all(
    foreign.map(async ({ source, slos }) => source.check(slos, { candidate: TWO, stable: ONE })),
  );
  expect(checks.flat().map(({ sli, trouble }) => [sli, trouble])).toEqual([
    ['availability', null],
    ['latency', null],
  ]);
  await engine.target.close();

  await standing(cluster, deployment('second', imageOf(1), 1));
  await cluster.api.apply(rollout('third', imageOf(1), [{ setWeight: 20 }, { pause: {} }], 1));
  await expect(begun()).rejects.toThrow(
    `  ${NAMESPACE}/found (Deployment)\n  ${NAMESPACE}/second (Deployment)\n  ${NAMESPACE}/third (Rollout)`,
  );
  await expect(begun({ workload: `${NAMESPACE}/fourth` })).rejects.toThrow('no workload');
  await begun({ workload: `${NAMESPACE}/third` });
  expect(written().environment).toMatchObject({
    target: { kind: 'argo-rollouts', rollout: 'third' },
    strategy: { kind: 'canary', steps: [{ weight: 20 }] },
  });
  await gone(deployment('second', ''), rollout('third', ''), ...objects);
});

it('tells the releases apart by the hashes of their pods', async () => {
  await standing(cluster, deployment('hashed', imageOf(1), 4));
  const engine = await Engine.of(cluster, 'hashed');
  await engine.bring(split('canary', ONE, TWO, 0));
  await engine.bring(split('canary', ONE, TWO, 20));
  const both = await templates('hashed');
  expect(both.map(({ digest }) => digest).toSorted()).toEqual([ONE.digest, TWO.digest].toSorted());
  const hashOf = (digest: string) => both.find((each) => each.digest === digest)?.hash ?? '';
  exporter.count('hashed', [hashOf(ONE.digest), hashOf(TWO.digest)], 500, 2);
  write(
    'delivery.yml',
    `service: shop
environments:
  production:
    target: { kubernetes: { namespace: ${NAMESPACE}, deployment: hashed } }
    strategy: { canary: [20%] }
    slos: [a]
slos:
  a:
    objective: 99%
    prometheus: { total: http_requests_total, bad: 'http_requests_total{code="500"}', split: pod_template_hash }
sources: { prometheus: { url: "${prometheus.url}" } }
`,
  );
  const { metrics } = await sourcesOf({ workspace: folder, env: {} }, written().environment, engine.target);
  const reading = await until('both to be counted', async () => {
    const [one] = await metrics.read(written().environment.slos, { candidate: TWO, stable: ONE });
    const isCounted = [one?.candidate, one?.stable].every(
      (each) => each?.kind === 'cumulative' && each.series.length > 0,
    );
    return isCounted ? one : null;
  });
  // Each pod of the exporter has counted one more than the one before it.
  expect(reading.stable).toMatchObject({ series: [{ total: 502, bad: 2 }] });
  expect(reading.candidate).toMatchObject({ series: [{ total: 503, bad: 2 }] });
  await engine.bring(split('canary', ONE, TWO, 100));
  // The canary carries on beside the Deployment that has rolled.
  expect((await templates('hashed')).filter(({ digest }) => digest === TWO.digest)).toHaveLength(2);
  await engine.target.close();
  await gone(deployment('hashed', ''));
});

async function templates(name: string) {
  const engine = await Engine.of(cluster, name);
  try {
    return (await engine.target.templates?.()) ?? [];
  } finally {
    await engine.target.close();
  }
}
