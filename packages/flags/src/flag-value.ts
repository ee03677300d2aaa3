import type { FlagType } from '@glidepath/conductor';
import type { Json } from '@glidepath/model';
import type { JsonValue } from '@openfeature/server-sdk';
import * as z from 'zod/mini';

/** Whether a value is of the type that was asked for. */
export function isOfType(value: Json, type: FlagType): boolean {
  switch (type) {
    case 'boolean':
    case 'string':
      return typeof value === type;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'object':
      return typeof value === 'object' && value !== null;
  }
}

/** A text that stands for a value of a type; undefined where it does not. */
export function readAs(text: string, type: FlagType): Json | undefined {
  switch (type) {
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()];
    case 'string':
      return text;
    case 'number': {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'object': {
      const value = parseJson(text);
      return value !== undefined && isOfType(value, 'object') ? value : undefined;
    }
  }
}

/** Undefined where it is no JSON. */
function parseJson(text: string): Json | undefined {
  try {
    return AnyJson.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
const AnyJson = z.json();

/** What was handed over as JSON, by value. */
export function plain(value: JsonValue): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
