import { shown, type KubernetesTraffic } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, pathOf, type KubeObject } from '../api.ts';
import type { Entry, RouteKind, Taken } from './route-kind.ts';

/**
 * Istio: weights are in proportion; one that is not said is 0, but for a destination that is alone, which gets all. The two
 * sides are told apart by the host, or by the subset of a host where there are subsets of these names.
 */

const destination = z.looseObject({ host: z.string(), subset: z.optional(z.string()) });
const entry = z.looseObject({ destination, weight: z.optional(z.number()) });
const rules = z.optional(z.array(z.looseObject({ route: z.optional(z.array(entry)) })));
const service = z.looseObject({
  ...kubeObject.shape,
  spec: z.looseObject({ http: rules, tcp: rules, tls: rules }),
  status: z.optional(
    z.looseObject({
      observedGeneration: z.optional(z.union([z.number(), z.string()])),
      validationMessages: z.optional(
        z.array(
          z.looseObject({
            level: z.optional(z.string()),
            type: z.optional(z.looseObject({ name: z.optional(z.string()), code: z.optional(z.string()) })),
          }),
        ),
      ),
    }),
  ),
});
const PROTOCOLS = ['http', 'tcp', 'tls'] as const;

export function virtualService({ name, stable, canary }: KubernetesTraffic, namespace: string): RouteKind {
  const kind = 'VirtualService';
  return {
    kind,
    name,
    path: pathOf('networking.istio.io/v1', 'virtualservices', namespace, name),
    scale: { unsaid: (backends) => (backends === 1 ? 100 : 0), most: 1_000_000 },
    // A name may be that of a subset, and a host need not be a Service of this namespace.
    services: [],

    rulesIn(object) {
      const { spec } = z.parse(service, object);
      return PROTOCOLS.flatMap((protocol) =>
        (spec[protocol] ?? []).map(({ route = [] }, index) => ({
          place: `spec.${protocol}[${index}] of ${kind} "${name}"`,
          entries: route,
        })),
      );
    },

    withRules(object, all) {
      const { spec } = z.parse(service, object);
      let next = 0;
      const changed = PROTOCOLS.flatMap((protocol) => {
        const list = spec[protocol];
        if (list === undefined) return [];
        const rewritten = list.map((rule) => {
          const route = all[next++];
          return rule.route === undefined ? rule : { ...rule, route };
        });
        return [[protocol, rewritten] as const];
      });
      return { ...object, spec: { ...spec, ...Object.fromEntries(changed) } };
    },

    sideOf(one) {
      const to = destinationOf(one);
      if (to === null) return 'other';
      if (to.subset !== undefined)
        return to.subset === stable ? 'stable' : to.subset === canary ? 'canary' : 'other';
      return isHost(to.host, stable) ? 'stable' : isHost(to.host, canary) ? 'canary' : 'other';
    },

    canaryOf(one) {
      const to = destinationOf(one);
      if (to === null) return one;
      const changed = to.subset === undefined ? { host: hostOf(to.host) } : { subset: canary };
      return { ...one, destination: { ...to, ...changed } };
    },

    taken,
  };

  /** The short name, and the longer ones that stand for the same Service. */
  function isHost(host: string, of: string): boolean {
    return [of, `${of}.${namespace}`, `${of}.${namespace}.svc`].some(
      (each) => host === each || (each.endsWith('.svc') && host.startsWith(`${each}.`)),
    );
  }

  function hostOf(host: string): string {
    return `${canary}${host.slice(stable.length)}`;
  }
}

function destinationOf(one: Entry): z.infer<typeof destination> | null {
  return z.safeParse(entry, one).data?.destination ?? null;
}

/** Istio tells of what it refuses, where that is switched on; it does not tell that it has taken something. */
function taken(object: KubeObject): Taken {
  const { status, metadata } = z.parse(service, object);
  const isOfNow = Number(status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const wrong = (status?.validationMessages ?? []).filter(({ level }) => level === 'ERROR' || level === '3');
  if (isOfNow && wrong.length > 0) {
    const what = wrong.map(({ type }) => shown(`${type?.code ?? ''} ${type?.name ?? ''}`)).join(', ');
    return { kind: 'refused', note: `Istio does not take it: ${what}` };
  }
  return { kind: 'yes', note: 'Istio does not say when its proxies have it' };
}
