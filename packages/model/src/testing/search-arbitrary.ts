import * as fc from 'fast-check';
import { RELEASE_VALUES } from '../delivery.ts';
import type { Objective } from '../delivery.ts';
import type { Json } from '../json.ts';
import { DURATION_UNITS, SEARCH_ENGINES } from '../search-source.ts';
import type { SearchEngine, SearchQuery, SearchServer, SearchSource } from '../search-source.ts';
import { millis } from '../units.ts';

/** Any source in Elasticsearch or OpenSearch that a file can say. */

const field = fc.stringMatching(/^[@a-z][a-zA-Z0-9_.-]{0,8}x$/);
const dsl: fc.Arbitrary<Json> = fc.oneof(
  fc.dictionary(field, fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  fc.constant<Json>({ filter: [{ exists: { field: 'x' } }, { range: { s: { gte: 500 } } }] }),
);
const query: fc.Arbitrary<SearchQuery> = fc.oneof(
  fc
    .string({ maxLength: 12 })
    .filter((text) => text.trim() !== '')
    .map((text): SearchQuery => ({ kind: 'text', text })),
  fc
    .tuple(fc.constantFrom('term', 'bool', 'range'), dsl)
    .map(([kind, body]): SearchQuery => ({ kind: 'dsl', query: { [kind]: body } })),
);

export const searchServer: fc.Arbitrary<SearchServer> = fc.record({
  url: fc.constantFrom('https://127.0.0.1:9200', 'https://logs.example/es'),
  timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
  delay: fc.integer({ min: 0, max: 1e5 }).map(millis),
  maxAge: fc.integer({ min: 1e5 + 1, max: 1e7 }).map(millis),
  headers: fc.constantFrom({}, { 'X-Tenant': 'team' }),
  auth: fc.constantFrom(
    null,
    { kind: 'api-key', env: 'ELASTIC_API_KEY' },
    { kind: 'bearer', env: 'ELASTIC_TOKEN' },
    { kind: 'basic', user: 'u', passwordEnv: 'ELASTIC_PASSWORD' },
    { kind: 'sigv4', region: 'eu-central-1', service: 'es', role: null },
    {
      kind: 'sigv4',
      region: 'us-east-1',
      service: 'aoss',
      role: 'arn:aws:iam::123456789012:role/r',
    },
  ),
  tls: fc.constantFrom(null, { caFile: 'ca.pem', client: null }),
});

export function search(
  on: Readonly<Record<SearchEngine, SearchServer>>,
  objective: Objective,
): fc.Arbitrary<SearchSource> {
  const counts: fc.Arbitrary<SearchSource['counts']> =
    objective.kind === 'availability'
      ? fc.record({ kind: fc.constant('queries' as const), total: query, bad: query })
      : fc.record({
          kind: fc.constant('duration' as const),
          total: query,
          field,
          unit: fc.constantFrom(...DURATION_UNITS),
        });
  return fc.constantFrom(...SEARCH_ENGINES).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      index: fc.constantFrom('logs-*', 'a,b-*', 'cluster:logs'),
      counts,
      split: fc.record({ field, value: fc.constantFrom(...RELEASE_VALUES) }),
      time: field,
      server: fc.constant(on[kind]),
    }),
  );
}
