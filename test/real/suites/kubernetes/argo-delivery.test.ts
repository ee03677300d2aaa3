import { deliver, systemClock, type MetricSource, type Target } from '@glidepath/conductor';
import { PRODUCTION, World } from '../../../../packages/conductor/src/testing/index.ts';
import { millis, percent, type Environment, type Release } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from './api.ts';
import { calmStateOf, Driver, healthy, pausesAt, release, stateOf } from './argo-driver.ts';
import { openPlace, type Place } from './place.ts';
import { imageOf } from './fates.ts';
import { rollout } from './objects.ts';
import { NAMESPACE } from './settings.ts';

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ argoRollouts: true });
});
afterAll(async () => cluster?.remove());

const TWO = release(2);
const BAKE = { min: millis(500), max: millis(60_000) };

function environmentOf(name: string): Environment {
  const step = (weight: number) => ({ weight: percent(weight), bake: BAKE, approval: false, gates: [] });
  return {
    ...PRODUCTION,
    target: {
      kind: 'argo-rollouts',
      rollout: name,
      namespace: NAMESPACE,
      context: null,
      kubeconfig: null,
      container: null,
      image: null,
    },
    strategy: { kind: 'canary', steps: [step(25), step(50)], watch: BAKE },
    analysis: { ...PRODUCTION.analysis, poll: millis(500) },
  };
}

/** Nobody asks anything of pods that kwok plays: requests are as many as the weight that was seen says. */
function counting(
  target: Target,
  failRate: number,
): { readonly target: Target; readonly metrics: MetricSource } {
  let weight = 0;
  const served = { candidate: { bad: 0, total: 0 }, stable: { bad: 0, total: 0 } };
  const serve = (side: keyof typeof served, share: number, rate: number) => {
    served[side].total += Math.round(2_000 * share);
    served[side].bad += Math.round(2_000 * share * rate);
  };
  const reading = (side: keyof typeof served, { digest }: Release) =>
    ({ kind: 'cumulative', series: [{ id: digest, ...served[side] }] }) as const;
  return {
    target: {
      acquire: async (wanted) => target.acquire(wanted),
      standing: async () => target.standing(),
      apply: async (desired, fence) => target.apply(desired, fence),
      async observe(desired) {
        const view = await target.observe(desired);
        weight = desired.kind === 'split' ? view.weight / 100 : 0;
        return view;
      },
      counters: null,
      close: async () => target.close(),
    },
    metrics: {
      async read(slos, { candidate, stable }) {
        serve('candidate', weight, failRate);
        serve('stable', 1 - weight, 0);
        return slos.map(({ name }) => ({
          sli: name,
          candidate: reading('candidate', candidate),
          stable: stable === null ? null : reading('stable', stable),
          latency: null,
        }));
      },
    },
  };
}

async function delivered(
  name: string,
  options: { failRate?: number; atFirstStep?: () => Promise<unknown> } = {},
) {
  const object = await healthy(cluster, rollout(name, imageOf(1), pausesAt(25, 50)));
  const environment = environmentOf(name);
  const driver = await Driver.of(cluster, { rollout: name, strategy: environment.strategy });
  const { target, metrics } = counting(driver.target, options.failRate ?? 0);
  const world = new World();
  const { listener } = world;
  let isDone = false;
  const ports = {
    ...world.ports,
    target,
    metrics,
    clock: systemClock,
    listener: {
      event: listener.event.bind(listener),
      note: listener.note.bind(listener),
      sample(look: Parameters<typeof listener.sample>[0]) {
        listener.sample(look);
        if (look.phase !== 'step' || look.weight === 0 || isDone) return;
        isDone = true;
        void options.atFirstStep?.();
      },
    },
  };
  await target.acquire(TWO.digest);
  const result = await deliver(ports, world.order(TWO, { environment }));
  await target.close();
  return { object, result, story: world.story };
}

describe.concurrent('a delivery to a Rollout', () => {
  it('is promoted, and the ledger tells of each pause', async () => {
    const { object, result, story } = await delivered('promoted');
    expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy' });
    expect(story).toEqual(['started', 'stepped', 'stepped', 'promoting', 'watching', 'finishing', 'ended']);
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(2),
      phase: 'Healthy',
      through: true,
      marks: [],
    });
  });

  it('is rolled back on a breach, and the Rollout is Healthy at what it was', async () => {
    const { object, result, story } = await delivered('breached', { failRate: 0.5 });
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
    expect(story).toEqual(['started', 'stepped', 'rolling-back', 'ended']);
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      through: true,
      marks: [],
    });
  });

  it('is never green where somebody pushes another image in between', async () => {
    const object: KubernetesObject = rollout('pushed', imageOf(4), pausesAt(25, 50));
    const { result } = await delivered('pushed', {
      atFirstStep: async () => cluster.api.apply(object),
    });
    expect(result).toMatchObject({ decision: 'superseded', reason: 'other-release' });
    expect(result.message).toContain(`put ${imageOf(4)} there`);
    expect(await stateOf(cluster, object)).toMatchObject({ image: imageOf(4), marks: [] });
  });

  it('is rolled back where somebody aborts the Rollout', async () => {
    const object = rollout('stopped', imageOf(1));
    const { result } = await delivered('stopped', {
      atFirstStep: async () => cluster.api.setStatus(object, { abort: true }),
    });
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'drift' });
    expect(await calmStateOf(cluster, object)).toMatchObject({
      image: imageOf(1),
      phase: 'Healthy',
      through: true,
      marks: [],
    });
  });
});
