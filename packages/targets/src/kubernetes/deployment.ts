import { isDigest, type Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, type KubeObject } from './api.ts';

/** What is read of Deployments and ReplicaSets; what else they have is kept as it is. */

const container = z.looseObject({ name: z.string(), image: z.optional(z.string()) });
const labels = z.optional(z.record(z.string(), z.string()));
const template = z.looseObject({
  metadata: z.optional(z.looseObject({ labels, annotations: labels })),
  spec: z.looseObject({ containers: z.array(container) }),
});
export type PodTemplate = z.infer<typeof template>;

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  lastUpdateTime: z.optional(z.string()),
});

const counts = {
  replicas: z.optional(z.number()),
  readyReplicas: z.optional(z.number()),
};

const deployment = z.extend(kubeObject, {
  spec: z.looseObject({
    replicas: z.number(),
    paused: z.optional(z.boolean()),
    progressDeadlineSeconds: z.optional(z.number()),
    selector: z.looseObject({ matchLabels: labels }),
    strategy: z.optional(
      z.looseObject({
        type: z.optional(z.string()),
        rollingUpdate: z.optional(
          z.looseObject({ maxUnavailable: z.optional(z.union([z.number(), z.string()])) }),
        ),
      }),
    ),
    template,
  }),
  status: z.optional(
    z.looseObject({
      observedGeneration: z.optional(z.number()),
      ...counts,
      updatedReplicas: z.optional(z.number()),
      availableReplicas: z.optional(z.number()),
      conditions: z.optional(z.array(condition)),
    }),
  ),
});
export type Deployment = z.infer<typeof deployment>;

const replicaSet = z.extend(kubeObject, {
  spec: z.looseObject({ replicas: z.optional(z.number()), template }),
  status: z.optional(z.looseObject(counts)),
});
export type ReplicaSet = z.infer<typeof replicaSet>;

const service = z.extend(kubeObject, { spec: z.looseObject({ selector: labels }) });
export type Service = z.infer<typeof service>;

/** @throws z.core.$ZodError where it is none */
export function asDeployment(object: KubeObject): Deployment {
  return z.parse(deployment, object);
}

export function asReplicaSet(object: KubeObject): ReplicaSet {
  return z.parse(replicaSet, object);
}

export function asService(object: KubeObject): Service {
  return z.parse(service, object);
}

export interface Image {
  /** Without tag and digest. */
  readonly repository: string;
  /** Null where a tag names it, which may be another image tomorrow. */
  readonly digest: Digest | null;
}

export function imageIn(reference: string): Image {
  const at = reference.indexOf('@');
  const name = at === -1 ? reference : reference.slice(0, at);
  // A colon before the last slash belongs to the registry's port.
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const digest = at === -1 ? '' : reference.slice(at + 1);
  return { repository: colon === -1 ? name : name.slice(0, colon), digest: isDigest(digest) ? digest : null };
}

/** Null where the template has no such container, or one without an image. */
export function imageOf(of: PodTemplate, name: string): string | null {
  return of.spec.containers.find((each) => each.name === name)?.image ?? null;
}

export function digestIn(of: PodTemplate, name: string): Digest | null {
  const image = imageOf(of, name);
  return image === null ? null : imageIn(image).digest;
}

/** The template with another image in that container. */
export function withImage(of: PodTemplate, name: string, image: string): PodTemplate {
  const containers = of.spec.containers.map((each) => (each.name === name ? { ...each, image } : each));
  return { ...of, spec: { ...of.spec, containers } };
}

/** Pods that may be missing while it rolls, by the Deployment's own strategy. */
export function mostMissing({ spec }: Deployment): number {
  if (spec.strategy?.type === 'Recreate') return spec.replicas;
  const most = spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  if (typeof most === 'number') return Math.min(most, spec.replicas);
  return Math.floor((spec.replicas * Number.parseFloat(most)) / 100);
}

export function conditionOf({ status }: Deployment, type: string) {
  return status?.conditions?.find((each) => each.type === type);
}

/** How many pods of that digest are ready. */
export function readyOf(sets: readonly ReplicaSet[], name: string, digest: Digest): number {
  return sets
    .filter(({ spec }) => digestIn(spec.template, name) === digest)
    .reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
}

const HASH = 'pod-template-hash';
/** Null where it has no pods, or a tag names their image, so that nobody knows whose they are. */
export function templateIn(
  { metadata, spec, status }: ReplicaSet,
  name: string,
): { readonly hash: string; readonly digest: Digest } | null {
  const hash = metadata.labels?.[HASH];
  const digest = digestIn(spec.template, name);
  const isThere = (spec.replicas ?? 0) > 0 || (status?.replicas ?? 0) > 0;
  return isThere && hash !== undefined && digest !== null ? { hash, digest } : null;
}

const REVISION = 'deployment.kubernetes.io/revision';

export function ownedBy(uid: string, { metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.controller === true) ?? false;
}

/** The newest template with that digest which the Deployment has had; null where none is kept. */
export function formerTemplate(
  sets: readonly ReplicaSet[],
  name: string,
  digest: Digest,
): PodTemplate | null {
  const [newest] = sets
    .filter(({ spec }) => digestIn(spec.template, name) === digest)
    .toSorted((one, other) => revisionOf(other) - revisionOf(one));
  if (newest === undefined) return null;
  const { template } = newest.spec;
  const { [HASH]: _, ...own } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels: own } };
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** Objects of an API server have their keys in one order, but not in each version of it. */
export function sameTemplate(one: PodTemplate, other: PodTemplate): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each: unknown) => canonical(each)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined && inner !== null)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${key}:${canonical(inner)}`).join()}}`;
}
