import type { Json, SearchQuery } from '@glidepath/model';

/** Which fields a query asks for, as far as that can be seen: a misspelt one would find nothing, ever. */
export function fieldsIn(query: SearchQuery): readonly string[] {
  const fields = query.kind === 'text' ? fieldsInText(query.text) : fieldsInDsl(query.query);
  // Fields of the engine's own begin with _, and a pattern names no field.
  return [...new Set(fields)].filter((field) => !field.startsWith('_') && !/[*?]/.test(field));
}

/** What Lucene's syntax has before a colon. Phrases, ranges and regular expressions hold none. */
function fieldsInText(text: string): readonly string[] {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|\[[^\]]*[\]}]|\{[^}]*[\]}]|(?<=:)\/(?:\\.|[^/\\])*\//g, ' ');
  return [
    ...bare.matchAll(
      /(?<![\p{L}\p{N}_.@*?\\:-])[+!-]*((?:\\.|[\p{L}\p{N}_.@*?-])+):\s*([\p{L}\p{N}_.@-]*)/gu,
    ),
  ].flatMap(([, name = '', value = '']) => (name === '_exists_' ? [value] : [name.replace(/\\(.)/g, '$1')]));
}

/** Kinds of query whose body is one field and what is looked for in it. */
const BY_FIELD = new Set([
  'term',
  'terms',
  'match',
  'match_phrase',
  'match_phrase_prefix',
  'match_bool_prefix',
  'range',
  'prefix',
  'wildcard',
  'regexp',
  'fuzzy',
]);
const NO_FIELDS = new Set(['boost', '_name']);

function fieldsInDsl(json: Json | Readonly<Record<string, Json>>): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap(fieldsInDsl);
  return Object.entries(json).flatMap(([kind, body]) => {
    if (typeof body !== 'object' || body === null) return [];
    if (BY_FIELD.has(kind) && !Array.isArray(body))
      return Object.keys(body).filter((name) => !NO_FIELDS.has(name));
    if (kind === 'exists' && 'field' in body && typeof body.field === 'string') return [body.field];
    if (kind === 'query_string' && 'query' in body && typeof body.query === 'string')
      return fieldsInText(body.query);
    return fieldsInDsl(body);
  });
}
