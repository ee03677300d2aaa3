/**
 * Makes elasticsearch-schema.json anew: `node test/elasticsearch/description/trim.ts <folder>`, the folder being what
 * `npm pack @elastic/request-converter` packs. It holds Elastic's own model of Elasticsearch's API.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod/mini';
import { model } from './model.ts';
import { JsonSchemas, type Kept } from './to-json-schema.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the package @elastic/request-converter is: trim.ts <folder>\n');
  process.exit(2);
}

const ENDPOINTS = ['msearch', 'field_caps'];
const KEPT: Kept = {
  '_global.search._types.SearchRequestBody': ['size', 'query', 'aggregations', 'timeout', 'track_total_hits'],
  '_types.query_dsl.QueryContainer': ['bool', 'exists', 'match_all', 'query_string', 'range', 'term'],
  '_types.aggregations.AggregationContainer': ['aggregations', 'filter', 'filters', 'max', 'sum', 'terms'],
  '_types.aggregations.MetricAggregationBase': ['field'],
  '_types.aggregations.TermsAggregation': ['field', 'size'],
  '_types.aggregations.Aggregate': [
    'MaxAggregate',
    'SumAggregate',
    'FilterAggregate',
    'FiltersAggregate',
    'StringTermsAggregate',
  ],
  '_global.search.ResponseBody': ['took', 'timed_out', '_shards', 'hits', 'aggregations', '_clusters'],
  '_global.search._types.HitsMetadata': ['hits', 'max_score'],
  // No documents are asked for.
  '_global.search._types.Hit': [],
  '_types.ClusterStatistics': ['total', 'successful', 'skipped', 'running', 'partial', 'failed'],
};

const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const { version } = z.object({ version: z.string() }).parse(read('package.json'));
const whole = model.parse(read('dist/schema.json'));
const schemas = new JsonSchemas(whole, KEPT);
const named = (name: string, namespace: string) =>
  schemas.value({ kind: 'instance_of', type: { name, namespace } }, new Map());
const trimmed = {
  title: "Elasticsearch's API, the part that is asked",
  version,
  license: 'Apache-2.0',
  source: `npm package @elastic/request-converter@${version}, dist/schema.json, made into JSON Schema and trimmed by trim.ts`,
  paths: Object.fromEntries(
    whole.endpoints.filter(({ name }) => ENDPOINTS.includes(name)).map(({ name, urls }) => [name, urls]),
  ),
  schemas: {
    header: named('MultisearchHeader', '_global.msearch'),
    body: named('SearchRequestBody', '_global.search._types'),
    answers: schemas.answer('_global.msearch.Response'),
    fieldCaps: schemas.query('_global.field_caps.Request'),
    fields: schemas.answer('_global.field_caps.Response'),
  },
  $defs: Object.fromEntries(Object.entries(schemas.definitions).toSorted(([a], [b]) => (a < b ? -1 : 1))),
};
const target = join(import.meta.dirname, 'elasticsearch-schema.json');
const style = (await resolveConfig(target)) ?? {};
writeFileSync(target, await format(JSON.stringify(trimmed), { ...style, filepath: target }));
copyFileSync(join(folder, 'LICENSE'), join(import.meta.dirname, 'LICENSE'));
