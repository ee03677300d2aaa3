/**
 * What is wrong with one value and how to mend it: clauses without a full stop. `what` follows the value's name, so that
 * a file says `environments.production.after is "stagin", ...` and a terminal `--timeout is "5", ...`.
 */
export interface Fault {
  readonly what: string;
  readonly why?: string;
  readonly mend: string;
}

/** A text that was read, or what is wrong with it. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function faulty(
  what: string,
  why: string | null,
  mend: string,
): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: fault(what, why, mend) };
}

export function fault(what: string, why: string | null, mend: string): Fault {
  return why === null ? { what, mend } : { what, why, mend };
}
