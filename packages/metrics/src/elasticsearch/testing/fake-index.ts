import * as z from 'zod/mini';
import { Contract } from '../../../../../test/elasticsearch/contract.ts';
import type { Asked, Behaviour } from '../../prometheus/testing/api-server.ts';
import { json } from '../../prometheus/testing/api-server.ts';

/** A document as it was logged; `arrived`: since when a search can find it. */
export interface Document {
  readonly at: number;
  readonly arrived?: number;
  readonly [field: string]: unknown;
}

const range = z.strictObject({
  gt: z.optional(z.number()),
  gte: z.optional(z.number()),
  lt: z.optional(z.number()),
  format: z.optional(z.literal('epoch_millis')),
});
const one = z.record(z.string(), z.unknown());
const filtersAgg = z.strictObject({ filters: z.array(one) });
const termsAgg = z.strictObject({ field: z.string(), size: z.number() });
const subAggs = z.strictObject({
  bad: z.strictObject({ filter: one }),
  spent: z.optional(z.strictObject({ sum: z.strictObject({ field: z.string() }) })),
});
const bodySchema = z.strictObject({
  size: z.literal(0),
  track_total_hits: z.literal(false),
  timeout: z.string().check(z.regex(/^\d+ms$/)),
  query: z.strictObject({ bool: z.strictObject({ filter: z.array(one) }) }),
  aggregations: z.strictObject({
    newest: z.strictObject({ max: z.strictObject({ field: z.string() }) }),
    releases: z.union([
      z.strictObject({ filters: filtersAgg, aggregations: subAggs }),
      z.strictObject({ terms: termsAgg, aggregations: subAggs }),
    ]),
    values: z.optional(z.strictObject({ terms: termsAgg })),
  }),
});
const headerSchema = z.strictObject({
  index: z.array(z.string()),
  ignore_unavailable: z.literal(false),
  allow_no_indices: z.literal(false),
  allow_partial_search_results: z.literal(false),
  preference: z.string(),
});

/**
 * An index on which the searches are really made, as the reference of Elasticsearch describes them. Of the query
 * languages it knows what these tests write. What it does not know it refuses. Requests and good answers are held against
 * Elasticsearch's own description.
 */
export class FakeIndex {
  readonly documents: Document[] = [];
  /** Types of the fields, as _field_caps tells them. */
  readonly fields: Record<string, string> = {
    '@timestamp': 'date',
    'service.version': 'keyword',
    dataset: 'keyword',
    status: 'long',
    'event.duration': 'long',
    message: 'text',
  };
  /** What in requests and answers does not fit the vendor's description; must be nothing. */
  readonly violations: string[] = [];
  readonly name: string;
  now: number;

  readonly #contract = Contract.load();

  constructor(name: string, now: number) {
    this.name = name;
    this.now = now;
  }

  readonly behaviour: Behaviour = (response, asked) => {
    this.violations.push(...this.#contract.checkRequest(asked));
    const answer = asked.path.startsWith('/_msearch') ? this.#msearch(asked) : this.#fieldCaps(asked);
    if (answer.status === 200) this.violations.push(...this.#contract.checkAnswer(asked, answer.body));
    json(answer.status, answer.body)(response, asked);
  };

  #fieldCaps({ method, path }: Asked): { status: number; body: unknown } {
    const [place = '', query] = path.split('?');
    const index = decodeURIComponent(place.slice(1).replace(/\/_field_caps$/, ''));
    if (method !== 'GET' || !place.endsWith('/_field_caps'))
      return { status: 400, body: { error: 'unknown' } };
    if (index !== this.name) return { status: 404, body: notFound(index) };
    const asked = (new URLSearchParams(query).get('fields') ?? '').split(',');
    const fields: Record<string, unknown> = {};
    for (const field of asked) {
      const type = this.fields[field];
      if (type !== undefined)
        fields[field] = { [type]: { type, searchable: true, aggregatable: type !== 'text' } };
    }
    return { status: 200, body: { indices: [`${index}-1`], fields } };
  }

  #msearch({ method, headers, body }: Asked): { status: number; body: unknown } {
    const lines = body.split('\n');
    if (method !== 'POST' || headers['content-type'] !== 'application/x-ndjson' || lines.pop() !== '')
      return { status: 400, body: { error: 'no msearch' } };
    const responses = [];
    for (let index = 0; index < lines.length; index += 2) {
      const header = headerSchema.parse(JSON.parse(lines[index] ?? ''));
      const search = bodySchema.parse(JSON.parse(lines[index + 1] ?? ''));
      const place = header.index.join(',');
      responses.push(place === this.name ? this.#search(search) : { ...notFound(place), status: 404 });
    }
    return { status: 200, body: { took: 1, responses } };
  }

  #search({ query, aggregations }: z.output<typeof bodySchema>): unknown {
    const there = this.documents.filter(({ at, arrived = at }) => arrived <= this.now);
    const found = there.filter((document) => query.bool.filter.every((filter) => matches(document, filter)));
    const { releases } = aggregations;
    const keyed = 'terms' in releases ? valuesOf(found, releases.terms.field) : null;
    const groups =
      'terms' in releases
        ? (keyed ?? []).map((key) => ({ key, all: found.filter((one) => one[releases.terms.field] === key) }))
        : releases.filters.filters.map((filter) => ({ all: found.filter((one) => matches(one, filter)) }));
    const buckets = groups.map(({ all, ...key }) => ({
      ...key,
      doc_count: all.length,
      bad: { doc_count: all.filter((one) => matches(one, releases.aggregations.bad.filter)).length },
      ...(releases.aggregations.spent === undefined
        ? {}
        : { spent: { value: sum(all, releases.aggregations.spent.sum.field) } }),
    }));
    const newest = found.length === 0 ? null : Math.max(...found.map(({ at }) => at));
    const values =
      aggregations.values === undefined ? null : valuesOf(found, aggregations.values.terms.field);
    return {
      took: 1,
      timed_out: false,
      _shards: { total: 2, successful: 2, skipped: 0, failed: 0 },
      hits: { max_score: null, hits: [] },
      aggregations: {
        newest: { value: newest },
        releases: { buckets },
        ...(values === null ? {} : { values: { buckets: values.map((key) => ({ key, doc_count: 1 })) } }),
      },
      status: 200,
    };
  }
}

function notFound(index: string): { error: unknown } {
  const reason = `no such index [${index}]`;
  const cause = { type: 'index_not_found_exception', reason, index };
  return { error: { root_cause: [cause], ...cause } };
}

function valuesOf(documents: readonly Document[], field: string): readonly string[] {
  return [
    ...new Set(documents.flatMap((one) => (typeof one[field] === 'string' ? [one[field]] : []))),
  ].sort();
}

function sum(documents: readonly Document[], field: string): number {
  return documents.reduce((all, one) => all + Number(one[field]), 0);
}

function matches(document: Document, query: Readonly<Record<string, unknown>>): boolean {
  const [[kind, body] = ['nothing', null]] = Object.entries(query);
  switch (kind) {
    case 'match_all':
      return true;
    case 'bool': {
      const { filter } = z.strictObject({ filter: z.array(one) }).parse(body);
      return filter.every((each) => matches(document, each));
    }
    case 'term': {
      const [[field, value] = ['', null]] = Object.entries(one.parse(body));
      return valueOf(document, field) === value;
    }
    case 'exists':
      return valueOf(document, z.strictObject({ field: z.string() }).parse(body).field) !== undefined;
    case 'range': {
      const [[field, limits] = ['', null]] = Object.entries(one.parse(body));
      const { gt = -Infinity, gte = -Infinity, lt = Infinity } = range.parse(limits);
      const value = valueOf(document, field);
      return typeof value === 'number' && value > gt && value >= gte && value < lt;
    }
    case 'query_string':
      return matchesText(document, z.strictObject({ query: z.string() }).parse(body).query);
    default:
      throw new Error(`the fake index knows no query ${kind}`);
  }
}

function matchesText(document: Document, text: string): boolean {
  if (text === '*') return true;
  const [, field = '', least, value = ''] = /^([\w.@]+):(>=)?(\w+)$/.exec(text) ?? [];
  const found = valueOf(document, field);
  return least === undefined ? String(found) === value : Number(found) >= Number(value);
}

function valueOf(document: Document, field: string): unknown {
  return field === '@timestamp' ? document.at : document[field];
}
