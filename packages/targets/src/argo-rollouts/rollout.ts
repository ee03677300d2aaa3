import { TargetError } from '@glidepath/conductor';
import { isDigest, percent, shown, type Digest, type Percent } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, pathOf, type KubeApi, type KubeObject } from '../kubernetes/api.ts';
import { marksOf, type Marks } from './marks.ts';
import { stationsOf, type Station } from './stations.ts';

/** What is read of a Rollout; what else it has is kept as it is. */

const container = z.looseObject({ name: z.string(), image: z.optional(z.string()) });
const template = z.looseObject({ spec: z.looseObject({ containers: z.array(container) }) });
const holder = z.looseObject({ ...kubeObject.shape, spec: z.looseObject({ template }) });
/** The object whose template the pods have: the Rollout, or the Deployment that it refers to. */
export type Holder = z.infer<typeof holder>;

export const step = z.looseObject({
  setWeight: z.optional(z.number()),
  pause: z.optional(
    z.nullable(z.looseObject({ duration: z.optional(z.nullable(z.union([z.string(), z.number()]))) })),
  ),
});
export type Step = z.infer<typeof step>;

const rolloutSchema = z.looseObject({
  ...kubeObject.shape,
  spec: z.looseObject({
    paused: z.optional(z.boolean()),
    workloadRef: z.optional(z.looseObject({ kind: z.optional(z.string()), name: z.optional(z.string()) })),
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
  status: z.optional(
    z.looseObject({
      // A string, though it holds a number.
      observedGeneration: z.optional(z.string()),
      workloadObservedGeneration: z.optional(z.string()),
      currentPodHash: z.optional(z.string()),
      stableRS: z.optional(z.string()),
      currentStepIndex: z.optional(z.number()),
      pauseConditions: z.optional(z.nullable(z.array(z.looseObject({ reason: z.string() })))),
      controllerPause: z.optional(z.boolean()),
      abort: z.optional(z.boolean()),
      promoteFull: z.optional(z.boolean()),
      phase: z.optional(z.string()),
      message: z.optional(z.string()),
      blueGreen: z.optional(z.looseObject({ activeSelector: z.optional(z.string()) })),
      canary: z.optional(
        z.looseObject({
          weights: z.optional(
            z.nullable(
              z.looseObject({
                canary: z.looseObject({ weight: z.number() }),
                verified: z.optional(z.nullable(z.boolean())),
              }),
            ),
          ),
        }),
      ),
    }),
  ),
});
type RolloutObject = z.infer<typeof rolloutSchema>;

/** A Rollout and how it stands. */
export interface Rollout {
  readonly object: RolloutObject;
  readonly holder: Holder;
  readonly holderPath: string;
  /** Of the container whose image is released. */
  readonly container: string;
  readonly image: string;
  readonly marks: Marks;
  /** Whether the controller has seen all of it: only then is what it says of this template. */
  readonly seen: boolean;
  readonly blueGreen: boolean;
  readonly steps: readonly Step[];
  readonly stations: readonly Station[];
  /** The template's ReplicaSet is the one that serves as stable. */
  readonly through: boolean;
  readonly stableHash: string;
  readonly currentHash: string;
  /** Of the step that it is at. */
  readonly index: number;
  /** The pause at which it stands until somebody promotes it; null: it is on its way. */
  readonly at: Station | null;
  /** An analysis of its own could not tell. */
  readonly inconclusive: boolean;
  /** It was promoted a moment ago, and has not gone on yet. */
  readonly leaving: boolean;
  readonly phase: string;
  readonly message: string;
  /** The canary's share as its router has it, where it has one. */
  readonly routed: { readonly weight: Percent; readonly verified: boolean } | null;
}

const PLURAL = 'rollouts';
export function rolloutPath(namespace: string, name: string): string {
  return pathOf('argoproj.io/v1alpha1', PLURAL, namespace, name);
}

export interface Place {
  readonly rollout: string;
  readonly namespace: string;
  readonly container: string | null;
}

/** @throws TargetError where it is not there, or is none that can be driven */
export async function readRollout(api: KubeApi, place: Place): Promise<Rollout> {
  const path = rolloutPath(place.namespace, place.rollout);
  const found = await api.get(path);
  if (found === null)
    throw new TargetError(
      `There is no Rollout "${place.rollout}" in the namespace ${place.namespace}. Correct target.argo-rollouts, or create it; Argo Rollouts has to be installed.`,
      true,
    );
  const object = understood(rolloutSchema, found, `Rollout "${place.rollout}"`);
  const { workloadRef } = object.spec;
  if (workloadRef === undefined) return rolloutOf(object, found, path, place);
  const { kind, name } = workloadRef;
  if (kind !== 'Deployment' || name === undefined)
    throw new TargetError(
      `Rollout "${place.rollout}" has its template from a ${shown(kind ?? 'workload')}; Glidepath knows only workloadRef with a Deployment.`,
      true,
    );
  const at = pathOf('apps/v1', 'deployments', place.namespace, name);
  const deployment = await api.get(at);
  if (deployment !== null) return rolloutOf(object, deployment, at, place);
  throw new TargetError(
    `There is no Deployment "${shown(name)}" in the namespace ${place.namespace}, from which Rollout "${place.rollout}" has its template. Create it, or correct spec.workloadRef.`,
    true,
  );
}

function rolloutOf(object: RolloutObject, held: KubeObject, holderPath: string, place: Place): Rollout {
  const name = `Rollout "${place.rollout}"`;
  const of = understood(holder, held, name);
  const { container: containerName, image } = containerOf(of, place, name);
  const { spec, metadata } = object;
  const { status = {} } = object;
  const { canary, blueGreen } = spec.strategy;
  if (canary === undefined && blueGreen === undefined)
    throw new TargetError(`${name} has neither spec.strategy.canary nor spec.strategy.blueGreen.`, true);
  const steps = canary?.steps ?? [];
  const most = canary?.trafficRouting?.maxTrafficWeight ?? 100;
  const stations = stationsOf(steps, most, blueGreen);
  const reasons = (status.pauseConditions ?? []).map(({ reason }) => reason);
  const isBlueGreen = canary === undefined;
  const index = isBlueGreen ? 0 : (status.currentStepIndex ?? 0);
  const isPaused = reasons.includes(isBlueGreen ? 'BlueGreenPause' : 'CanaryPauseStep');
  const [stableHash, currentHash] = [status.stableRS ?? '', status.currentPodHash ?? ''];
  const isRef = spec.workloadRef !== undefined;
  const weights = status.canary?.weights ?? null;
  return {
    object,
    holder: of,
    holderPath,
    container: containerName,
    image,
    marks: marksOf(of),
    seen:
      status.observedGeneration === String(metadata.generation) &&
      (!isRef || status.workloadObservedGeneration === String(of.metadata.generation)),
    blueGreen: isBlueGreen,
    steps,
    stations,
    through: currentHash !== '' && currentHash === stableHash,
    stableHash,
    currentHash,
    index,
    at: isPaused ? (stations.find((station) => station.index === index) ?? null) : null,
    inconclusive: reasons.some((reason) => reason.startsWith('Inconclusive')),
    leaving: status.controllerPause === true && reasons.length === 0,
    phase: status.phase ?? '',
    message: shown(status.message ?? ''),
    routed:
      canary?.trafficRouting === undefined || weights === null
        ? null
        : {
            weight: percent(Math.min(100, Math.max(0, (100 * weights.canary.weight) / most))),
            verified: weights.verified !== false,
          },
  };
}

function containerOf(of: Holder, place: Place, name: string): { container: string; image: string } {
  const { containers } = of.spec.template.spec;
  const names = containers.map((each) => shown(each.name)).join(', ');
  const [first, second] = containers;
  if (place.container === null && second !== undefined)
    throw new TargetError(
      `The pods of ${name} have several containers: ${names}. Say whose image is released in target.argo-rollouts.container.`,
      true,
    );
  const found = place.container === null ? first : containers.find((each) => each.name === place.container);
  if (found?.image !== undefined) return { container: found.name, image: found.image };
  throw new TargetError(
    `The pods of ${name} have no container "${place.container ?? ''}" with an image, but ${names}. Correct target.argo-rollouts.container.`,
    true,
  );
}

export function understood<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new TargetError(`${what} is not understood at ${where}; look at it with kubectl get -o yaml.`, true);
}

/** Null where the tag alone names the image. */
export function digestIn(image: string): Digest | null {
  const digest = image.slice(image.indexOf('@') + 1);
  return isDigest(digest) ? digest : null;
}
