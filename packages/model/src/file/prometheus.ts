import * as z from 'zod/mini';
import { HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import type {
  HistogramUnit,
  Objective,
  PrometheusCounts,
  PrometheusSource,
  ReleaseLabel,
  Selector,
} from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { parseSelector } from '../text/selector.ts';
import { byDefault, docs, mapping, read, refuse, short, written } from './scalars.ts';

/** What an SLO counts in Prometheus. */

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
      description: 'What of the release its value is. short-digest: the first 12 hexadecimal digits.',
    }),
  },
  SPLIT_MEND,
);
const Split = z.union([short(Label, (label) => ({ label }), SplitForm), SplitForm], { error: SPLIT_MEND });

function selector(description: string, example: string) {
  return read(parseSelector, `write a selector, such as ${example}`).register(docs, {
    description,
    examples: [example],
  });
}

const PROMETHEUS_MEND =
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
    histogram: z.optional(
      selector(
        'Selector of a classic histogram of durations, for an objective with "under": its name without _bucket.',
        'http_request_duration_seconds{service="checkout"}',
      ),
    ),
    unit: z.optional(z.enum(HISTOGRAM_UNITS)).register(docs, {
      description: "Unit of the histogram's edges. Without it ms where the name ends so, else s.",
    }),
    split: Split.register(docs, {
      description:
        "The label that tells releases apart. Short form: its name; its value is then the release's name.",
      examples: ['version', { label: 'version', value: 'commit' }],
    }),
  },
  PROMETHEUS_MEND,
);
export type PrometheusText = z.input<typeof PrometheusForm>;

/** A source whose server is still to be named. */
export type PrometheusDraft = Omit<PrometheusSource, 'server'>;

/** What is counted must fit what is promised; null where it does not, and the payload says why. */
export function prometheusDraft(
  text: z.output<typeof PrometheusForm>,
  objective: Objective,
  payload: z.core.ParsePayload,
): PrometheusDraft | null {
  const counts = countsOf(text, objective, payload);
  return counts === null ? null : { kind: 'prometheus', counts, split: splitOf(text.split) };
}

function splitOf({ label, value }: z.output<typeof Split>): ReleaseLabel {
  return { label, value };
}

function countsOf(
  { total, bad, histogram, unit }: z.output<typeof PrometheusForm>,
  objective: Objective,
  payload: z.core.ParsePayload,
): PrometheusCounts | null {
  const wrong = (what: string, why: string | null, mend: string, ...key: string[]): null => {
    refuse(payload, fault(what, why, mend), ['prometheus', ...key]);
    return null;
  };
  switch (objective.kind) {
    case 'availability':
      if (histogram !== undefined) {
        const why = 'an objective without "under" is measured by total and bad';
        return wrong('is not for this objective', why, 'write for example 99% under 300ms', 'histogram');
      }
      if (unit !== undefined)
        return wrong('is not for this objective', 'only a histogram has edges', 'remove it', 'unit');
      if (total === undefined) return wrong('has no "total"', null, PROMETHEUS_MEND);
      if (bad === undefined) return wrong('has no "bad"', null, PROMETHEUS_MEND);
      return { kind: 'selectors', total, bad };
    case 'latency': {
      const why = 'an objective with "under" is measured on a histogram';
      const mend = 'write for example histogram: http_request_duration_seconds';
      if (total !== undefined) return wrong('is not for this objective', why, mend, 'total');
      if (bad !== undefined) return wrong('is not for this objective', why, mend, 'bad');
      if (histogram === undefined) return wrong('has no "histogram"', null, mend);
      const misfit = wrongHistogram(histogram);
      if (misfit !== null) return wrong(misfit.what, misfit.why, misfit.mend, 'histogram');
      return { kind: 'histogram', histogram, unit: unit ?? unitOf(histogram) };
    }
  }
}

function wrongHistogram({ metric, matchers }: Selector): { what: string; why: string; mend: string } | null {
  const part = /^(.*)_(?:bucket|count|sum)$/.exec(metric)?.[1];
  if (part !== undefined) {
    return { what: `is ${quote(metric)}`, why: 'that is one part of a histogram', mend: `write ${part}` };
  }
  if (!matchers.some(({ label }) => label === 'le')) return null;
  return { what: 'has a matcher on le', why: 'the edge follows from the objective', mend: 'remove it' };
}

function unitOf({ metric }: Selector): HistogramUnit {
  return /(?:^|_)(?:ms|milliseconds)$/.test(metric) ? 'ms' : 's';
}
