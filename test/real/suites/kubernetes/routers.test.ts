import { percent, type KubernetesTraffic, type RouterKind } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { KubeApi } from '../../../../packages/targets/src/kubernetes/api.ts';
import { openKubeApi } from '../../../../packages/targets/src/kubernetes/client.ts';
import { Access } from '../../../../packages/targets/src/kubernetes/login.ts';
import { createRouter } from '../../../../packages/targets/src/kubernetes/routers/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { ensureRouterKinds } from '../../parts/router-kinds.ts';
import type { KubernetesObject } from './api.ts';
import { Cluster } from './cluster.ts';
import { httpRoute, traefikService, virtualService, type Weights } from './objects.ts';

let cluster: Cluster;
let api: KubeApi;

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const kinds = await ensureRouterKinds(cache);
  cluster = await Cluster.start(await ensureKubernetes(cache), {
    name: 'eu',
    nodes: 1,
    kinds: [kinds.gatewayApi, kinds.istio, kinds.traefik],
  });
  api = apiOf();
  for (const name of ['api', 'api-canary']) await cluster.api.apply(service(name));
});
afterAll(async () => {
  await api?.close();
  await cluster?.remove();
});

const MADE: Readonly<Record<RouterKind, (name: string, weights: Weights) => KubernetesObject>> = {
  httpRoute,
  virtualService,
  traefikService,
};
const KINDS = ['httpRoute', 'virtualService', 'traefikService'] as const;

describe.each(KINDS)('%s', (kind) => {
  it('has the weights in an API server, and is as it was in the end', async () => {
    const object = MADE[kind](`whole-${kind.toLowerCase()}`, { api: 100 });
    await cluster.api.apply(object);
    const before = await specOf(object);
    const router = createRouter(trafficOf(kind, object), 'default', api);
    expect(await router.look()).toMatchObject({ weight: 0, failure: null });
    for (const weight of [0, 1, 12.5, 50, 100]) {
      await router.shift(percent(weight));
      expect(await router.look()).toMatchObject({ weight, failure: null });
    }
    await router.restore();
    expect(await specOf(object)).toEqual(before);
    expect((await cluster.api.read(object)).metadata['annotations']).toBeUndefined();
  });

  it('is changed where somebody else writes at the same time, and loses nothing of that', async () => {
    const object = MADE[kind](`raced-${kind.toLowerCase()}`, { api: 100, 'api-canary': 0 });
    await cluster.api.apply(object);
    const router = createRouter(trafficOf(kind, object), 'default', api);
    const others = Array.from({ length: 10 }, async (_, i) =>
      cluster.api.mergePatch(object, { metadata: { labels: { [`label-${i}`]: 'x' } } }),
    );
    await Promise.all([router.shift(percent(30)), ...others]);
    expect(await router.look()).toMatchObject({ weight: 30, failure: null });
    expect(Object.keys(z.parse(labelled, await cluster.api.read(object)).metadata.labels)).toHaveLength(10);
  });

  it('tells who changed its weights', async () => {
    const object = MADE[kind](`edited-${kind.toLowerCase()}`, { api: 100, 'api-canary': 0 });
    await cluster.api.apply(object);
    const router = createRouter(trafficOf(kind, object), 'default', api);
    await router.shift(percent(30));
    await cluster.api.apply(MADE[kind](object.metadata.name, { api: 40, 'api-canary': 60 }));
    const { weight, failure } = await router.look();
    expect(weight).toBe(60);
    expect(failure).toMatch(
      /^The field manager "test" changed .* gives the canary 60%, and Glidepath had set 30%\.$/,
    );
    await router.shift(percent(50));
    expect((await router.look()).weight).toBe(60);
    await router.restore();
    expect((await router.look()).weight).toBe(0);
  });

  it('is refused where it, a right or a Service is missing', async () => {
    const object = MADE[kind](`missing-${kind.toLowerCase()}`, { api: 100 });
    const router = createRouter(trafficOf(kind, object), 'default', api);
    await expect(router.shift(percent(1))).rejects.toMatchObject({ final: true });
    await cluster.api.apply(object);
    const nobody = apiOf(await cluster.account('default', 'nobody'));
    await expect(createRouter(trafficOf(kind, object), 'default', nobody).look()).rejects.toThrow(
      'verbs: [get]',
    );
    await nobody.close();
    if (kind === 'virtualService') return;
    const nowhere = createRouter({ ...trafficOf(kind, object), canary: 'nowhere' }, 'default', api);
    await expect(nowhere.shift(percent(1))).rejects.toThrow('There is no Service "nowhere"');
  });
});

it('waits until a Gateway says that it has taken the weights of an HTTPRoute, and fails where it refuses', async () => {
  const object = httpRoute('told', { api: 100 });
  await cluster.api.apply(object);
  const router = createRouter(trafficOf('httpRoute', object), 'default', api);
  await router.shift(percent(10));
  expect(await router.look()).toMatchObject({ settled: false, failure: null, weight: 10 });
  await cluster.api.setStatus(object, { parents: [parent(1, 'True')] });
  expect((await router.look()).settled).toBe(false);
  await cluster.api.setStatus(object, { parents: [parent(2, 'True')] });
  expect(await router.look()).toMatchObject({ settled: true, failure: null });
  await router.shift(percent(20));
  expect((await router.look()).settled).toBe(false);
  await cluster.api.setStatus(object, { parents: [parent(3, 'False')] });
  for (let look = 0; look < 2; look++) expect((await router.look()).failure).toBeNull();
  expect((await router.look()).failure).toContain('ResolvedRefs is False, BackendNotFound');
});

const labelled = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) });

function trafficOf(kind: RouterKind, { metadata }: KubernetesObject): KubernetesTraffic {
  return { kind, name: metadata.name, stable: 'api', canary: 'api-canary' };
}

async function specOf(object: KubernetesObject): Promise<unknown> {
  return (await cluster.api.read(object))['spec'];
}

function apiOf(token?: string): KubeApi {
  const context = { workspace: cluster.folder, env: { KUBECONFIG: cluster.kubeconfig(token) } };
  return openKubeApi(new Access({ kind: 'kubernetes', context: null, kubeconfig: null }, context, Date.now));
}

function service(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

function parent(observedGeneration: number, resolved: 'True' | 'False'): object {
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    message: '',
    observedGeneration,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  return {
    parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shop' },
    controllerName: 'example.org/test',
    conditions: [
      condition('Accepted', 'True', 'Accepted'),
      condition('ResolvedRefs', resolved, resolved === 'True' ? 'ResolvedRefs' : 'BackendNotFound'),
    ],
  };
}
