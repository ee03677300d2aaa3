import * as z from 'zod/mini';
import type { KubeObject } from '../api.ts';
import type { Setting } from './weights.ts';

/**
 * What Glidepath has set, kept in the object itself. It is only ever written together with the weights: where the two differ,
 * somebody else has changed them, whichever run looks.
 */
export const MARK = 'glidepath.dev/traffic';

const weight = z.nullable(z.int().check(z.minimum(0)));
const mark = z.object({
  weight: z.number().check(z.minimum(0), z.maximum(100)),
  before: z.array(z.object({ stable: weight, canary: z.nullable(z.object({ weight })) })),
});

export interface Mark {
  /** The canary's, in percent. */
  readonly weight: number;
  /** Each rule of the stable side as the user had it. */
  readonly before: readonly Setting[];
}

/** Null where there is none, or where nobody can read it. */
export function markOf({ metadata }: KubeObject): Mark | null {
  const text = metadata.annotations?.[MARK];
  if (text === undefined) return null;
  try {
    return z.safeParse(mark, JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** `changed` with this mark instead of that of `before`; null: with none. */
export function marked(changed: object, { metadata }: KubeObject, to: Mark | null): object {
  const others = Object.entries(metadata.annotations ?? {}).filter(([key]) => key !== MARK);
  const all = to === null ? others : [...others, [MARK, JSON.stringify(to)] as const];
  const { annotations: _, ...rest } = metadata;
  return {
    ...changed,
    metadata: all.length === 0 ? rest : { ...rest, annotations: Object.fromEntries<string>(all) },
  };
}
