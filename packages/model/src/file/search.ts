import * as z from 'zod/mini';
import { RELEASE_VALUES } from '../delivery.ts';
import type { Objective } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import { DURATION_UNITS } from '../search-source.ts';
import type { SearchCounts, SearchEngine, SearchQuery, SearchSource } from '../search-source.ts';
import { quote } from '../text/quote.ts';
import { field } from './field.ts';
import { AnyJson } from './json.ts';
import { byDefault, docs, mapping, refuse, short, written } from './scalars.ts';

/** What an SLO counts in Elasticsearch or OpenSearch. */

const INDEX = /^[^\s"\\<>|/?#-][^\s"\\<>|/?#]*$/;
const Index = written(
  (text) =>
    INDEX.test(text)
      ? parsed(text)
      : faulty(`is ${quote(text)}`, 'no pattern of indices', 'write for example index: logs-checkout-*'),
  'write a pattern, such as index: logs-checkout-*',
).register(docs, {
  description: 'Indices, data streams or aliases: a name, a pattern, or several with commas in between.',
  pattern: INDEX.source,
  examples: ['logs-checkout-*'],
});

const QUERY_MEND =
  "write Lucene's syntax, such as status:>=500, or Query DSL, such as { range: { status: { gte: 500 } } }";
const QueryText = written(
  (text) => (text.trim() === '' ? faulty('is empty', null, QUERY_MEND) : parsed(text)),
  QUERY_MEND,
).register(docs, { description: "Lucene's query syntax." });
const QueryDsl = z
  .record(z.string(), AnyJson, { error: QUERY_MEND })
  .check(
    z.check((payload: z.core.ParsePayload<Record<string, unknown>>) => {
      if (Object.keys(payload.value).length === 1) return;
      refuse(payload, fault('has not one key', 'a query of the DSL is named by its only key', QUERY_MEND));
    }),
  )
  .register(docs, { description: 'Query DSL: one key, the kind of query, and what it looks for.' });
function query(description: string, text: string) {
  return z
    .pipe(
      z.union([QueryText, QueryDsl], { error: QUERY_MEND }),
      z.transform((from): SearchQuery =>
        typeof from === 'string' ? { kind: 'text', text: from } : { kind: 'dsl', query: from },
      ),
    )
    .register(docs, { description, examples: [text] });
}

const SPLIT_MEND = 'write for example split: service.version';
const SplitField = field('The name of the field.', 'service.version');
const SplitForm = mapping(
  {
    field: SplitField,
    value: byDefault(z.enum(RELEASE_VALUES), 'name', {
      description:
        'What of the release stands in it. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.',
    }),
  },
  SPLIT_MEND,
);
const Split = z.union([short(SplitField, (name) => ({ field: name }), SplitForm), SplitForm], {
  error: SPLIT_MEND,
});

const DURATION_MEND = 'write for example duration: { field: event.duration, unit: ns }';
const DurationForm = mapping(
  {
    field: field('The name of the field, which is a number.', 'event.duration'),
    unit: z.enum(DURATION_UNITS).register(docs, { description: 'Its unit.' }),
  },
  DURATION_MEND,
);

const SEARCH_MEND =
  "write for example elasticsearch: { index: 'logs-*', total: 'event.dataset:nginx.access', bad: 'status:>=500', split: service.version }";
export const SearchForm = mapping(
  {
    index: Index,
    total: query('The documents of all requests, one each.', 'event.dataset:nginx.access'),
    bad: z.optional(
      query('Those of them that failed: looked for among those of total.', 'http.response.status_code:>=500'),
    ),
    duration: z.optional(DurationForm).register(docs, {
      description: 'For an objective with "under": the field that says how long the answer took.',
    }),
    split: Split.register(docs, {
      description:
        "The field that tells releases apart, of type keyword. Short form: its name; its value is then the release's name.",
      examples: ['service.version', { field: 'labels.commit', value: 'commit' }],
    }),
    time: byDefault(field('The name of a field of type date.', '@timestamp'), '@timestamp', {
      description: 'The field that says when a request was made.',
    }),
  },
  SEARCH_MEND,
);
export type SearchText = z.input<typeof SearchForm>;

/** A source whose server is still to be named. */
export type SearchDraft = Omit<SearchSource, 'server'>;

/** What is counted must fit what is promised; null where it does not, and the payload says why. */
export function searchDraft(
  kind: SearchEngine,
  form: z.output<typeof SearchForm>,
  objective: Objective,
  payload: z.core.ParsePayload,
): SearchDraft | null {
  const wrong = (what: string, why: string | null, mend: string, ...key: string[]): null => {
    refuse(payload, fault(what, why, mend), [kind, ...key]);
    return null;
  };
  const counts = countsOf(form, objective, wrong);
  if (counts === null) return null;
  return { kind, index: form.index, counts, split: form.split, time: form.time };
}

function countsOf(
  { total, bad, duration }: z.output<typeof SearchForm>,
  objective: Objective,
  wrong: (what: string, why: string | null, mend: string, ...key: string[]) => null,
): SearchCounts | null {
  switch (objective.kind) {
    case 'availability': {
      const why = 'an objective without "under" is measured by total and bad';
      if (duration !== undefined)
        return wrong('is not for this objective', why, 'write for example 99% under 300ms', 'duration');
      if (bad === undefined) return wrong('has no "bad"', null, 'write for example bad: status:>=500');
      return { kind: 'queries', total, bad };
    }
    case 'latency': {
      const why = 'an objective with "under" is measured on a duration';
      if (bad !== undefined) return wrong('is not for this objective', why, DURATION_MEND, 'bad');
      if (duration === undefined) return wrong('has no "duration"', null, DURATION_MEND);
      return { kind: 'duration', total, ...duration };
    }
  }
}
