import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, systemClock, type MetricSource, type Order, type Target } from '@glidepath/conductor';
import { millis, percent, type Release } from '@glidepath/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PRODUCTION, World } from '../../../../packages/conductor/src/testing/index.ts';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { Refused } from './api.ts';
import { Cluster } from './cluster.ts';
import { CountingPipe } from './counting-pipe.ts';
import { Engine, leftovers, podImages, release, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { kubeconfig } from './kubeconfig.ts';
import { deployment } from './objects.ts';

/** A canary of two steps takes 15 or so; here something goes wrong meanwhile. */
const BOUND = 60;

let cluster: Cluster;

beforeAll(async () => {
  const part = await ensureKubernetes(openCache(process.env, () => undefined));
  cluster = await Cluster.start(part, { name: 'eu' });
});
afterAll(async () => cluster?.remove());

const BAKE = { min: millis(2_000), max: millis(60_000) };
const ENVIRONMENT: Order['environment'] = {
  ...PRODUCTION,
  strategy: {
    kind: 'canary',
    steps: [20, 50].map((weight) => ({ weight: percent(weight), bake: BAKE, approval: false, gates: [] })),
    watch: BAKE,
  },
  analysis: { ...PRODUCTION.analysis, poll: millis(200) },
};

function healthy(): MetricSource {
  let total = 0;
  return {
    async read(slos, { candidate, stable }) {
      total += 1_000;
      const of = ({ digest: id }: Release) => ({
        kind: 'cumulative' as const,
        series: [{ id, bad: 0, total }],
      });
      return slos.map(({ name }) => ({
        sli: name,
        candidate: of(candidate),
        stable: stable === null ? null : of(stable),
        latency: null,
      }));
    },
  };
}

/** Delivers release 2 while something happens from the first step on, and counts what was asked for. */
async function delivered(name: string, target: Target, meanwhile: (ended: AbortSignal) => Promise<void>) {
  const world = new World();
  const before = cluster.requests().length;
  const ports = { ...world.ports, target, metrics: healthy(), clock: systemClock };
  const end = new AbortController();
  const ended = deliver(ports, world.order(release(2), { environment: ENVIRONMENT }));
  const trouble = until(
    'the canary to be ready',
    async () => (await podImages(cluster, name)).includes(imageOf(2)),
    30_000,
  ).then(async () => meanwhile(end.signal));
  const result = await ended;
  end.abort();
  await trouble;
  await target.close();
  // A watch is written down when it has ended.
  await sleep(500);
  const requests = cluster
    .requests()
    .slice(before)
    .filter(({ agent }) => agent === 'glidepath');
  return { result, requests, notes: world.listener.notes };
}

async function expectServed(name: string): Promise<void> {
  expect(await podImages(cluster, name)).toEqual(Array(4).fill(imageOf(2)));
  expect(await leftovers(cluster, name)).toEqual([]);
}

it('goes on when the API server comes back, where no version of before is known any more', async () => {
  await standing(cluster, deployment('restarted', imageOf(1)));
  const { target } = await Engine.of(cluster, 'restarted');
  const { result, requests } = await delivered('restarted', target, async () => {
    await cluster.stopApiServer();
    await cluster.startApiServer();
    const old = `/apis/apps/v1/namespaces/default/deployments?watch=1&timeoutSeconds=1&resourceVersion=1`;
    const answer = await cluster.api.request('GET', old).catch((error: unknown) => error);
    expect(answer instanceof Refused ? answer.message : JSON.stringify(answer)).toContain('410');
  });
  expect(result).toMatchObject({ decision: 'promoted' });
  await expectServed('restarted');
  expect(requests.length).toBeLessThan(BOUND);
});

it('goes on when its connections are cut, again and again', async () => {
  await standing(cluster, deployment('cut', imageOf(1)));
  await using pipe = await CountingPipe.before(Number(new URL(cluster.url).port));
  const file = join(cluster.folder, 'kubeconfig-cut');
  writeFileSync(file, kubeconfig({ ...cluster.access(), url: pipe.url }), { mode: 0o600 });
  const { target } = await Engine.of(cluster, 'cut', {}, { kubeconfig: file });
  let cuts = 0;
  const { result, requests } = await delivered('cut', target, async (ended) => {
    for (; cuts < 5 && !ended.aborted; cuts++) {
      pipe.cut();
      await sleep(500);
    }
  });
  expect(cuts).toBeGreaterThan(1);
  expect(result).toMatchObject({ decision: 'promoted' });
  await expectServed('cut');
  expect(requests.length).toBeLessThan(BOUND);
});

it('asks again and again where it may not watch, and says once what is missing', async () => {
  await standing(cluster, deployment('unwatched', imageOf(1)));
  const token = await cluster.account('default', 'unwatched');
  const rbac = 'rbac.authorization.k8s.io';
  const metadata = { name: 'unwatched', namespace: 'default' };
  await cluster.api.apply({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata,
    rules: [
      {
        apiGroups: ['apps'],
        resources: ['deployments'],
        verbs: ['get', 'list', 'create', 'patch', 'delete'],
      },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list', 'watch'] },
    ],
  });
  await cluster.api.apply({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'unwatched' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  });
  const { target } = await Engine.of(cluster, 'unwatched', {}, { token });
  const { result, requests, notes } = await delivered('unwatched', target, async () => undefined);
  expect(result).toMatchObject({ decision: 'promoted' });
  await expectServed('unwatched');
  const denied = requests.filter(({ code }) => code === 403);
  expect(denied.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual(
    Array(2).fill('watch deployments'),
  );
  const rule = '{ apiGroups: ["apps"], resources: ["deployments"], verbs: [watch] }';
  expect(notes.filter((note) => note.includes(rule))).toHaveLength(1);
});
