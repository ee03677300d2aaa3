import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import { pathText, valueAt } from '../issues.ts';
import type { PathFault } from '../issues.ts';
import { parseDuration } from '../text/duration.ts';

/** A file as it is written, of which nothing is sure yet. */

export type Path = readonly (string | number)[];
export interface Env {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

export function environmentsOf(file: unknown): readonly Env[] {
  return entriesOf(get(file, 'environments')).map(([name, value]) => ({
    name,
    value,
    path: ['environments', name],
  }));
}

export function at(path: Path, what: string, why: string | null, mend: string): PathFault {
  return { path, part: 'value', fault: fault(`${pathText(path)} ${what}`, why, mend) };
}

export function readable<T>(schema: z.core.$ZodType<T>, value: unknown): T | null {
  return z.safeParse(schema, value, { jitless: true }).data ?? null;
}

export function lengthOf(text: unknown): { readonly text: string; readonly value: number } | null {
  const length = typeof text === 'string' ? parseDuration(text) : null;
  return typeof text === 'string' && length?.ok === true ? { text, value: length.value } : null;
}

export function get(value: unknown, ...path: Path): unknown {
  return valueAt(value, path);
}

export function entriesOf(value: unknown): readonly [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
