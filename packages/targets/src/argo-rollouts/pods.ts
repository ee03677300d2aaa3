import type { TemplateHash } from '@glidepath/conductor';
import { isDigest, percent, type Digest, type Percent } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, pathOf, type KubeApi } from '../kubernetes/api.ts';
import { digestIn, understood, type Rollout } from './rollout.ts';

/** What stands behind a Rollout: its ReplicaSets and their pods, told apart by the hash of the template. */

const HASH = 'rollouts-pod-template-hash';

const replicaSet = z.looseObject({
  ...kubeObject.shape,
  spec: z.looseObject({
    replicas: z.optional(z.number()),
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.array(z.looseObject({ name: z.string(), image: z.optional(z.string()) })),
      }),
    }),
  }),
  status: z.optional(
    z.looseObject({ replicas: z.optional(z.number()), availableReplicas: z.optional(z.number()) }),
  ),
});
type ReplicaSet = z.infer<typeof replicaSet>;

const pod = z.looseObject({
  ...kubeObject.shape,
  status: z.optional(
    z.looseObject({
      containerStatuses: z.optional(
        z.array(z.looseObject({ name: z.string(), imageID: z.optional(z.string()) })),
      ),
    }),
  ),
});

async function replicaSetsOf(
  api: KubeApi,
  rollout: Rollout,
  namespace: string,
): Promise<readonly ReplicaSet[]> {
  const all = await api.list(pathOf('apps/v1', 'replicasets', namespace), `labelSelector=${HASH}`);
  const { uid } = rollout.object.metadata;
  return all
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false)
    .map((each) => understood(replicaSet, each, `ReplicaSet "${each.metadata.name}"`));
}

/** The hashes of the templates that have pods now; of what serves as stable its digest may be that of its pods. */
export async function templatesOf(
  api: KubeApi,
  rollout: Rollout,
  namespace: string,
): Promise<readonly TemplateHash[]> {
  const sets = await replicaSetsOf(api, rollout, namespace);
  const found = sets
    .filter(({ spec, status }) => (spec.replicas ?? 0) > 0 || (status?.replicas ?? 0) > 0)
    .map(async ({ metadata, spec }): Promise<readonly TemplateHash[]> => {
      const hash = metadata.labels?.[HASH];
      if (hash === undefined) return [];
      const image = spec.template.spec.containers.find(({ name }) => name === rollout.container)?.image ?? '';
      const pulled = hash === rollout.stableHash ? pulledDigest : async () => null;
      const digest = digestIn(image) ?? (await pulled(api, rollout, namespace));
      return digest === null ? [] : [{ hash, digest }];
    });
  return (await Promise.all(found)).flat();
}

/** The share of the available pods that are of the template: what a Service in front of all of them gives it. */
export async function shareOfPods(api: KubeApi, rollout: Rollout, namespace: string): Promise<Percent> {
  const sets = await replicaSetsOf(api, rollout, namespace);
  const [all, own] = [
    available(sets),
    available(sets.filter(({ metadata }) => metadata.labels?.[HASH] === rollout.currentHash)),
  ];
  return percent(all === 0 ? 0 : (100 * own) / all);
}

function available(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0);
}

/** The image of the pods that serve as stable; null where nobody knows. */
export async function stableImage(api: KubeApi, rollout: Rollout, namespace: string): Promise<string | null> {
  const sets = await replicaSetsOf(api, rollout, namespace);
  const stable = sets.find(({ metadata }) => metadata.labels?.[HASH] === rollout.stableHash);
  const containers = stable?.spec.template.spec.containers ?? [];
  return containers.find(({ name }) => name === rollout.container)?.image ?? null;
}

/** What the nodes have pulled for the stable pods; null where they don't say, or not all the same. */
export async function pulledDigest(
  api: KubeApi,
  rollout: Rollout,
  namespace: string,
): Promise<Digest | null> {
  const query = `labelSelector=${HASH}%3D${encodeURIComponent(rollout.stableHash)}`;
  const pods = await api.list(pathOf('v1', 'pods', namespace), query);
  const ids = pods.flatMap((each) =>
    (understood(pod, each, `Pod "${each.metadata.name}"`).status?.containerStatuses ?? [])
      .filter(({ name }) => name === rollout.container)
      .map(({ imageID = '' }) => imageID.slice(imageID.lastIndexOf('@') + 1)),
  );
  const [first, ...others] = new Set(ids);
  return first !== undefined && others.length === 0 && isDigest(first) ? first : null;
}
