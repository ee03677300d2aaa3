import type { KubeObject } from '../api.ts';
import type { Backend, Scale, Setting, Side } from './weights.ts';

/** A kind of object that says which backend gets how much: where its rules stand in it, and what it tells of itself. */
export interface RouteKind {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly scale: Scale;
  /** Services by name that have to be there before traffic goes to them. */
  readonly services: readonly string[];
  /** All its rules, in their order. */
  rulesIn(object: KubeObject): readonly Rule[];
  /** The same object with other backends in its rules, as many as there are and in their order. */
  withRules(object: KubeObject, rules: readonly (readonly Entry[])[]): object;
  sideOf(entry: Entry): Side;
  /** The same backend, but the canary's. */
  canaryOf(stable: Entry): Entry;
  /** What became of what was written last. */
  taken(object: KubeObject): Taken;
}

/** A backend as it is written, with all that it has. */
export interface Entry {
  readonly weight?: number | undefined;
  readonly [key: string]: unknown;
}

export interface Rule {
  /** For messages: `rule 2 of HTTPRoute "shop"`. */
  readonly place: string;
  readonly entries: readonly Entry[];
}

export type Taken =
  | { readonly kind: 'yes'; readonly note: string }
  | { readonly kind: 'not-yet'; readonly note: string }
  | { readonly kind: 'refused'; readonly note: string };

export function backendsIn({ entries }: Rule, kind: RouteKind): readonly Backend[] {
  return entries.map((entry) => ({ side: kind.sideOf(entry), weight: entry.weight ?? null }));
}

/** The rule's backends with these weights; the canary is put in behind the stable one, or taken out. */
export function rewritten({ entries }: Rule, to: Setting, kind: RouteKind): readonly Entry[] {
  const hasCanary = entries.some((entry) => kind.sideOf(entry) === 'canary');
  return entries.flatMap((entry): readonly Entry[] => {
    switch (kind.sideOf(entry)) {
      case 'other':
        return [entry];
      case 'canary':
        return to.canary === null ? [] : [weighted(entry, to.canary.weight)];
      case 'stable': {
        const stable = weighted(entry, to.stable);
        return hasCanary || to.canary === null
          ? [stable]
          : [stable, weighted(kind.canaryOf(entry), to.canary.weight)];
      }
    }
  });
}

function weighted(entry: Entry, weight: number | null): Entry {
  if (weight !== null) return { ...entry, weight };
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'weight'));
}
