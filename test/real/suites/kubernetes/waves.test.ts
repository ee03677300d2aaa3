import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TargetError, type Target } from '@glidepath/conductor';
import { millis, percent, type KubernetesTargetSpec } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { createTarget } from '../../../../packages/targets/src/registry.ts';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { Cluster } from './cluster.ts';
import { deploymentNamed, leftovers, podImages, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { kubeconfig } from './kubeconfig.ts';
import { deployment } from './objects.ts';
import { NAMESPACE } from './settings.ts';

/** Two clusters, each a wave, by their contexts in one kubeconfig. Both are ours, whatever context is given. */
let eu: Cluster;
let us: Cluster;
let config: string;

const ONE = release(1);
const TWO = release(2);

beforeAll(async () => {
  const part = await ensureKubernetes(openCache(process.env, () => undefined));
  eu = await Cluster.start(part, { name: 'eu-1', nodes: 1 });
  us = await Cluster.start(part, { name: 'us-1', nodes: 1 });
  config = join(eu.folder, 'both');
  writeFileSync(config, kubeconfig(eu.access(), us.access()), { mode: 0o600 });
});
afterAll(async () => {
  await eu?.remove();
  await us?.remove();
});

async function targetOf(name: string): Promise<Target> {
  const specIn = (context: string): KubernetesTargetSpec => ({
    kind: 'kubernetes',
    deployment: name,
    namespace: NAMESPACE,
    context,
    kubeconfig: null,
    container: null,
    image: null,
    traffic: null,
    service: null,
  });
  const named = ['eu-1', 'us-1'].map((context) => [{ name: context, spec: specIn(context) }]);
  const bake = { min: millis(0), max: millis(1000) };
  return createTarget(
    { kind: 'waves', waves: named, bake },
    {
      service: name,
      environment: 'production',
      workspace: eu.folder,
      stateDir: eu.folder,
      daemonFile: '/dev/null',
      strategy: { kind: 'rolling', batches: 2, bake, watch: bake },
      slos: [],
      env: { KUBECONFIG: config },
      now: () => Date.now(),
    },
  );
}

function at(index: number, weight: number): Desired {
  const all = (index * 100 + weight) / 2;
  const desired = split('rolling', ONE, TWO, all);
  return desired.kind === 'split' ? { ...desired, wave: { index, weight: percent(weight) } } : desired;
}

/** As the conductor does: asked and looked at until it is there; a refusal for now is no end. */
async function bring(target: Target, desired: Desired, each: () => Promise<void> = async () => {}) {
  return until(
    `the targets to bring about ${JSON.stringify(desired)}`,
    async (): Promise<TargetView | null> => {
      try {
        await target.apply(desired, 1);
        const view = await target.observe(desired);
        await each();
        return view.settled || view.failure !== null ? view : null;
      } catch (error) {
        if (error instanceof TargetError && !error.final) return null;
        throw error;
      }
    },
    60_000,
  );
}

async function imageIn(cluster: Cluster, name: string): Promise<string | undefined> {
  const { spec } = await deploymentNamed(cluster, name);
  return spec?.template.spec?.containers[0]?.image;
}

async function begun(name: string): Promise<Target> {
  await Promise.all([eu, us].map(async (cluster) => standing(cluster, deployment(name, imageOf(1), 2))));
  return targetOf(name);
}

it('gives a release to one cluster after the other, and tidies both', { timeout: 120_000 }, async () => {
  const name = 'promoted';
  const target = await begun(name);
  expect(await target.standing()).toMatchObject({ digest: ONE.digest });
  await bring(target, at(0, 0));
  // Pods that come up together are more than were asked for: what is seen is told.
  expect((await bring(target, at(0, 50))).weight).toBeGreaterThanOrEqual(25);
  expect(await bring(target, at(0, 100))).toMatchObject({ settled: true, weight: 50 });
  expect(await imageIn(us, name)).toBe(imageOf(1));
  const view = await bring(target, at(1, 50));
  expect(view.settled).toBe(true);
  expect(view.weight).toBeGreaterThanOrEqual(75);
  expect(view.note).toMatch(/^wave 2 of 2, us-1: /);
  await bring(target, at(1, 100));
  await bring(target, { kind: 'only', release: TWO, beside: ONE });
  for (const cluster of [eu, us]) {
    expect(await podImages(cluster, name)).toEqual([imageOf(2), imageOf(2)]);
    expect(await leftovers(cluster, name)).toEqual([]);
  }
  await target.close();
});

it('goes back in the last cluster first', { timeout: 120_000 }, async () => {
  const name = 'breached';
  const target = await begun(name);
  await bring(target, at(0, 0));
  await bring(target, at(0, 100));
  await bring(target, at(1, 50));
  const order: string[] = [];
  await bring(target, { kind: 'only', release: ONE, beside: TWO }, async () => {
    const images = [await imageIn(eu, name), await imageIn(us, name)];
    const seen = images.map((image) => (image === imageOf(1) ? 'back' : 'there')).join(' ');
    if (order.at(-1) !== seen) order.push(seen);
    // The first wave is touched only once the second has all its pods again.
    if (images[0] === imageOf(1)) expect(await podImages(us, name)).toEqual([imageOf(1), imageOf(1)]);
  });
  expect(order).toEqual(['there back', 'back back']);
  for (const cluster of [eu, us]) expect(await leftovers(cluster, name)).toEqual([]);
  await target.close();
});

it('goes back where it can while a cluster is away', { timeout: 120_000 }, async () => {
  const name = 'away';
  const target = await begun(name);
  await bring(target, at(0, 0));
  await bring(target, at(0, 100));
  await bring(target, at(1, 50));
  const back: Desired = { kind: 'only', release: ONE, beside: TWO };
  await us.stopApiServer();
  await until('eu-1 to be back', async () => {
    await expect(target.apply(back, 1)).rejects.toThrow(/us-1: /);
    return (await imageIn(eu, name)) === imageOf(1);
  });
  await us.startApiServer();
  await bring(target, back);
  expect(await podImages(us, name)).toEqual([imageOf(1), imageOf(1)]);
  await target.close();
});
