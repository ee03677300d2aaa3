import type { JsonValue } from '@openfeature/server-sdk';
import type { FeatureInterface } from 'unleash-client/lib/feature.js';
import type { Segment } from 'unleash-client/lib/strategy/strategy.js';

/** Where what was checked gets the type that an SDK has for it. */

/** OpenFeature lets the caller name the type of a flag by its default; behind it the value is looked at once more. */
export function isLike<T extends JsonValue>(value: JsonValue, otherwise: T): value is T {
  return typeof value === typeof otherwise;
}

/** What Unleash's own evaluator needs of a flag; it defaults the rest. */
export function isFeature(value: unknown): value is FeatureInterface {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['enabled'] === 'boolean' &&
    isListOf(value['strategies'], (one) => typeof one['name'] === 'string') &&
    isListOf(value['variants'], (one) => typeof one['name'] === 'string') &&
    isListOf(value['dependencies'], (one) => typeof one['feature'] === 'string')
  );
}

export function isSegment(value: unknown): value is Segment {
  return isRecord(value) && typeof value['id'] === 'number' && Array.isArray(value['constraints']);
}

function isListOf(value: unknown, holds: (one: Record<string, unknown>) => boolean): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && value.every((one: unknown) => isRecord(one) && holds(one));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
