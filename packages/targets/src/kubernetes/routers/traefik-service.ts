import type { KubernetesTraffic } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, pathOf } from '../api.ts';
import type { RouteKind } from './route-kind.ts';

/** Traefik: one list of weights in proportion; one that is not said is 1. Nobody says when it is taken. */

const one = z.looseObject({ name: z.string(), weight: z.optional(z.number()) });
const service = z.looseObject({
  ...kubeObject.shape,
  spec: z.looseObject({
    weighted: z.optional(z.looseObject({ services: z.optional(z.array(one)) })),
  }),
});

export function traefikService({ name, stable, canary }: KubernetesTraffic, namespace: string): RouteKind {
  return {
    kind: 'TraefikService',
    name,
    path: pathOf('traefik.io/v1alpha1', 'traefikservices', namespace, name),
    scale: { unsaid: () => 1, most: 1_000_000 },
    services: [stable, canary],

    rulesIn(object) {
      const entries = z.parse(service, object).spec.weighted?.services ?? [];
      return [{ place: `TraefikService "${name}"`, entries }];
    },

    withRules(object, [services]) {
      const { spec } = z.parse(service, object);
      return { ...object, spec: { ...spec, weighted: { ...spec.weighted, services } } };
    },

    sideOf(entry) {
      const isIn =
        (entry['kind'] ?? 'Service') === 'Service' && (entry['namespace'] ?? namespace) === namespace;
      if (!isIn) return 'other';
      return entry['name'] === stable ? 'stable' : entry['name'] === canary ? 'canary' : 'other';
    },

    canaryOf: (entry) => ({ ...entry, name: canary }),

    taken: () => ({ kind: 'yes', note: 'Traefik does not say when it has it' }),
  };
}
