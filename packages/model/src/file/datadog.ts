import * as z from 'zod/mini';
import type { DatadogCounts, DatadogSource } from '../datadog.ts';
import { RELEASE_VALUES } from '../delivery.ts';
import type { Objective } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import { DURATION_UNITS } from '../search-source.ts';
import { parseDatadogCounts, parseDatadogMetric } from '../text/datadog-query.ts';
import { quote } from '../text/quote.ts';
import { byDefault, docs, mapping, read, refuse, short, written } from './scalars.ts';

/** What an SLO counts in Datadog. */

const TAG = /^[a-z][a-z0-9_./-]{0,199}$/;
const Tag = written(
  (text) =>
    TAG.test(text)
      ? parsed(text)
      : faulty(`is ${quote(text)}`, 'no key of a tag', 'write for example split: version'),
  'write the tag that tells releases apart, such as split: version',
);

const SPLIT_MEND = 'write for example split: version';
const SplitForm = mapping(
  {
    tag: Tag.register(docs, { description: 'The key of the tag.', pattern: TAG.source }),
    value: byDefault(z.enum(RELEASE_VALUES), 'name', {
      description:
        'What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.',
    }),
  },
  SPLIT_MEND,
);
const Split = z.union([short(Tag, (tag) => ({ tag }), SplitForm), SplitForm], { error: SPLIT_MEND });

function counts(description: string, example: string) {
  return read(parseDatadogCounts, `write a metric query, such as ${example}`).register(docs, {
    description,
    examples: [example],
  });
}

const MEND =
  'write for example datadog: { total: "sum:trace.http.request.hits{*}.as_count()", bad: "sum:trace.http.request.errors{*}.as_count()", split: version }';
const DISTRIBUTION_EXAMPLE = 'trace.http.request{service:checkout}';
export const DatadogForm = mapping(
  {
    total: z.optional(
      counts(
        'Metric query that counts all requests.',
        'sum:trace.http.request.hits{service:checkout}.as_count()',
      ),
    ),
    bad: z.optional(
      counts(
        'Metric query that counts those that failed.',
        'sum:trace.http.request.errors{service:checkout}.as_count()',
      ),
    ),
    distribution: z.optional(
      read(parseDatadogMetric, `write for example ${DISTRIBUTION_EXAMPLE}`).register(docs, {
        description:
          'Distribution metric of durations and its filter, for an objective with "under". Its percentiles must be enabled in Datadog.',
        examples: [DISTRIBUTION_EXAMPLE],
      }),
    ),
    unit: z.optional(z.enum(DURATION_UNITS)).register(docs, {
      description: "Unit of the distribution's values. Without it s, as in traces.",
    }),
    split: Split.register(docs, {
      description:
        "The tag that tells releases apart. Short form: its key; its value is then the release's name.",
      examples: ['version', { tag: 'version', value: 'commit' }],
    }),
  },
  MEND,
);
export type DatadogText = z.input<typeof DatadogForm>;

/** A source whose server is still to be named. */
export type DatadogDraft = Omit<DatadogSource, 'server'>;

/** What is counted must fit what is promised; null where it does not, and the payload says why. */
export function datadogDraft(
  text: z.output<typeof DatadogForm>,
  objective: Objective,
  payload: z.core.ParsePayload,
): DatadogDraft | null {
  const found = countsOf(text, objective, payload);
  if (found === null) return null;
  return { kind: 'datadog', counts: found, split: { label: text.split.tag, value: text.split.value } };
}

function countsOf(
  { total, bad, distribution, unit }: z.output<typeof DatadogForm>,
  objective: Objective,
  payload: z.core.ParsePayload,
): DatadogCounts | null {
  const wrong = (what: string, why: string | null, mend: string, ...key: string[]): null => {
    refuse(payload, fault(what, why, mend), ['datadog', ...key]);
    return null;
  };
  switch (objective.kind) {
    case 'availability':
      if (distribution !== undefined) {
        const why = 'an objective without "under" is measured by total and bad';
        return wrong('is not for this objective', why, 'write for example 99% under 300ms', 'distribution');
      }
      if (unit !== undefined)
        return wrong('is not for this objective', 'only durations have a unit', 'remove it', 'unit');
      if (total === undefined) return wrong('has no "total"', null, MEND);
      if (bad === undefined) return wrong('has no "bad"', null, MEND);
      return { kind: 'counts', total, bad };
    case 'latency': {
      const why = 'an objective with "under" is measured on a distribution';
      const mend = `write for example distribution: "${DISTRIBUTION_EXAMPLE}"`;
      if (total !== undefined) return wrong('is not for this objective', why, mend, 'total');
      if (bad !== undefined) return wrong('is not for this objective', why, mend, 'bad');
      if (distribution === undefined) return wrong('has no "distribution"', null, mend);
      const part = /^(.*)\.(?:avg|count|max|min|median|sum|\d+percentile)$/.exec(distribution.metric);
      if (part !== null) {
        const what = `is ${quote(distribution.metric)}`;
        const inexact = 'that is one figure of a histogram, from which late requests can not be counted';
        return wrong(what, inexact, 'send the durations as a distribution, and name that', 'distribution');
      }
      return { kind: 'distribution', distribution, unit: unit ?? 's' };
    }
  }
}
