import { deliver, EXIT_CODES, systemClock, type MetricSource, type Order } from '@glidepath/conductor';
import { millis, percent, type DriftPolicy, type KubernetesTraffic, type Release } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { PRODUCTION, World } from '../../../../packages/conductor/src/testing/index.ts';
import type { KubernetesObject } from './api.ts';
import { Engine, leftovers, podImages, release, standing } from './engine.ts';
import { imageOf } from './fates.ts';
import { accepting } from './gateway.ts';
import { deployment, httpRoute } from './objects.ts';
import { openPlace, type Place } from './place.ts';
import { NAMESPACE } from './settings.ts';

/** Somebody else has a hand in a rollout: a conductor with a ledger, on the real engine. */

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ routers: ['gatewayApi'] });
});
afterAll(async () => cluster?.remove());

const TWO = release(2);
const BAKE = { min: millis(2_000), max: millis(60_000) };

interface Shop {
  readonly name: string;
  readonly world: World;
  deliver(of: Release, extra?: Partial<Order>): ReturnType<typeof deliver>;
  /** Its own side of the route, then the canary's. */
  weights(): Promise<readonly number[]>;
}

interface Story {
  readonly drift?: DriftPolicy;
  /** Once, when the canary has its first traffic. */
  readonly act: (shop: Shop) => Promise<unknown>;
}

/** A Deployment behind two Services, whose traffic an HTTPRoute divides, and a gateway that takes what is written. */
async function within(name: string, { drift = 'restore', act }: Story, tell: (shop: Shop) => Promise<void>) {
  const traffic = await routed(name);
  const run = await Engine.of(cluster, name, { traffic });
  const world = new World();
  const { listener } = world;
  let isDone = false;
  let acting: Promise<unknown> = Promise.resolve();
  const ports = {
    ...world.ports,
    target: run.target,
    metrics: counters(),
    clock: systemClock,
    listener: {
      event: listener.event.bind(listener),
      note: listener.note.bind(listener),
      sample(look: Parameters<typeof listener.sample>[0]) {
        listener.sample(look);
        if (look.phase !== 'step' || look.weight === 0 || isDone) return;
        isDone = true;
        acting = act(shop);
      },
    },
  };
  const environment: Order['environment'] = {
    ...PRODUCTION,
    strategy: {
      kind: 'canary',
      steps: [20, 50].map((weight) => ({
        weight: percent(weight),
        bake: BAKE,
        approval: false,
        gates: [],
      })),
      watch: { ...BAKE, min: millis(0) },
    },
    analysis: { ...PRODUCTION.analysis, poll: millis(200) },
    policies: { ...PRODUCTION.policies, drift, pause: { timeout: millis(1_000), then: 'rollback' } },
  };
  const shop: Shop = {
    name,
    world,
    deliver: async (of, extra = {}) => deliver(ports, world.order(of, { environment, ...extra })),
    weights: async () => weightsOf(name),
  };
  try {
    await accepting(cluster, NAMESPACE, name, async () => tell(shop));
    expect(isDone).toBe(true);
    await acting;
  } finally {
    await run.target.close();
  }
}

/** Of both releases, which are well. */
function counters(): MetricSource {
  let total = 0;
  return {
    async read(slos, { candidate, stable }) {
      total += 1_000;
      const of = ({ digest }: Release) => ({
        kind: 'cumulative' as const,
        series: [{ id: digest, bad: 0, total }],
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

async function routed(name: string): Promise<KubernetesTraffic> {
  const labels = { app: name, 'glidepath.dev/track': 'stable' };
  const own = deployment(name, imageOf(1));
  const spec = z.parse(z.looseObject({ template: z.looseObject({}) }), own['spec']);
  await standing(cluster, {
    ...own,
    spec: { ...spec, template: { ...spec.template, metadata: { labels } } },
  });
  await cluster.api.apply(service(name, labels));
  await cluster.api.apply(service(`${name}-canary`, { app: name, 'glidepath.dev/track': 'canary' }));
  await cluster.api.apply(httpRoute(name, { [name]: 1, [`${name}-canary`]: 0 }));
  return { kind: 'httpRoute', name, stable: name, canary: `${name}-canary` };
}

function service(name: string, selector: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { selector, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

const weighted = z.object({
  rules: z.array(z.object({ backendRefs: z.array(z.object({ weight: z.number() })) })),
});
async function weightsOf(name: string): Promise<readonly number[]> {
  const { rules } = z.parse(weighted, (await cluster.api.read(httpRoute(name, {})))['spec']);
  return rules.flatMap(({ backendRefs }) => backendRefs.map(({ weight }) => weight));
}

/** As kubectl edit would. */
async function edit({ name }: Shop, canary: number): Promise<void> {
  const route = httpRoute(name, { [name]: 100 - canary, [`${name}-canary`]: canary });
  const { rules } = z.parse(z.looseObject({ rules: z.array(z.unknown()) }), route['spec']);
  await cluster.api.request(
    'PATCH',
    `${await cluster.api.pathOf(route)}?fieldManager=kubectl-edit`,
    { spec: { rules } },
    'application/merge-patch+json',
  );
}
const EDITED =
  /"kubectl-edit", at \d{4}-\d\d-\d\dT[\d:]+Z, changed HTTPRoute ".*gives the canary 60%, and Glidepath had set 20%/;

const leaveAndTakeBack = async (shop: Shop) => {
  await edit(shop, 60);
  const told = async () => shop.world.listener.notes.some((note) => EDITED.test(note));
  await until('it to be told', told);
  const looks = shop.world.listener.samples.length;
  await until('more looks', () => shop.world.listener.samples.length > looks + 15);
  expect(shop.world.story).toEqual(['started', 'stepped']);
  expect(await shop.weights()).toEqual([40, 60]);
  await edit(shop, 20);
};

const deleteCanary = async ({ name }: Shop) => cluster.api.remove(deployment(`${name}-glidepath-canary`, ''));

const changeCanary = async ({ name }: Shop) =>
  cluster.api.request(
    'PATCH',
    `${await cluster.api.pathOf(deployment(`${name}-glidepath-canary`, ''))}?fieldManager=kubectl-patch`,
    {
      spec: {
        replicas: 3,
        template: { spec: { containers: [{ name: 'api', env: [{ name: 'A', value: 'B' }] }] } },
      },
    },
    'application/strategic-merge-patch+json',
  );

const setImage = async ({ name }: Shop) =>
  cluster.api.request(
    'PATCH',
    `${await cluster.api.pathOf(deployment(name, ''))}?fieldManager=kubectl-set`,
    { spec: { template: { spec: { containers: [{ name: 'api', image: imageOf(4) }] } } } },
    'application/strategic-merge-patch+json',
  );

async function serves({ name }: Shop, number: number): Promise<void> {
  await until(`${name} to serve ${number}`, async () => {
    const images = await podImages(cluster, name);
    return images.length === 4 && images.every((image) => image === imageOf(number));
  });
  expect(await weightsOf(name)).toEqual([1, 0]);
  expect(await leftovers(cluster, name)).toEqual([]);
}

describe.concurrent('a route that somebody edits in mid-canary', () => {
  it('is put back, and the rollout ends as it would have', async () =>
    within('restored', { act: async (shop) => edit(shop, 60) }, async (shop) => {
      const result = await shop.deliver(TWO);
      expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy' });
      expect(shop.world.listener.notes.join('\n')).toMatch(EDITED);
      const told = result.timeline.filter(({ note }) => note.includes('It was put back.'));
      expect(told.map(({ event, weight }) => [event, weight])).toEqual([['stepped', 50]]);
      expect(told[0]?.note).toMatch(EDITED);
      await serves(shop, 2);
    }));

  it('is left, and nothing goes forward, until somebody takes it back', async () => {
    await within('held', { drift: 'hold', act: leaveAndTakeBack }, async (shop) => {
      expect(await shop.deliver(TWO)).toMatchObject({ decision: 'promoted' });
      await serves(shop, 2);
    });
  });

  it('is for a person to look at', async () =>
    within('paused', { drift: 'pause', act: async (shop) => edit(shop, 60) }, async (shop) => {
      const result = await shop.deliver(TWO);
      expect(result).toMatchObject({ decision: 'rolled-back', reason: 'pause-timeout' });
      expect(result.timeline.find(({ event }) => event === 'paused')?.note).toMatch(EDITED);
      await serves(shop, 1);
    }));

  it('ends the rollout, and does not block the release', async () =>
    within('ended', { drift: 'rollback', act: async (shop) => edit(shop, 60) }, async (shop) => {
      const result = await shop.deliver(TWO);
      expect(result).toMatchObject({ decision: 'rolled-back', reason: 'drift' });
      expect(result.message).toMatch(EDITED);
      await serves(shop, 1);
      expect(await shop.deliver(TWO)).toMatchObject({ decision: 'promoted' });
    }));
});

describe.concurrent('a canary', () => {
  it('that somebody deletes is made again, with its traffic', async () => {
    await within('remade', { act: deleteCanary }, async (shop) => {
      const result = await shop.deliver(TWO);
      expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy' });
      expect(JSON.stringify(result.timeline)).toContain('Somebody deleted the canary Deployment');
      await serves(shop, 2);
    });
  });

  it('that somebody scales and changes is as it was again', async () => {
    await within('changed', { act: changeCanary }, async (shop) => {
      const result = await shop.deliver(TWO);
      expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy' });
      const told = JSON.stringify(result.timeline);
      expect(told).toContain('scaled the canary changed-glidepath-canary to 3');
      // Once: nothing of it was left.
      expect(told.split('It was put back.')).toHaveLength(2);
      await serves(shop, 2);
    });
  });
});

it("gives way to somebody else's image, which serves untouched, and the next delivery tells it", async () => {
  await within('superseded', { act: setImage }, async (shop) => {
    const result = await shop.deliver(TWO);
    expect(result).toMatchObject({
      decision: 'superseded',
      reason: 'other-release',
      release: { digest: TWO.digest },
    });
    expect(EXIT_CODES[result.decision]).toBe(5);
    expect(result.message).toMatch(/"kubectl-set", at .*Z, set the image of superseded to /);
    expect(shop.world.ledger.entries.at(-1)?.state.blocked).toEqual([]);
    await serves(shop, 4);
    // By the ledger another one is live.
    expect(await shop.deliver(TWO)).toMatchObject({ decision: 'rejected', reason: 'drift' });
    await serves(shop, 4);
    expect(await shop.deliver(TWO, { override: 'it was a hotfix' })).toMatchObject({
      decision: 'promoted',
      stable: { digest: release(4).digest },
    });
    await serves(shop, 2);
  });
});
