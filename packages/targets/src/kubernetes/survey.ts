import { ROUTER_KINDS, type KubernetesTraffic, type RouterKind } from '@glidepath/model';
import * as z from 'zod/mini';
import { KubeError, type KubeApi, type KubeObject } from './api.ts';
import { isOurCanary, mixedSides, selects, TRACK } from './canary.ts';
import {
  asDeployment,
  asReplicaSet,
  asService,
  ownedBy,
  type Deployment,
  type ReplicaSet,
  type Service,
} from './deployment.ts';
import { kindOf } from './routers/index.ts';

/** What of a cluster a first delivery file can be made of. Only read. */

export interface Workload {
  readonly kind: 'Deployment' | 'Rollout';
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  /** The hashes of the templates whose pods run. */
  readonly hashes: readonly string[];
  /** Services that select its pods. */
  readonly services: readonly string[];
  readonly routes: readonly Route[];
  /** A HorizontalPodAutoscaler by name; null where there is none. */
  readonly scaler: string | null;
}

/** An object that leads to one of its Services. */
export interface Route {
  readonly traffic: KubernetesTraffic;
  /** Why it can't divide the traffic yet, and the mend; null where it can. */
  readonly trouble: string | null;
}

/** Objects of a cluster, or of one namespace of it, read once. */
export interface Catalogue {
  readonly deployments: readonly Deployment[];
  readonly sets: readonly KubeObject[];
  readonly services: readonly Service[];
  readonly routes: Readonly<Record<RouterKind, readonly KubeObject[]>>;
  readonly scalers: readonly KubeObject[];
  /** What could not be looked at, a sentence each. */
  readonly notes: readonly string[];
}

const ROUTES: Readonly<Record<RouterKind, readonly [group: string, plural: string]>> = {
  httpRoute: ['gateway.networking.k8s.io/v1', 'httproutes'],
  virtualService: ['networking.istio.io/v1', 'virtualservices'],
  traefikService: ['traefik.io/v1alpha1', 'traefikservices'],
};
/** Those of the cluster's own parts. */
const SYSTEM = /^kube-/;
const HASHES = ['pod-template-hash', 'rollouts-pod-template-hash'];

/**
 * @param namespace null: all
 * @throws TargetError where not even Deployments may be listed
 */
export async function readCatalogue(api: KubeApi, namespace: string | null): Promise<Catalogue> {
  const notes: string[] = [];
  const all = async (group: string, plural: string): Promise<readonly KubeObject[]> => {
    const listed = await listedAt(api, listPath(group, plural, namespace));
    if (listed.why !== null) notes.push(listed.why);
    return listed.items.filter(({ metadata }) => !SYSTEM.test(metadata.namespace ?? ''));
  };
  const [deployments, sets, services, scalers, httpRoute, virtualService, traefikService] = await Promise.all(
    [
      api.list(listPath('apps/v1', 'deployments', namespace)),
      all('apps/v1', 'replicasets'),
      all('v1', 'services'),
      all('autoscaling/v2', 'horizontalpodautoscalers'),
      all(...ROUTES.httpRoute),
      all(...ROUTES.virtualService),
      all(...ROUTES.traefikService),
    ],
  );
  return {
    deployments: deployments
      .filter(({ metadata }) => !SYSTEM.test(metadata.namespace ?? ''))
      .map(asDeployment)
      .filter((each) => !isOurCanary(each)),
    sets,
    services: services.map(asService),
    routes: { httpRoute, virtualService, traefikService },
    scalers,
    notes: [...new Set(notes)],
  };
}

export function listPath(group: string, plural: string, namespace: string | null): string {
  const root = group.includes('/') ? `/apis/${group}` : `/api/${group}`;
  return namespace === null
    ? `${root}/${plural}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/** A kind that the cluster does not have has no objects; one that may not be listed is told. */
export async function listedAt(
  api: KubeApi,
  path: string,
): Promise<{ readonly items: readonly KubeObject[]; readonly why: string | null }> {
  try {
    return { items: await api.list(path), why: null };
  } catch (error) {
    if (!(error instanceof KubeError) || (error.status !== 403 && error.status !== 404)) throw error;
    const plural = path.slice(path.lastIndexOf('/') + 1);
    return { items: [], why: error.status === 404 ? null : `The ${plural} may not be listed.` };
  }
}

export function deploymentsIn(catalogue: Catalogue): readonly Workload[] {
  return catalogue.deployments.map((deployment) =>
    workloadOf('Deployment', deployment, deployment, catalogue),
  );
}

/**
 * @param holder what has the template of the pods
 * @param owner what has the ReplicaSets
 */
export function workloadOf(
  kind: Workload['kind'],
  owner: KubeObject,
  holder: Deployment,
  catalogue: Catalogue,
): Workload {
  const { name, namespace = 'default' } = owner.metadata;
  const labels = holder.spec.template.metadata?.labels ?? {};
  const here = catalogue.services.filter(({ metadata }) => metadata.namespace === namespace);
  const services = here.filter(({ spec: { selector = {} } }) => isOf(selector, labels));
  return {
    kind,
    namespace,
    name,
    containers: holder.spec.template.spec.containers.map((each) => ({
      name: each.name,
      image: each.image ?? '',
    })),
    hashes: catalogue.sets
      .filter((set) => ownedBy(owner.metadata.uid, set))
      .map(asReplicaSet)
      .flatMap((set) => hashesOf(set)),
    services: services.map(({ metadata }) => metadata.name),
    routes: ROUTER_KINDS.flatMap((router) =>
      catalogue.routes[router]
        .filter(({ metadata }) => metadata.namespace === namespace)
        .flatMap((route) => routesOf(router, route, holder, services, here)),
    ),
    scaler: catalogue.scalers.find((each) => scales(each, kind, name, namespace))?.metadata.name ?? null,
  };
}

/** Whatever names their image. */
function hashesOf({ metadata: { labels = {} }, spec, status }: ReplicaSet): readonly string[] {
  if ((spec.replicas ?? 0) === 0 && (status?.replicas ?? 0) === 0) return [];
  return HASHES.flatMap((label) => labels[label] ?? []);
}

/** By each Service of its that the route leads to. */
function routesOf(
  kind: RouterKind,
  route: KubeObject,
  holder: Deployment,
  services: readonly Service[],
  all: readonly Service[],
): readonly Route[] {
  const { name, namespace = 'default' } = route.metadata;
  return services.flatMap((service): readonly Route[] => {
    const stable = service.metadata.name;
    const canary = canaryServiceIn(all, holder)?.metadata.name ?? `${stable}-canary`;
    const traffic = { kind, name, stable, canary };
    const router = kindOf(traffic, namespace);
    const leads = router
      .rulesIn(route)
      .some(({ entries }) => entries.some((entry) => router.sideOf(entry) === 'stable'));
    if (!leads) return [];
    const by = (wanted: string): Service | null =>
      all.find(({ metadata }) => metadata.name === wanted) ?? null;
    return [{ traffic, trouble: mixedSides(holder, traffic, { stable: by(stable), canary: by(canary) }) }];
  });
}

/** The one that selects what the canary's pods have, and the stable ones have not. */
function canaryServiceIn(all: readonly Service[], { spec }: Deployment): Service | undefined {
  const labels = spec.template.metadata?.labels ?? {};
  const canary = { ...labels, [TRACK]: 'canary' };
  return all.find(({ spec: { selector = {} } }) => isOf(selector, canary) && !selects(selector, labels));
}

/** One without a selector has no pods. */
function isOf(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(selector).length > 0 && selects(selector, labels);
}

const scaled = z.looseObject({
  spec: z.looseObject({ scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }) }),
});

function scales(scaler: KubeObject, kind: string, name: string, namespace: string): boolean {
  const ref = z.safeParse(scaled, scaler).data?.spec.scaleTargetRef;
  return scaler.metadata.namespace === namespace && ref?.kind === kind && ref.name === name;
}
