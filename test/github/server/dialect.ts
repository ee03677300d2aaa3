import type { Json } from '../description/json.ts';
import { isList, isObject } from '../description/json.ts';

/**
 * OpenAPI 3.0's dialect of JSON Schema in the words that ajv knows. Three things differ:
 * - `nullable` beside a type, an enum, an allOf or a reference allows null as well;
 * - an enum of a nullable type need not list null;
 * - `oneOf` of a parameter becomes `anyOf`. A parameter arrives as text, so the text `7` is both of GitHub's
 *   "integer or string", and exactly one would always be refused.
 */
export function toJsonSchema(description: Json): Json {
  return convert(description, false, false);
}

function convert(value: Json, isParameter: boolean, isNamed: boolean): Json {
  if (isList(value)) return value.map((item) => convert(item, isParameter, false));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => [
    !isNamed && isParameter && key === 'oneOf' ? 'anyOf' : key,
    convert(inner, isParameter || (!isNamed && key === 'parameters'), !isNamed && key === 'properties'),
  ]);
  const { nullable, ...schema } = Object.fromEntries(entries);
  // In a list of properties, `nullable` would be the name of one.
  if (isNamed || typeof nullable !== 'boolean') return Object.fromEntries(entries);
  return nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}
