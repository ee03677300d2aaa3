import { deliver, systemClock, type MetricSource, type Order } from '@glidepath/conductor';
import { millis, percent, type Release } from '@glidepath/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../harness/index.ts';
import { PRODUCTION, World } from '../../../../packages/conductor/src/testing/index.ts';
import { KWOK_ONLY, onlyOurs, openPlace, type Place } from './place.ts';
import { Engine, leftovers, podImages, release, standing } from './engine.ts';
import { imageOf, type Fate } from './fates.ts';
import { deployment } from './objects.ts';

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace();
});
afterAll(async () => cluster?.remove());

const BAKE = { min: millis(400), max: millis(20_000) };
const ENVIRONMENT: Order['environment'] = {
  ...PRODUCTION,
  strategy: {
    kind: 'canary',
    steps: [20, 50].map((weight) => ({ weight: percent(weight), bake: BAKE, approval: false, gates: [] })),
    watch: BAKE,
  },
  analysis: { ...PRODUCTION.analysis, poll: millis(200) },
};

/** Counters of both releases, of which the candidate fails by that share. */
function counters(failing: number): MetricSource {
  let total = 0;
  return {
    async read(slos, { candidate, stable }) {
      total += 1_000;
      const of = ({ digest }: Release, bad: number) => ({
        kind: 'cumulative' as const,
        series: [{ id: digest, bad: Math.round(total * bad), total }],
      });
      return slos.map(({ name }) => ({
        sli: name,
        candidate: of(candidate, failing),
        stable: stable === null ? null : of(stable, 0),
        latency: null,
      }));
    },
  };
}

/** A conductor with a ledger, and the real engine. */
async function conductor(name: string, more: object = {}, failing = 0) {
  const object = deployment(name, imageOf(1));
  await standing(cluster, { ...object, spec: { ...asObject(object['spec']), ...more } });
  const world = new World();
  const { target } = await Engine.of(cluster, name);
  const ports = { ...world.ports, target, metrics: counters(failing), clock: systemClock };
  return {
    world,
    deliver: async (of: Release, extra: Partial<Order> = {}) =>
      deliver(ports, world.order(of, { environment: ENVIRONMENT, ...extra })),
  };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

async function serves(name: string, number: number): Promise<void> {
  expect(await podImages(cluster, name)).toEqual(Array(4).fill(imageOf(number)));
  expect(await leftovers(cluster, name)).toEqual([]);
}

it('promotes a release, and then the one after it', async () => {
  const { deliver: send, world } = await conductor('promoted');
  expect(await send(release(2))).toMatchObject({ decision: 'promoted', reason: 'healthy' });
  await serves('promoted', 2);
  expect(await send(release(3))).toMatchObject({ decision: 'promoted' });
  await serves('promoted', 3);
  expect(world.story.filter((kind) => kind === 'ended')).toHaveLength(2);
});

it('rolls back on a breach', async () => {
  const { deliver: send } = await conductor('breached', {}, 0.5);
  expect(await send(release(2))).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
  await serves('breached', 1);
});

it.for<Fate>(['never-pulled', 'crash-loop'])('rolls back an image that is %s', async (fate, context) => {
  if (fate !== 'never-pulled') onlyOurs(context, KWOK_ONLY);
  const { deliver: send } = await conductor(fate, { progressDeadlineSeconds: 2 });
  expect(await send(release(2, fate))).toMatchObject({ decision: 'rolled-back', reason: 'target-failed' });
  await serves(fate, 1);
});

it('takes everything back where the run is told to stop', async (context) => {
  onlyOurs(context, KWOK_ONLY);
  const { deliver: send, world } = await conductor('stopped');
  const stop = new AbortController();
  const ended = send(release(2, 'slow'), { stop: stop.signal });
  await until('the first step', () => world.ledger.entries.length > 2);
  stop.abort();
  expect(await ended).toMatchObject({ decision: 'rolled-back', reason: 'cancelled' });
  await serves('stopped', 1);
});

it('makes the canary again where somebody deletes it', async () => {
  const { deliver: send } = await conductor('bereft');
  const slow = { ...ENVIRONMENT.analysis, poll: millis(1_000) };
  const ended = send(release(2), {
    environment: {
      ...ENVIRONMENT,
      analysis: slow,
      strategy: { ...PRODUCTION.strategy, watch: BAKE },
    },
  });
  const canary = deployment('bereft-glidepath-canary', '');
  await until('the canary to stand', async () => cluster.api.read(canary).catch(() => null));
  // It is noted at the same time.
  await until('the note of it', async () => {
    const { metadata } = await cluster.api.read(deployment('bereft', ''));
    return JSON.stringify(metadata['annotations']).includes('glidepath.dev/candidate');
  });
  await cluster.api.remove(canary);
  expect(await ended).toMatchObject({ decision: 'promoted' });
  await serves('bereft', 2);
});
