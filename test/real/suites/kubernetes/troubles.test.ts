import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { Refused, type KubernetesObject } from './api.ts';
import { onlyOurs, openPlace, type Place } from './place.ts';
import { imageOf } from './fates.ts';
import { accepting } from './gateway.ts';
import type { Inventory } from './inventory.ts';
import { Meddler } from './meddler.ts';
import { denying } from './policies.ts';
import { expectEnd, Shop, type ShopOptions } from './shop.ts';
import { SHOP_KINDS, type ShopKind } from './shop-objects.ts';

/** What a cluster does to a rollout, by the bundles as they ship. */

/** Many rollouts on a small machine. */
const PATIENCE_MS = 180_000;

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ routers: ['gatewayApi'], argoRollouts: true });
});
afterAll(async () => cluster?.remove());

async function within(
  kind: ShopKind,
  options: ShopOptions,
  act: (shop: Shop) => Promise<void>,
): Promise<void> {
  await using shop = await Shop.open(cluster, kind, options);
  if (kind === 'routed') await accepting(cluster, shop.namespace, 'shop', async () => act(shop));
  else await act(shop);
}

describe.concurrent('each object is changed by somebody else just before each write of it', () => {
  it.each(SHOP_KINDS)('%s', async (kind) => {
    await using meddler = await Meddler.start(cluster);
    await within(kind, { kubeconfig: meddler.kubeconfig() }, async (shop) => {
      expectEnd(await shop.deploy(2).ended, 0, { decision: 'promoted' });
      await shop.expectHolds(2, 'promoted, healthy (v2)');
      shop.fail(3);
      expectEnd(await shop.deploy(3).ended, 3, { decision: 'rolled-back', reason: 'breach' });
      await shop.expectHolds(2, 'rolled back, breach (v3)');
    });
    const versioned = meddler.writes.filter(({ isVersioned }) => isVersioned).map(({ what }) => what);
    const refused = meddler.writes.filter(({ code }) => code === 409).map(({ what }) => what);
    expect(refused.length).toBeGreaterThan(4);
    // A deletion is of one very object, whatever its version.
    const compared = new Set(versioned.filter((what) => !what.startsWith('DELETE')));
    expect(new Set(refused)).toEqual(compared);
  });
});

describe.concurrent('an image that never gets ready', () => {
  it.each(SHOP_KINDS)('%s', async (kind) => {
    const late = { progressDeadlineSeconds: 5 };
    const spec = kind === 'argo' ? { ...late, progressDeadlineAbort: true } : late;
    await within(kind, { spec }, async (shop) => {
      const end = await shop.deploy(2, 'never-pulled').ended;
      expectEnd(end, 3, { decision: 'rolled-back', reason: 'target-failed' });
      await shop.expectHolds(1, 'rolled back, target failed (v2)');
    });
  });
});

describe.concurrent('an image that a policy of the cluster refuses', () => {
  it.each(SHOP_KINDS)('%s: before anything has begun', async (kind) =>
    within(kind, {}, async (shop) => {
      await using _ = await denying(shop, `object.spec.template.spec.containers[0].image == '${imageOf(2)}'`);
      const end = await shop.deploy(2).ended;
      expectEnd(end, 3, { decision: 'rolled-back', reason: 'target-refused' });
      expect(end.stdout).toContain('not in this shop');
      await shop.expectHolds(1, 'rolled back, target refused (v2)');
    }),
  );

  it('canary: when yours is to roll to it', async () =>
    within('canary', { steps: 'approval' }, async (shop) => {
      const run = await shop.deployToPause(2);
      const rolls = `object.metadata.name == 'shop' && object.spec.template.spec.containers[0].image == '${imageOf(2)}'`;
      await using _ = await denying(shop, rolls);
      await shop.goOn();
      expectEnd(await run.ended, 3, { decision: 'rolled-back', reason: 'target-refused' });
      await shop.expectHolds(1, 'rolled back, target refused (v2)');
    }));
});

describe.concurrent('an autoscaler and a disruption budget', () => {
  it.each(SHOP_KINDS)('%s: the one scales up in the middle, the other one stays in force', async (kind) =>
    within(kind, { steps: 'approval', extra: [autoscaler(kind, 4), BUDGET] }, async (shop) => {
      const run = await shop.deployToPause(2);
      const pods = await podsIn(shop);
      const evicted = (await Promise.all(pods.map(async (pod) => evict(shop, pod)))).filter(Boolean);
      // What a Deployment has above its replicas while it rolls, the budget does not miss, and what goes comes again at once.
      if (kind === 'rolling') expect(evicted.length).toBeLessThan(pods.length);
      else expect(evicted).toEqual([]);
      await cluster.api.mergePatch(shop.here(autoscaler(kind, 4)), { spec: { minReplicas: 8 } });
      await until('the autoscaler to scale', async () => {
        const { spec } = z.parse(scaled, await cluster.api.read(shop.workload));
        return spec.replicas === 8;
      });
      await shop.goOn();
      expectEnd(await run.ended, 0, { decision: 'promoted' });
      await shop.expectHolds(2, 'promoted, healthy (v2)', withReplicas(8));
    }),
  );
});

/** After all others: it is their API server too. */
describe('the API server is killed in the middle', () => {
  it('and a rollout of each kind goes on, or back, as soon as it is there again', async (context) => {
    onlyOurs(context, 'its API server is not ours to stop');
    const plans = [
      ...SHOP_KINDS.map((kind) => ({ kind, isBad: false })),
      { kind: 'canary', isBad: true },
      { kind: 'argo', isBad: true },
    ] as const;
    const [away, seen] = [Promise.withResolvers<void>(), { standing: 0, asked: 0 }];
    const all = Promise.all(
      plans.map(async ({ kind, isBad }) =>
        within(kind, { steps: 'approval' }, async (shop) => {
          const run = await shop.deployToPause(2);
          seen.standing += 1;
          await away.promise;
          if (isBad) shop.fail(2);
          else await shop.goOn();
          seen.asked += 1;
          if (isBad) expectEnd(await run.ended, 3, { decision: 'rolled-back', reason: 'breach' });
          else expectEnd(await run.ended, 0, { decision: 'promoted' });
          if (isBad) await shop.expectHolds(1, 'rolled back, breach (v2)');
          else await shop.expectHolds(2, 'promoted, healthy (v2)');
        }),
      ),
    );
    await Promise.race([
      all,
      until('all to stand in the middle', () => seen.standing === plans.length, PATIENCE_MS),
    ]);
    await cluster.stopApiServer('SIGKILL');
    away.resolve();
    await Promise.race([
      all,
      until('all to be asked meanwhile', () => seen.asked === plans.length, PATIENCE_MS),
    ]);
    await cluster.startApiServer();
    await all;
  });
});

const scaled = z.object({ spec: z.object({ replicas: z.number() }) });

const BUDGET: KubernetesObject = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'shop' },
  spec: { minAvailable: '100%', selector: { matchLabels: { app: 'shop' } } },
};

/** Nobody measures pods that kwok plays; the least number of replicas is kept all the same. */
function autoscaler(kind: ShopKind, minReplicas: number): KubernetesObject {
  const of =
    kind === 'argo'
      ? { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }
      : { apiVersion: 'apps/v1', kind: 'Deployment' };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'shop' },
    spec: {
      scaleTargetRef: { ...of, name: 'shop' },
      minReplicas,
      maxReplicas: 12,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    },
  };
}

function withReplicas(count: number): (before: Inventory) => Inventory {
  return (before) => ({
    ...before,
    ...z.parse(
      z.object({ objects: z.record(z.string(), z.unknown()) }),
      JSON.parse(
        JSON.stringify({ objects: before.objects })
          .replace('"replicas":4', `"replicas":${count}`)
          .replace('"minReplicas":4', `"minReplicas":${count}`),
      ),
    ),
    images: Array<string>(count).fill(imageOf(1)),
    pods: count,
    wanted: count,
  });
}

const listed = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string(), deletionTimestamp: z.optional(z.string()) }) }),
  ),
});

async function podsIn({ namespace }: Shop): Promise<readonly string[]> {
  const all = z.parse(listed, await cluster.api.request('GET', `/api/v1/namespaces/${namespace}/pods`));
  return all.items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.name);
}

/** Whether the budget let it go. */
async function evict({ namespace }: Shop, name: string): Promise<boolean> {
  try {
    await cluster.api.request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
