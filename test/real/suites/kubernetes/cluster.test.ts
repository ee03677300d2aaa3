import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes, type KubernetesPart } from '../../parts/kubernetes.ts';
import { ensureRouterKinds } from '../../parts/router-kinds.ts';
import { Refused, type KubernetesObject } from './api.ts';
import { Cluster } from './cluster.ts';
import { kubeconfig } from './kubeconfig.ts';
import { imageOf, type Fate } from './fates.ts';
import { onlyOurs } from './place.ts';
import { CONTEXT } from './settings.ts';
import { deployment, httpRoute, rollout, traefikService, virtualService } from './objects.ts';

let part: KubernetesPart;
let cluster: Cluster;

beforeAll(async () => {
  if (CONTEXT !== null) return;
  const cache = openCache(process.env, () => undefined);
  const kinds = await ensureRouterKinds(cache);
  part = await ensureKubernetes(cache);
  cluster = await Cluster.start(part, {
    name: 'eu',
    kinds: [kinds.gatewayApi, kinds.istio, kinds.traefik],
    argoRollouts: true,
  });
});

beforeEach((context) => onlyOurs(context, 'it is about our own servers'));

afterAll(async () => cluster?.remove());

it('rolls a Deployment to ready and takes it away', async () => {
  const shop = deployment('rolls', imageOf(1));
  await cluster.api.apply(shop);
  await until('four pods to be available', async () => (await statusOf(shop)).availableReplicas === 4);
  const pods = await podsOf('rolls');
  expect(pods.map((pod) => `${isReady(pod) ? 'ready' : 'unready'} ${imageIn(pod)}`)).toEqual(
    Array(4).fill(`ready ${imageOf(1)}`),
  );
  await cluster.api.remove(shop);
  await until('its pods to be gone', async () => (await podsOf('rolls')).length === 0);
});

it('lets a pod live as its digest says', async () => {
  const fates: readonly Fate[] = ['never-pulled', 'never-ready', 'crash-loop', 'crashes-later', 'slow'];
  const seen = await Promise.all(
    fates.map(async (fate) => {
      await cluster.api.apply(deployment(fate, imageOf(1, fate), 1));
      return until(`the pod of ${fate}`, async () => {
        const [pod] = await podsOf(fate);
        const container = pod?.status?.containerStatuses?.[0];
        if (container === undefined || (fate === 'crashes-later' && container.ready)) return null;
        return `${container.ready ? 'ready' : 'unready'}, ${container.state?.waiting?.reason ?? 'running'}`;
      });
    }),
  );
  expect(seen).toEqual([
    'unready, ImagePullBackOff',
    'unready, running',
    'unready, CrashLoopBackOff',
    'unready, CrashLoopBackOff',
    'ready, running',
  ]);
});

it('has Argo Rollouts, which brings a Rollout to Healthy', async () => {
  const shop = rollout('argo', imageOf(1));
  await cluster.api.apply(shop);
  await until('the Rollout to be Healthy', async () => (await statusOf(shop)).phase === 'Healthy');
  expect(
    (await podsOf('argo')).map((pod) => `${isReady(pod) ? 'ready' : 'unready'} ${imageIn(pod)}`),
  ).toEqual(Array(4).fill(`ready ${imageOf(1)}`));
});

it("takes routers' objects, refuses what they forbid, and lets a test answer as their controller", async () => {
  const route = httpRoute('shop', { api: 100, 'api-canary': 0 });
  await cluster.api.apply(route);
  await expect(cluster.api.apply(httpRoute('wrong', { api: -1 }))).rejects.toThrow(Refused);
  await cluster.api.setStatus(route, { parents: [ACCEPTED] });
  const read: unknown = await cluster.config().makeApiClient(CustomObjectsApi).getNamespacedCustomObject({
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    namespace: 'default',
    plural: 'httproutes',
    name: 'shop',
  });
  expect(read).toMatchObject({
    spec: { rules: [{ backendRefs: [{ weight: 100 }, { weight: 0 }] }] },
    status: { parents: [{ conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 1 }] }] },
  });
  for (const of of [virtualService, traefikService]) {
    const object = of('shop', { api: 90, 'api-canary': 10 });
    await cluster.api.apply(object);
    expect(await cluster.api.read(object)).toMatchObject({ spec: object['spec'] });
  }
});

it('lets nobody in without a right, and keeps a record of who asked', async () => {
  const nobody = await cluster.account('default', 'nobody');
  const list = { namespace: 'default' };
  await expect(
    cluster.config(nobody).makeApiClient(AppsV1Api).listNamespacedDeployment(list),
  ).rejects.toMatchObject({ code: 403 });
  await expect(
    cluster.config('of nobody').makeApiClient(AppsV1Api).listNamespacedDeployment(list),
  ).rejects.toMatchObject({ code: 401 });
  expect(cluster.requests()).toContainEqual(
    expect.objectContaining({
      verb: 'list',
      user: 'system:serviceaccount:default:nobody',
      resource: 'deployments',
      code: 403,
    }),
  );
});

it('stands beside another one, which knows nothing of it', async () => {
  const second = await Cluster.start(part, { name: 'us', nodes: 1 });
  try {
    const shop = deployment('beside', imageOf(1), 1);
    await second.api.apply(shop);
    await expect(cluster.api.read(shop)).rejects.toMatchObject({ status: 404 });
    const both = new KubeConfig();
    both.loadFromString(kubeconfig(cluster.access(), second.access()));
    expect(await deploymentsIn(both)).not.toContain('beside');
    both.setCurrentContext('us');
    expect(await deploymentsIn(both)).toEqual(['beside']);
  } finally {
    await second.remove();
  }
});

it.each(['SIGTERM', 'SIGKILL'] as const)('goes on where its API server ended by %s', async (signal) => {
  const name = `kept-${signal.toLowerCase()}`;
  await cluster.api.apply(deployment(name, imageOf(1)));
  await cluster.stopApiServer(signal);
  await expect(cluster.api.read(deployment(name, imageOf(1)))).rejects.toThrow('fetch failed');
  await cluster.startApiServer();
  // They ask again after ever longer pauses, of half a minute at most.
  await until(
    'four pods to be ready',
    async () => (await podsOf(name)).filter(isReady).length === 4,
    120_000,
  );
  // Those who had lost their watches follow again.
  await cluster.api.apply(deployment(name, imageOf(2)));
  await until(
    'the next image to be all there is',
    async () => {
      const pods = await podsOf(name);
      return pods.length === 4 && pods.every((pod) => isReady(pod) && imageIn(pod) === imageOf(2));
    },
    120_000,
  );
});

const ACCEPTED = {
  parentRef: { name: 'shop' },
  controllerName: 'example.org/test',
  conditions: [
    {
      type: 'Accepted',
      status: 'True',
      reason: 'Accepted',
      message: '',
      observedGeneration: 1,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
};

const withStatus = z.object({
  status: z.optional(z.object({ availableReplicas: z.optional(z.number()), phase: z.optional(z.string()) })),
});

async function statusOf(object: KubernetesObject) {
  return z.parse(withStatus, await cluster.api.read(object)).status ?? {};
}

async function deploymentsIn(config: KubeConfig): Promise<readonly (string | undefined)[]> {
  const { items } = await config.makeApiClient(AppsV1Api).listNamespacedDeployment({ namespace: 'default' });
  return items.map(({ metadata }) => metadata?.name);
}

async function podsOf(app: string): Promise<readonly V1Pod[]> {
  const core = cluster.config().makeApiClient(CoreV1Api);
  return (await core.listNamespacedPod({ namespace: 'default', labelSelector: `app=${app}` })).items;
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

function imageIn({ spec }: V1Pod): string | undefined {
  return spec?.containers[0]?.image;
}
