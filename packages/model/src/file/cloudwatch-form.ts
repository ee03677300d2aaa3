import * as z from 'zod/mini';
import { CLOUDWATCH_STATS, RELEASE_PLACE } from '../cloudwatch.ts';
import { HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { METRIC_NAME, parseMetricMath } from '../text/metric-math.ts';
import { quote } from '../text/quote.ts';
import { byDefault, docs, mapping, read, short, written } from './scalars.ts';

/** What an SLO counts in CloudWatch, as it is written. */

/** Names and values as CloudWatch takes them: printable ASCII, not blank, no colon first where it is no value. */
function ascii(most: number, colon: boolean) {
  return (text: string): Parsed<string> => {
    const is = `is ${quote(text)}`;
    if (!/^[\x20-\x7e]*$/.test(text)) return faulty(is, 'CloudWatch takes plain ASCII', 'write other text');
    if (text.trim() === '') return faulty(is, 'it is empty', 'write some text');
    if (text.length > most) return faulty('is too long', `at most ${most} characters fit`, 'shorten it');
    return !colon && text.startsWith(':') ? faulty(is, 'it begins with a colon', 'remove it') : parsed(text);
  };
}
function nameOf(example: string) {
  return written(ascii(255, false), `write a name, such as ${example}`);
}

const DIMENSIONS_MEND = 'write for example dimensions: { LoadBalancer: app/shop/50dc6c495c0c9188 }';
const Dimensions = z.record(
  nameOf('Version'),
  written(ascii(1024, true), 'write the value as text, in quotes where it is a number'),
  { error: DIMENSIONS_MEND },
);
const Namespace = nameOf('AWS/ApplicationELB');

const OWN = {
  namespace: z.optional(Namespace).register(docs, {
    description: "The metric's namespace, where it is not that of the SLO.",
    examples: ['AWS/Lambda'],
  }),
  dimensions: byDefault(
    Dimensions,
    {},
    { description: 'Dimensions of this metric, beside those of the SLO, which they replace by name.' },
  ),
};

export const TERM_MEND = 'write the name of a metric, such as RequestCount';
const CounterForm = mapping(
  {
    metric: nameOf('RequestCount').register(docs, { description: 'The name of the metric.' }),
    stat: byDefault(z.enum(CLOUDWATCH_STATS), 'Sum', {
      description: 'What of each period is the count: the sum of the values, or how many there are.',
    }),
    ...OWN,
  },
  TERM_MEND,
);
const Counter = z.union([short(nameOf('RequestCount'), (metric) => ({ metric }), CounterForm), CounterForm], {
  error: TERM_MEND,
});

const MetricName = written(
  (text) =>
    METRIC_NAME.test(text)
      ? parsed(text)
      : faulty('cannot stand', 'letters, digits and _, a small letter first', 'choose such a name'),
  'choose a name',
).register(docs, { description: 'What the expression calls it.', pattern: METRIC_NAME.source });
const TermForm = mapping(
  {
    metric: z.optional(nameOf('RequestCount')).register(docs, { description: 'The name of the metric.' }),
    stat: z.optional(z.enum(CLOUDWATCH_STATS)).register(docs, {
      description:
        'What of each period is the count: Sum, the sum of the values, which is the default, or SampleCount, how many there are.',
    }),
    namespace: OWN.namespace,
    dimensions: z.optional(Dimensions).register(docs, {
      description: 'Dimensions of this metric, beside those of the SLO, which they replace by name.',
    }),
    math: z.optional(read(parseMetricMath, 'write math over names, such as "a + b"')).register(docs, {
      description: 'Metric math over the metrics that are named beside it.',
      examples: ['target + FILL(balancer, 0)'],
    }),
    metrics: z.optional(z.record(MetricName, Counter)).register(docs, {
      description: 'The metrics of the math, each by the name that it has there.',
      examples: [{ target: 'HTTPCode_Target_5XX_Count', balancer: 'HTTPCode_ELB_5XX_Count' }],
    }),
  },
  TERM_MEND,
);
export type CloudWatchTermText = z.input<typeof TermForm>;
const Term = z.union([short(nameOf('RequestCount'), (metric) => ({ metric }), TermForm), TermForm], {
  error: TERM_MEND,
});

const LatencyForm = mapping(
  { metric: nameOf('TargetResponseTime').register(docs, { description: 'The name of the metric.' }), ...OWN },
  TERM_MEND,
);
const Latency = z.union(
  [short(nameOf('TargetResponseTime'), (metric) => ({ metric }), LatencyForm), LatencyForm],
  { error: TERM_MEND },
);

const SPLIT_MEND = 'write for example split: Version';
const SplitForm = mapping(
  {
    dimension: z.optional(nameOf('Version')).register(docs, {
      description: `The dimension, added to every metric. Without it ${RELEASE_PLACE} stands in the value of one that is written.`,
    }),
    value: byDefault(z.enum(RELEASE_VALUES), 'name', {
      description:
        'What of the release its value is. short-digest: the first 12 hexadecimal digits. pod-template-hash: what its pods have as the label of that name, which the target tells; with Argo Rollouts rollouts-pod-template-hash.',
    }),
  },
  SPLIT_MEND,
);
const Split = z.union([short(nameOf('Version'), (dimension) => ({ dimension }), SplitForm), SplitForm], {
  error: SPLIT_MEND,
});

export const CLOUDWATCH_MEND =
  'write for example cloudwatch: { namespace: shop, total: Requests, bad: Failures, split: Version }';
export const CloudWatchForm = mapping(
  {
    namespace: z.optional(Namespace).register(docs, {
      description: 'The namespace of the metrics, where they name none of their own.',
      examples: ['AWS/ApplicationELB'],
    }),
    dimensions: byDefault(
      Dimensions,
      {},
      {
        description: `Dimensions of all metrics of the SLO. ${RELEASE_PLACE} in a value stands for the release. CloudWatch knows a metric only by all of its dimensions.`,
        examples: [{ FunctionName: 'checkout', Resource: 'checkout:{release}' }],
      },
    ),
    total: z.optional(Term).register(docs, {
      description:
        'What counts all requests: a metric, by its name or in the long form, or math over several.',
      examples: ['RequestCount', { metric: 'TargetResponseTime', stat: 'SampleCount' }],
    }),
    bad: z.optional(Term).register(docs, {
      description: 'What counts those that failed.',
      examples: ['HTTPCode_Target_5XX_Count'],
    }),
    latency: z.optional(Latency).register(docs, {
      description:
        'The metric of durations, one value a request, for an objective with "under". What was published as statistic sets is refused.',
      examples: ['TargetResponseTime'],
    }),
    unit: z.optional(z.enum(HISTOGRAM_UNITS)).register(docs, {
      description: "Unit of the durations, such as s for a load balancer's and ms for those of Lambda.",
    }),
    split: byDefault(
      Split,
      {},
      {
        description: `The dimension that tells releases apart. Short form: its name; its value is then the release's name. Not needed where ${RELEASE_PLACE} stands in a dimension.`,
        examples: ['Version', { dimension: 'Version', value: 'commit' }, { value: 'short-digest' }],
      },
    ),
  },
  CLOUDWATCH_MEND,
);
export type CloudWatchText = z.input<typeof CloudWatchForm>;
