import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubernetesTraffic } from '@glidepath/model';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { kubernetesObject, type KubernetesObject } from './api.ts';
import { openPlace, type Place } from './place.ts';
import { deploymentNamed, Engine, leftovers, only, podImages, release, split, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { deployment, httpRoute } from './objects.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ routers: ['gatewayApi'] });
});
afterAll(async () => cluster?.remove());

const ONE = release(1);
const TWO = release(2);

/** A Deployment behind two Services, whose traffic an HTTPRoute divides. */
async function shop(name: string): Promise<KubernetesTraffic> {
  const own = deployment(name, imageOf(1));
  const labels = { app: name, 'glidepath.dev/track': 'stable' };
  const { template } = z.parse(z.looseObject({ template: z.looseObject({}) }), own['spec']);
  await standing(cluster, {
    ...own,
    spec: { ...asObject(own['spec']), template: { ...template, metadata: { labels } } },
  });
  await cluster.api.apply(service(name, labels));
  await cluster.api.apply(service(`${name}-canary`, { app: name, 'glidepath.dev/track': 'canary' }));
  await cluster.api.apply(httpRoute(name, { [name]: 1, [`${name}-canary`]: 0 }));
  return { kind: 'httpRoute', name, stable: name, canary: `${name}-canary` };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function service(name: string, selector: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

/** Plays the gateway's controller while `act` runs: every version of the route is accepted. */
async function accepting<T>(name: string, act: () => Promise<T>): Promise<T> {
  const route = httpRoute(name, {});
  const end = new AbortController();
  const playing = (async () => {
    while (!end.signal.aborted) {
      const { metadata } = await cluster.api.read(route);
      const observedGeneration = metadata['generation'];
      const condition = (type: string) => ({
        type,
        status: 'True',
        reason: type,
        message: '',
        observedGeneration,
        lastTransitionTime: '2026-01-01T00:00:00Z',
      });
      await cluster.api.setStatus(route, {
        parents: [
          {
            parentRef: { name: 'shop' },
            controllerName: 'example.org/test',
            conditions: [condition('Accepted'), condition('ResolvedRefs')],
          },
        ],
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    return await act();
  } finally {
    end.abort();
    await playing;
  }
}

const weighted = z.object({
  rules: z.array(z.object({ backendRefs: z.array(z.object({ name: z.string(), weight: z.number() })) })),
});
async function weightsOf(name: string): Promise<readonly number[]> {
  const route = z.parse(kubernetesObject, await cluster.api.read(httpRoute(name, {})));
  const { rules } = z.parse(weighted, route['spec']);
  return rules.flatMap(({ backendRefs }) => backendRefs.map(({ weight }) => weight));
}

it('gives a canary its share by the route, and promotes it while it carries everything', async () => {
  const traffic = await shop('routed');
  const before = await weightsOf('routed');
  const run = await Engine.of(cluster, 'routed', { traffic });
  await accepting('routed', async () => {
    await run.bring(split('canary', ONE, TWO, 0));
    expect(await run.bring(split('canary', ONE, TWO, 10))).toMatchObject({ settled: true, weight: 10 });
    const [stable = 0, canary = 0] = await weightsOf('routed');
    expect(canary / (stable + canary)).toBeCloseTo(0.1);
    expect(await run.bring(split('canary', ONE, TWO, 100))).toMatchObject({ settled: true, weight: 100 });
    const { spec, status } = await deploymentNamed(cluster, 'routed-glidepath-canary');
    expect([spec?.replicas, status?.readyReplicas]).toEqual([4, 4]);
    // For an instant way back the stable one is as it was.
    expect((await deploymentNamed(cluster, 'routed')).spec?.template.spec?.containers[0]?.image).toBe(
      imageOf(1),
    );
    expect(await run.bring(only(TWO))).toMatchObject({ settled: true, weight: 100 });
  });
  expect(await podImages(cluster, 'routed')).toEqual(Array(4).fill(imageOf(2)));
  expect(await weightsOf('routed')).toEqual(before);
  expect(await leftovers(cluster, 'routed')).toEqual([]);
});

it('goes back to the stable release by the route first', async () => {
  const traffic = await shop('reversed');
  const before = await weightsOf('reversed');
  const run = await Engine.of(cluster, 'reversed', { traffic });
  await accepting('reversed', async () => {
    await run.bring(split('canary', ONE, TWO, 100));
    await run.target.apply(only(ONE), 1);
    expect((await weightsOf('reversed'))[1]).toBe(0);
    expect((await deploymentNamed(cluster, 'reversed-glidepath-canary')).status?.readyReplicas).toBe(4);
    await run.bring(only(ONE));
  });
  expect(await weightsOf('reversed')).toEqual(before);
  expect(await leftovers(cluster, 'reversed')).toEqual([]);
});

it('tells that somebody else changed the route, and goes back all the same', async () => {
  const traffic = await shop('edited');
  const run = await Engine.of(cluster, 'edited', { traffic });
  await accepting('edited', async () => {
    await run.bring(split('canary', ONE, TWO, 10));
    await cluster.api.apply(httpRoute('edited', { edited: 50, 'edited-canary': 50 }));
    const foreign = await until('the change to be told', async () => {
      const view = await run.once(split('canary', ONE, TWO, 10));
      return view.foreign;
    });
    expect(foreign.what).toContain('"test", at ');
    expect(foreign.what).toContain('HTTPRoute "edited"');
    await run.bring(only(ONE));
    expect((await weightsOf('edited'))[1]).toBe(0);
  });
  expect(await leftovers(cluster, 'edited')).toEqual([]);
});

it('refuses Services that mix the two sides, before anything begins', async () => {
  const traffic = await shop('mixed');
  await cluster.api.apply(service('mixed', { app: 'mixed' }));
  // What is applied by the same manager leaves out the second label.
  const run = await Engine.of(cluster, 'mixed', { traffic });
  await expect(run.once(split('canary', ONE, TWO, 0))).rejects.toThrow(
    'The Service "mixed" does not select the stable pods alone: its selector has to be { app: mixed, glidepath.dev/track: stable }.',
  );
  expect(await leftovers(cluster, 'mixed')).toEqual([]);
});
