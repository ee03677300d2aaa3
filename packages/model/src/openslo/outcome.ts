import type { Diagnostic } from '../diagnostic.ts';

/** What was read from OpenSLO documents, or what is wrong with them at its places in their files. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function outcome<T>(value: T): Outcome<T> {
  return { ok: true, value };
}
