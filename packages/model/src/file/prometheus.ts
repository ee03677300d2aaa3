import * as z from 'zod/mini';
import { HISTOGRAM_EDGES, HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import { parsePromQl } from '../text/promql.ts';
import { quote } from '../text/quote.ts';
import { parseSelector } from '../text/selector.ts';
import { byDefault, docs, mapping, read, short, written } from './scalars.ts';

/** What an SLO counts in Prometheus, as it is written. */

const LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const Label = written(
  (text) =>
    LABEL.test(text)
      ? parsed(text)
      : faulty(`is ${quote(text)}`, 'no name of a label', 'write for example split: version'),
  'write the label that tells releases apart, such as split: version',
);

const SPLIT_MEND = 'write for example split: version';
const SplitForm = mapping(
  {
    label: Label.register(docs, { description: 'The name of the label.', pattern: LABEL.source }),
    value: byDefault(z.enum(RELEASE_VALUES), 'name', {
      description:
        'What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.',
    }),
  },
  SPLIT_MEND,
);
/** What becomes of Kubernetes' pod-template-hash in a series: no release is called so. */
const HASH_LABEL = /(?:^|_)(?:rollouts_)?pod_template_hash$/;
const byLabel = (label: string) =>
  HASH_LABEL.test(label) ? ({ label, value: 'pod-template-hash' } as const) : { label };
export const Split = z.union([short(Label, byLabel, SplitForm), SplitForm], {
  error: SPLIT_MEND,
});

function selector(description: string, example: string) {
  return read(parseSelector, `write a selector, such as ${example}`).register(docs, {
    description,
    examples: [example],
  });
}

function expression(description: string, example: string) {
  return read(parsePromQl, `write an expression, such as ${example}`).register(docs, {
    description,
    examples: [example],
  });
}

const PROMQL_MEND =
  'write for example promql: { total: sum by (version) (requests_total), bad: sum by (version) (errors_total) }';
const PromQlForm = mapping(
  {
    total: expression(
      'Expression whose value is the count of all requests since some beginning.',
      'sum by (version) (http_requests_total)',
    ),
    bad: expression(
      'Expression whose value is the count of those that failed, or were late.',
      'sum by (version) (http_requests_total{code=~"5.."})',
    ),
  },
  PROMQL_MEND,
);

export const PROMETHEUS_MEND =
  'write for example prometheus: { total: http_requests_total, bad: \'http_requests_total{code=~"5.."}\', split: version }';
export const PrometheusForm = mapping(
  {
    total: z.optional(
      selector('Selector of the counter of all requests.', 'http_requests_total{service="checkout"}'),
    ),
    bad: z.optional(
      selector(
        'Selector of the counter of those that failed.',
        'http_requests_total{service="checkout",code=~"5.."}',
      ),
    ),
    good: z.optional(
      selector(
        'In place of bad: selector of the counter of those that did not fail.',
        'http_requests_total{service="checkout",code!~"5.."}',
      ),
    ),
    histogram: z.optional(
      selector(
        'Selector of a classic histogram of durations, for an objective with "under": its name without _bucket.',
        'http_request_duration_seconds{service="checkout"}',
      ),
    ),
    'native-histogram': z.optional(
      selector(
        'In place of histogram: selector of a native one, which is one series by its own name.',
        'http_request_duration_seconds{service="checkout"}',
      ),
    ),
    unit: z.optional(z.enum(HISTOGRAM_UNITS)).register(docs, {
      description: "Unit of the histogram's edges. Without it ms where the name ends so, else s.",
    }),
    edge: z.optional(z.enum(HISTOGRAM_EDGES)).register(docs, {
      description:
        "Which edge of the histogram stands for the objective's threshold. exact: the threshold itself, or there is no answer. below: the nearest one at or below it, so that more requests count as late. above: the nearest one at or above it. Without it exact.",
    }),
    promql: z.optional(PromQlForm).register(docs, {
      description:
        'In place of selectors and histograms, for any objective: two expressions whose values are counts that only grow, with the label of split on each series.',
    }),
    split: Split.register(docs, {
      description:
        "The label that tells releases apart. Short form: its name; its value is then the release's name, or, where it is called pod_template_hash or rollouts_pod_template_hash, what the release's pods have as that label.",
      examples: ['version', { label: 'version', value: 'commit' }],
    }),
  },
  PROMETHEUS_MEND,
);
export type PrometheusText = z.input<typeof PrometheusForm>;
