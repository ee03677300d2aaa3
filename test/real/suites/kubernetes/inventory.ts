import * as z from 'zod/mini';
import { Refused } from './api.ts';
import type { Place } from './place.ts';

const metadata = z.looseObject({
  name: z.string(),
  annotations: z.optional(z.record(z.string(), z.string())),
  deletionTimestamp: z.optional(z.string()),
});
const item = z.looseObject({ metadata, spec: z.optional(z.looseObject({})) });
const listed = z.object({ items: z.array(item) });
const pod = z.object({
  metadata,
  spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
  status: z.object({ conditions: z.optional(z.array(z.object({ type: z.string(), status: z.string() }))) }),
});
const pods = z.object({ items: z.array(pod) });
const workload = z.object({
  spec: z.object({ replicas: z.number() }),
  status: z.optional(z.object({ phase: z.optional(z.string()) })),
});

/** What stands in a namespace, but for what Kubernetes puts into each by itself. */
export interface Inventory {
  /** By kind and name: the spec to the letter, and our annotations that are no fence. */
  readonly objects: Readonly<Record<string, unknown>>;
  /** Of each ready pod, sorted. */
  readonly images: readonly string[];
  /** Pods, ready or not. */
  readonly pods: number;
  /** How many pods the workloads say they want. */
  readonly wanted: number;
  /** No Rollout is under way. */
  readonly calm: boolean;
}

/** Where what users have, and what we make, would be. */
const KINDS = {
  deployments: '/apis/apps/v1',
  rollouts: '/apis/argoproj.io/v1alpha1',
  services: '/api/v1',
  configmaps: '/api/v1',
  secrets: '/api/v1',
  poddisruptionbudgets: '/apis/policy/v1',
  horizontalpodautoscalers: '/apis/autoscaling/v2',
  httproutes: '/apis/gateway.networking.k8s.io/v1',
} as const;

export async function inventory(cluster: Place, namespace: string): Promise<Inventory> {
  const objects: Record<string, unknown> = {};
  let wanted = 0;
  let calm = true;
  for (const [kind, root] of Object.entries(KINDS)) {
    for (const each of await list(cluster, `${root}/namespaces/${namespace}/${kind}`)) {
      if (each.metadata.name === 'kube-root-ca.crt') continue;
      objects[`${kind} ${each.metadata.name}`] = {
        spec: each.spec,
        marks: marksOn(each.metadata.annotations),
      };
      if (kind !== 'deployments' && kind !== 'rollouts') continue;
      const { spec, status } = z.parse(workload, each);
      wanted += spec.replicas;
      if (kind === 'rollouts' && status?.phase !== 'Healthy') calm = false;
    }
  }
  const { items } = z.parse(pods, await cluster.api.request('GET', `/api/v1/namespaces/${namespace}/pods`));
  const ready = items.filter(
    ({ status, metadata: { deletionTimestamp } }) =>
      deletionTimestamp === undefined &&
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const images = ready.flatMap(({ spec }) => spec.containers.map(({ image }) => image)).toSorted();
  return { objects, images, pods: items.length, wanted, calm };
}

async function list(cluster: Place, path: string): Promise<readonly z.infer<typeof item>[]> {
  try {
    return z.parse(listed, await cluster.api.request('GET', path)).items;
  } catch (error) {
    // The cluster has no such kind.
    if (error instanceof Refused && error.status === 404) return [];
    throw error;
  }
}

function marksOn(annotations: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith('glidepath.dev/') && key !== 'glidepath.dev/fence')
    .toSorted();
}
