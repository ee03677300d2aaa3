import type { Json, JsonObject } from './json.ts';
import { isList, isObject } from './json.ts';

/** Prose for people and what other tools read; no rule hangs on them. */
const DROPPED = new Set(['example', 'examples', 'description', 'summary', 'tags', 'x-github', 'x-octokit']);
/** Under these, keys are names of the API and none is dropped. */
const NAMED = new Set(['properties', 'patternProperties', 'paths', 'schemas', 'parameters', 'headers']);
/** OpenAPI wants a description of each response. */
const EMPTY_DESCRIPTION = '';

/**
 * The part of an OpenAPI description that says all about some operations: their paths, and the components that these
 * lead to. Prose and examples are left out.
 * @param kept the methods to keep, by path
 * @throws Error where the description has no such operation
 */
export function trimDescription(
  full: JsonObject,
  kept: Readonly<Record<string, readonly string[]>>,
): JsonObject {
  const paths: Record<string, Json> = {};
  for (const path of Object.keys(kept).sort()) {
    const item = object(object(full['paths'])[path]);
    const operations = (kept[path] ?? []).map((method) => {
      const operation = item[method];
      if (operation === undefined) throw new Error(`The description has no ${method.toUpperCase()} ${path}.`);
      return [method, bare(operation)] as const;
    });
    paths[path] = Object.fromEntries(operations);
  }
  const components: Record<string, Record<string, Json>> = {};
  const open = references(paths);
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const [, , kind = '', name = ''] = reference.split('/');
    const known = (components[kind] ??= {});
    if (name in known) continue;
    const found = object(object(full['components'])[kind])[name];
    if (found === undefined) throw new Error(`The description has no ${reference}.`);
    known[name] = kind === 'responses' ? described(bare(found)) : bare(found);
    open.push(...references(known[name]));
  }
  const sorted = Object.keys(components)
    .sort()
    .map((kind): [string, JsonObject] => [kind, byName(components[kind] ?? {})]);
  return { paths, components: Object.fromEntries<JsonObject>(sorted) };
}

/** Without prose. A response keeps a word of description, since OpenAPI asks for it. */
function bare(value: Json, named = false): Json {
  if (isList(value)) return value.map((item) => bare(item));
  if (!isObject(value)) return value;
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'responses' && !named) entries.push([key, responses(inner)]);
    else if (named || !DROPPED.has(key)) entries.push([key, bare(inner, !named && NAMED.has(key))]);
  }
  return Object.fromEntries(entries);
}

function responses(value: Json): Json {
  return Object.fromEntries(
    Object.entries(object(value)).map(([status, response]) => [status, described(bare(response))]),
  );
}

function described(response: Json): Json {
  return isObject(response) && !('$ref' in response)
    ? { description: EMPTY_DESCRIPTION, ...response }
    : response;
}

function references(value: Json): string[] {
  if (isList(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const own = value['$ref'];
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(references)];
}

function byName(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).sort(([one], [other]) => (one < other ? -1 : Number(one > other))),
  );
}

function object(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
