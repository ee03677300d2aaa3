import { shown, type KubernetesTraffic } from '@glidepath/model';
import * as z from 'zod/mini';
import { kubeObject, pathOf, type KubeObject } from '../api.ts';
import type { Entry, RouteKind, Taken } from './route-kind.ts';

/** Gateway API: weights are in proportion, from 0 to a million, and one that is not said is 1. */

const reference = z.looseObject({ name: z.string(), weight: z.optional(z.number()) });
const parent = z.looseObject({
  name: z.string(),
  namespace: z.optional(z.string()),
  sectionName: z.optional(z.string()),
  port: z.optional(z.number()),
});
const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  observedGeneration: z.optional(z.number()),
});
const route = z.looseObject({
  ...kubeObject.shape,
  spec: z.looseObject({
    parentRefs: z.optional(z.array(parent)),
    rules: z.optional(z.array(z.looseObject({ backendRefs: z.optional(z.array(reference)) }))),
  }),
  status: z.optional(
    z.looseObject({
      parents: z.optional(
        z.array(z.looseObject({ parentRef: parent, conditions: z.optional(z.array(condition)) })),
      ),
    }),
  ),
});
type Parent = z.infer<typeof parent>;

export function httpRoute({ name, stable, canary }: KubernetesTraffic, namespace: string): RouteKind {
  const isIn = (entry: Entry): boolean =>
    (entry['kind'] ?? 'Service') === 'Service' &&
    (entry['group'] ?? '') === '' &&
    (entry['namespace'] ?? namespace) === namespace;
  return {
    kind: 'HTTPRoute',
    name,
    path: pathOf('gateway.networking.k8s.io/v1', 'httproutes', namespace, name),
    scale: { unsaid: () => 1, most: 1_000_000 },
    services: [stable, canary],

    rulesIn: (object) =>
      (z.parse(route, object).spec.rules ?? []).map(({ backendRefs = [] }, index) => ({
        place: `Rule ${index + 1} of HTTPRoute "${name}"`,
        entries: backendRefs,
      })),

    withRules(object, rules) {
      const { spec } = z.parse(route, object);
      return {
        ...object,
        spec: {
          ...spec,
          rules: (spec.rules ?? []).map((rule, index) =>
            rule.backendRefs === undefined ? rule : { ...rule, backendRefs: rules[index] },
          ),
        },
      };
    },

    sideOf(entry) {
      if (!isIn(entry)) return 'other';
      return entry['name'] === stable ? 'stable' : entry['name'] === canary ? 'canary' : 'other';
    },

    canaryOf: (entry) => ({ ...entry, name: canary }),

    taken,
  };
}

/** Each Gateway says so itself, of the generation that it has seen. */
function taken(object: KubeObject): Taken {
  const { spec, status, metadata } = z.parse(route, object);
  const wanted = spec.parentRefs ?? [];
  const told = status?.parents ?? [];
  if (wanted.length === 0) return { kind: 'refused', note: 'it names no Gateway under parentRefs' };
  for (const one of wanted) {
    const answers = told.filter(({ parentRef }) => isSame(parentRef, one, metadata.namespace));
    if (answers.length === 0) return { kind: 'not-yet', note: `${named(one)} has not taken it yet` };
    for (const { conditions = [] } of answers) {
      for (const type of ['Accepted', 'ResolvedRefs'] as const) {
        const found = conditions.find((each) => each.type === type);
        // Some controllers say ResolvedRefs only where something is wrong.
        if (found === undefined && type === 'ResolvedRefs') continue;
        if (found === undefined || (found.observedGeneration ?? 0) < (metadata.generation ?? 0))
          return { kind: 'not-yet', note: `${named(one)} has not taken it yet` };
        if (found.status === 'True') continue;
        const why = shown(`${found.reason ?? ''} ${found.message ?? ''}`);
        return {
          kind: 'refused',
          note: `${named(one)} does not take it: ${type} is ${found.status}, ${why}`,
        };
      }
    }
  }
  return { kind: 'yes', note: 'the Gateway has taken it' };
}

function isSame(a: Parent, b: Parent, namespace: string | undefined): boolean {
  return (
    a.name === b.name &&
    (a.namespace ?? namespace) === (b.namespace ?? namespace) &&
    a.sectionName === b.sectionName &&
    a.port === b.port
  );
}

function named({ name }: Parent): string {
  return `Gateway "${shown(name)}"`;
}
