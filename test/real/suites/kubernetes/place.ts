import type { TestContext } from 'vitest';
import { openCache } from '../../parts/cache.ts';
import { ensureKubernetes } from '../../parts/kubernetes.ts';
import { ensureRouterKinds } from '../../parts/router-kinds.ts';
import { Cluster } from './cluster.ts';
import { GivenCluster } from './given-cluster.ts';
import { CONTEXT } from './settings.ts';

/** Where a file's tests run: servers of their own on loopback, or the cluster of a context that `--context` names. */
export type Place = Pick<Cluster, keyof Cluster>;

export interface Needs {
  /** Of the context in its kubeconfig. */
  readonly name?: string;
  readonly routers?: readonly ('gatewayApi' | 'istio' | 'traefik')[];
  readonly argoRollouts?: boolean;
}

/** A cluster that knows these kinds. */
export async function openPlace({
  name = 'eu',
  routers = [],
  argoRollouts = false,
}: Needs = {}): Promise<Place> {
  if (CONTEXT !== null)
    return GivenCluster.open(CONTEXT, [...routers, ...(argoRollouts ? ['argoRollouts' as const] : [])]);
  const cache = openCache(process.env, () => undefined);
  const folders = await ensureRouterKinds(cache);
  const kinds = routers.map((router) => folders[router]);
  return Cluster.start(await ensureKubernetes(cache), { name, kinds, argoRollouts });
}

/** Leaves a test out on a cluster of the user's, where it can't be had. */
export function onlyOurs({ skip }: TestContext, why: string): void {
  skip(CONTEXT !== null, `left out on a cluster that is given: ${why}`);
}

export const KWOK_ONLY = 'a real kubelet plays no fates';
