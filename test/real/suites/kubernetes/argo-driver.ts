import type { Target } from '@glidepath/conductor';
import {
  digest,
  millis,
  percent,
  type ArgoRolloutsTargetSpec,
  type Release,
  type Strategy,
} from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import * as z from 'zod/mini';
import { createTarget } from '../../../../packages/targets/src/registry.ts';
import { until } from '../../../harness/index.ts';
import type { KubernetesObject } from './api.ts';
import type { Place } from './place.ts';
import { imageOf, type Fate } from './fates.ts';
import { NAMESPACE } from './settings.ts';

/** The target `argo-rollouts`, driven as the conductor does: asked and looked at, again and again. */
export class Driver {
  readonly target: Target;
  readonly #fence: number;

  private constructor(target: Target, fence: number) {
    this.target = target;
    this.#fence = fence;
  }

  static async of(cluster: Place, options: DriverOptions): Promise<Driver> {
    const { rollout, strategy, fence = 1, token, container = null } = options;
    const spec: ArgoRolloutsTargetSpec = {
      kind: 'argo-rollouts',
      rollout,
      namespace: NAMESPACE,
      context: null,
      kubeconfig: null,
      container,
      image: null,
    };
    const target = await createTarget(spec, {
      service: 'shop',
      environment: 'production',
      workspace: cluster.folder,
      stateDir: cluster.folder,
      daemonFile: '/nowhere',
      strategy,
      slos: [],
      env: { KUBECONFIG: cluster.kubeconfig(token) },
      now: Date.now,
    });
    return new Driver(target, fence);
  }

  async once(desired: Desired): Promise<TargetView> {
    await this.target.apply(desired, this.#fence);
    return this.target.observe(desired);
  }

  /** Until it is there, or never will be. */
  async bring(desired: Desired): Promise<TargetView> {
    return this.until(
      desired,
      ({ settled, failure, foreign }) => settled || failure !== null || foreign !== null,
    );
  }

  async until(desired: Desired, holds: (view: TargetView) => boolean): Promise<TargetView> {
    const seen: string[] = [];
    try {
      return await until(
        JSON.stringify(desired),
        async () => {
          const view = await this.once(desired);
          seen.push(view.note);
          return holds(view) ? view : null;
        },
        90_000,
      );
    } catch (error) {
      throw new Error(`it was seen: ${[...new Set(seen)].join(' | ')}`, { cause: error });
    }
  }
}

interface DriverOptions {
  readonly rollout: string;
  readonly strategy: Strategy;
  readonly fence?: number;
  readonly token?: string;
  readonly container?: string;
}

const WATCH = { min: millis(0), max: millis(60_000) };

export function canary(...weights: readonly number[]): Strategy {
  const steps = weights.map((weight) => ({
    weight: percent(weight),
    bake: WATCH,
    approval: false,
    gates: [],
  }));
  return { kind: 'canary', steps, watch: WATCH };
}

export const BLUE_GREEN: Strategy = { kind: 'blue-green', approval: true, watch: WATCH };

/** A Rollout's steps with a pause without a duration at each of these weights. */
export function pausesAt(...weights: readonly number[]): readonly object[] {
  return weights.flatMap((setWeight) => [{ setWeight }, { pause: {} }]);
}

export function release(number: number, fate?: Fate): Release {
  return {
    digest: digest(imageOf(number, fate).replace(/^.*@/, '')),
    name: `r${number}`,
    commit: null,
    committedAt: null,
  };
}

export function split(stable: Release, candidate: Release, weight: number): Desired {
  return { kind: 'split', strategy: 'canary', stable, candidate, weight: percent(weight) };
}

export function only(of: Release): Desired {
  return { kind: 'only', release: of };
}

const rolloutObject = z.looseObject({
  metadata: z.looseObject({
    annotations: z.optional(z.record(z.string(), z.string())),
    generation: z.number(),
  }),
  spec: z.looseObject({
    template: z.optional(
      z.looseObject({
        spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }),
      }),
    ),
  }),
  status: z.optional(
    z.looseObject({
      phase: z.optional(z.string()),
      message: z.optional(z.string()),
      currentStepIndex: z.optional(z.number()),
      observedGeneration: z.optional(z.union([z.string(), z.number()])),
      stableRS: z.optional(z.string()),
      currentPodHash: z.optional(z.string()),
    }),
  ),
});

/** How an object stands: its image, our annotations but for the fence, and what its controller says. */
export async function stateOf(cluster: Place, object: KubernetesObject) {
  const { metadata, spec, status } = z.parse(rolloutObject, await cluster.api.read(object));
  const marks = Object.keys(metadata.annotations ?? {}).filter((key) => key.startsWith('glidepath.dev/'));
  return {
    image: spec.template?.spec.containers[0]?.image ?? null,
    marks: marks.filter((key) => key !== 'glidepath.dev/fence'),
    phase: status?.phase ?? null,
    index: status?.currentStepIndex ?? null,
    through: status?.stableRS !== undefined && status.stableRS === status.currentPodHash,
    seen: String(status?.observedGeneration) === String(metadata.generation),
  };
}

/** Applies it and waits until it is Healthy. */
export async function healthy(cluster: Place, object: KubernetesObject): Promise<KubernetesObject> {
  await cluster.api.apply(object);
  await until(`${object.metadata.name} to be Healthy`, async () => {
    const { phase, through, seen } = await stateOf(cluster, object);
    return phase === 'Healthy' && through && seen;
  });
  return object;
}

/**
 * The same once its controller says Healthy. On a loaded machine it says so, works once more from an older state of its own,
 * and says so again.
 */
export async function calmStateOf(cluster: Place, object: KubernetesObject) {
  return until(`${object.metadata.name} to be Healthy`, async () => {
    const state = await stateOf(cluster, object);
    return state.phase === 'Healthy' ? state : null;
  });
}
