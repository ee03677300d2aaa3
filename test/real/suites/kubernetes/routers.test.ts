import { percent, type KubernetesTraffic, type RouterKind } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import type { KubeApi } from '../../../../packages/targets/src/kubernetes/api.ts';
import { connect } from '../../../../packages/targets/src/kubernetes/connection.ts';
import { createRouter } from '../../../../packages/targets/src/kubernetes/routers/index.ts';
import type { KubernetesObject } from './api.ts';
import { openPlace, type Place } from './place.ts';
import { httpRoute, traefikService, virtualService, type Weights } from './objects.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;
let api: KubeApi;

beforeAll(async () => {
  cluster = await openPlace({ routers: ['gatewayApi', 'istio', 'traefik'] });
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
    const router = createRouter(trafficOf(kind, object), NAMESPACE, api);
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
    const router = createRouter(trafficOf(kind, object), NAMESPACE, api);
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
    const router = createRouter(trafficOf(kind, object), NAMESPACE, api);
    await router.shift(percent(30));
    await cluster.api.apply(MADE[kind](object.metadata.name, { api: 40, 'api-canary': 60 }));
    const drift = await until('the other weights to be seen', async () => {
      const view = await router.look();
      return view.weight === 60 && view.drift;
    });
    expect(drift.set).toBe(30);
    expect(drift.what).toMatch(
      /^The field manager "test", at [-\dT:]+Z, changed .* gives the canary 60%, and Glidepath had set 30%\.$/,
    );
    await router.shift(percent(50));
    expect((await router.look()).weight).toBe(60);
    await router.restore();
    expect((await router.look()).weight).toBe(0);
  });

  it('is refused where it, a right or a Service is missing', async () => {
    const object = MADE[kind](`missing-${kind.toLowerCase()}`, { api: 100 });
    const router = createRouter(trafficOf(kind, object), NAMESPACE, api);
    await expect(router.shift(percent(1))).rejects.toMatchObject({ final: true });
    await cluster.api.apply(object);
    const nobody = apiOf(await cluster.account(NAMESPACE, 'nobody'));
    await expect(createRouter(trafficOf(kind, object), NAMESPACE, nobody).look()).rejects.toThrow(
      'verbs: [get]',
    );
    await nobody.close();
    if (kind === 'virtualService') return;
    const nowhere = createRouter({ ...trafficOf(kind, object), canary: 'nowhere' }, NAMESPACE, api);
    await expect(nowhere.shift(percent(1))).rejects.toThrow('There is no Service "nowhere"');
  });
});

it('waits until a Gateway says that it has taken the weights of an HTTPRoute, and fails where it refuses', async () => {
  const object = httpRoute('told', { api: 100 });
  await cluster.api.apply(object);
  const router = createRouter(trafficOf('httpRoute', object), NAMESPACE, api);
  await router.shift(percent(10));
  expect(await router.look()).toMatchObject({ settled: false, failure: null, weight: 10 });
  await cluster.api.setStatus(object, { parents: [parent(1, 'True')] });
  expect((await router.look()).settled).toBe(false);
  await cluster.api.setStatus(object, { parents: [parent(2, 'True')] });
  await until('the Gateway to have taken it', async () => (await router.look()).settled);
  await router.shift(percent(20));
  expect((await router.look()).settled).toBe(false);
  await cluster.api.setStatus(object, { parents: [parent(3, 'False')] });
  for (let look = 0; look < 2; look++) expect((await router.look()).failure).toBeNull();
  const failure = await until('the refusal to be told', async () => (await router.look()).failure);
  expect(failure).toContain('ResolvedRefs is False, BackendNotFound');
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
  return connect({ kind: 'kubernetes', context: null, kubeconfig: null }, context, Date.now).api;
}

function service(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
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
