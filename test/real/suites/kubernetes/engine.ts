import { TargetError, type Target } from '@glidepath/conductor';
import { digest, millis, percent, type KubernetesTargetSpec, type Release } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { AppsV1Api, CoreV1Api } from '@kubernetes/client-node';
import { createTarget } from '../../../../packages/targets/src/registry.ts';
import { until } from '../../../harness/index.ts';
import type { KubernetesObject } from './api.ts';
import type { Place } from './place.ts';
import { imageOf, type Fate } from './fates.ts';
import { NAMESPACE } from './settings.ts';

/** The target `kubernetes`, driven as the conductor does: asked and looked at, again and again. */
export class Engine {
  readonly target: Target;
  readonly fence: number;

  private constructor(target: Target, fence: number) {
    this.target = target;
    this.fence = fence;
  }

  static async of(
    cluster: Place,
    deployment: string,
    more: Partial<KubernetesTargetSpec> = {},
    {
      fence = 1,
      token,
      kubeconfig = cluster.kubeconfig(token),
    }: { readonly fence?: number; readonly token?: string; readonly kubeconfig?: string } = {},
  ): Promise<Engine> {
    const spec: KubernetesTargetSpec = {
      kind: 'kubernetes',
      deployment,
      namespace: NAMESPACE,
      context: null,
      kubeconfig: null,
      container: null,
      image: null,
      traffic: null,
      service: null,
      ...more,
    };
    const target = await createTarget(spec, {
      service: deployment,
      environment: 'production',
      workspace: cluster.folder,
      stateDir: cluster.folder,
      daemonFile: '/dev/null',
      strategy: { kind: 'rolling', batches: 1, bake: BAKE, watch: BAKE },
      slos: [],
      env: { KUBECONFIG: kubeconfig },
      now: () => Date.now(),
    });
    return new Engine(target, fence);
  }

  /** One look, after one wish. */
  async once(desired: Desired): Promise<TargetView> {
    await this.target.apply(desired, this.fence);
    return this.target.observe(desired);
  }

  /** Until it is there, or never will be. */
  async bring(desired: Desired): Promise<TargetView> {
    let last: TargetView | null = null;
    try {
      return await until(
        `the target to bring about ${JSON.stringify(desired)}`,
        async () => {
          last = await this.#patiently(desired);
          if (last === null) return null;
          return last.settled || last.failure !== null || last.foreign !== null ? last : null;
        },
        40_000,
      );
    } catch (error) {
      throw new Error(`${String(error)}; last seen: ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** As the conductor does: a refusal for now is no end. */
  async #patiently(desired: Desired): Promise<TargetView | null> {
    try {
      return await this.once(desired);
    } catch (error) {
      if (error instanceof TargetError && !error.final) return null;
      throw error;
    }
  }
}

const BAKE = { min: millis(0), max: millis(1000) };

export function release(number: number, fate?: Fate): Release {
  const image = imageOf(number, fate);
  return {
    digest: digest(image.slice(image.indexOf('@') + 1)),
    name: `r${number}`,
    commit: null,
    committedAt: null,
  };
}

export function split(
  strategy: 'canary' | 'rolling' | 'blue-green',
  stable: Release | null,
  candidate: Release,
  weight: number,
): Desired {
  return { kind: 'split', strategy, stable, candidate, weight: percent(weight) };
}

export function only(of: Release): Desired {
  return { kind: 'only', release: of };
}

/** Applies a Deployment and waits until its pods are available. */
export async function standing(cluster: Place, object: KubernetesObject): Promise<void> {
  await cluster.api.apply(object);
  const apps = apiOf(cluster);
  const { name } = object.metadata;
  await until(`${name} to be available`, async () => {
    const { spec, status } = await apps.readNamespacedDeployment({ name, namespace: NAMESPACE });
    return (
      status?.observedGeneration !== undefined &&
      status.updatedReplicas === spec?.replicas &&
      status.availableReplicas === spec?.replicas
    );
  });
}

export async function deploymentNamed(cluster: Place, name: string) {
  return apiOf(cluster).readNamespacedDeployment({ name, namespace: NAMESPACE });
}

/** Images of the ready pods with that `app`. */
export async function podImages(cluster: Place, app: string): Promise<readonly (string | undefined)[]> {
  const core = cluster.config().makeApiClient(CoreV1Api);
  const { items } = await core.listNamespacedPod({ namespace: NAMESPACE, labelSelector: `app=${app}` });
  return items
    .filter(({ metadata, status }) => {
      const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
      return isReady === true && metadata?.deletionTimestamp === undefined;
    })
    .map(({ spec }) => spec?.containers[0]?.image);
}

/** What a rollout has left behind of Deployments, pods and marks; a fence stays. */
export async function leftovers(cluster: Place, name: string): Promise<readonly string[]> {
  const labelSelector = 'glidepath.dev/track=canary';
  const mine = (each: { metadata?: { name?: string } }) =>
    each.metadata?.name?.startsWith(`${name}-`) === true;
  const apps = apiOf(cluster);
  const core = cluster.config().makeApiClient(CoreV1Api);
  const [deployments, sets, pods, { metadata, spec }] = await Promise.all([
    apps.listNamespacedDeployment({ namespace: NAMESPACE }),
    apps.listNamespacedReplicaSet({ namespace: NAMESPACE, labelSelector }),
    core.listNamespacedPod({ namespace: NAMESPACE, labelSelector }),
    deploymentNamed(cluster, name),
  ]);
  return [
    ...[...deployments.items, ...sets.items, ...pods.items]
      .filter(mine)
      .map((each) => each.metadata?.name ?? ''),
    ...Object.keys(metadata?.annotations ?? {}).filter(
      (key) => key.startsWith('glidepath.dev/') && key !== 'glidepath.dev/fence',
    ),
    ...(spec?.paused === true ? ['paused'] : []),
  ];
}

function apiOf(cluster: Place): AppsV1Api {
  return cluster.config().makeApiClient(AppsV1Api);
}
