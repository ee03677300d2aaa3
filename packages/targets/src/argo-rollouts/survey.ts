import type { Percent } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, type KubeApi, type KubeObject } from '../kubernetes/api.ts';
import { connect } from '../kubernetes/connection.ts';
import { asDeployment, type Deployment } from '../kubernetes/deployment.ts';
import type { LoginContext } from '../kubernetes/login.ts';
import {
  deploymentsIn,
  listedAt,
  listPath,
  readCatalogue,
  workloadOf,
  type Catalogue,
  type Workload,
} from '../kubernetes/survey.ts';
import { step } from './rollout.ts';
import { stationsOf, weightsIn } from './stations.ts';

export type { Route, Workload } from '../kubernetes/survey.ts';

/** What a cluster runs that could be released to. */
export interface ClusterSurvey {
  /** Of the kubeconfig. */
  readonly context: string;
  readonly workloads: readonly SurveyedWorkload[];
  /** What could not be looked at, a sentence each. */
  readonly notes: readonly string[];
}

export interface SurveyedWorkload extends Workload {
  /** By which strategy a Rollout goes; null of a Deployment. */
  readonly course: RolloutCourse | null;
}

export type RolloutCourse =
  | { readonly kind: 'canary'; readonly weights: readonly Percent[] }
  | { readonly kind: 'blue-green'; readonly waits: boolean };

const rollout = z.extend(kubeObject, {
  spec: z.looseObject({
    workloadRef: z.optional(z.looseObject({ name: z.optional(z.string()) })),
    strategy: z.looseObject({
      canary: z.optional(
        z.looseObject({
          steps: z.optional(z.array(step)),
          trafficRouting: z.optional(z.looseObject({ maxTrafficWeight: z.optional(z.number()) })),
        }),
      ),
      blueGreen: z.optional(z.looseObject({ autoPromotionEnabled: z.optional(z.boolean()) })),
    }),
  }),
});

/**
 * The Deployments and Rollouts of a cluster, with what leads to them. Only read.
 * @param place `context`: of the kubeconfig, null: the current one. `namespace`: null: all
 * @throws TargetError where the cluster can't be asked
 */
export async function surveyCluster(
  place: { readonly context: string | null; readonly namespace: string | null },
  login: LoginContext,
  now: () => number,
): Promise<ClusterSurvey> {
  const { namespace } = place;
  const { api, context } = connect(
    { kind: 'kubernetes', kubeconfig: null, context: place.context },
    login,
    now,
  );
  try {
    const [catalogue, rollouts] = await Promise.all([
      readCatalogue(api, namespace),
      rolloutsOf(api, namespace),
    ]);
    const driven = rollouts.items.flatMap((each) => rolloutIn(each, catalogue) ?? []);
    // A Deployment that a Rollout has its template from is not released to by itself.
    const held = new Set(driven.map(({ holder }) => holder.metadata.uid));
    const deployments = catalogue.deployments.filter(({ metadata }) => !held.has(metadata.uid));
    const all: readonly SurveyedWorkload[] = [
      ...driven.map(({ workload }) => workload),
      ...deploymentsIn({ ...catalogue, deployments }).map((each) => ({ ...each, course: null })),
    ];
    return {
      context,
      workloads: all.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
      notes: [...catalogue.notes, ...(rollouts.why === null ? [] : [rollouts.why])],
    };
  } finally {
    await api.close();
  }
}

function keyOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}

async function rolloutsOf(api: KubeApi, namespace: string | null): ReturnType<typeof listedAt> {
  return listedAt(api, listPath('argoproj.io/v1alpha1', 'rollouts', namespace));
}

/** Null for one that can't be driven: it has another kind of template, or no strategy. */
function rolloutIn(
  object: KubeObject,
  catalogue: Catalogue,
): { readonly workload: SurveyedWorkload; readonly holder: Deployment } | null {
  const found = z.safeParse(rollout, object).data;
  if (found === undefined) return null;
  const { workloadRef, strategy } = found.spec;
  const holder =
    workloadRef === undefined
      ? holderIn(object)
      : catalogue.deployments.find(
          ({ metadata }) =>
            metadata.name === workloadRef.name && metadata.namespace === object.metadata.namespace,
        );
  const { canary, blueGreen } = strategy;
  if (holder == null || (canary === undefined && blueGreen === undefined)) return null;
  const course: RolloutCourse =
    canary === undefined
      ? { kind: 'blue-green', waits: blueGreen?.autoPromotionEnabled === false }
      : {
          kind: 'canary',
          weights: weightsIn(stationsOf(canary.steps ?? [], canary.trafficRouting?.maxTrafficWeight ?? 100)),
        };
  return { workload: { ...workloadOf('Rollout', object, holder, catalogue), course }, holder };
}

/** A Rollout has its pods as a Deployment has them; only what it has no need to say is filled in. */
function holderIn(object: KubeObject): Deployment | null {
  const { status: _, ...rest } = object;
  const found = z.safeParse(z.looseObject({ spec: z.looseObject({}) }), object);
  try {
    return asDeployment({ ...rest, spec: { replicas: 1, ...found.data?.spec } });
  } catch {
    return null;
  }
}
