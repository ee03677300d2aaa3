import * as z from 'zod/mini';
import { fault, type Fault } from '../fault.ts';
import { CloudWatchForm } from './cloudwatch-form.ts';
import { cloudWatchDraft, type CloudWatchDraft } from './cloudwatch.ts';
import { datadogDraft, DatadogForm, type DatadogDraft } from './datadog.ts';
import { httpDraft, HttpForm, type HttpDraft } from './http.ts';
import { OBJECTIVE_MEND, ObjectiveOrThresholds, OneObjective, Thresholds } from './objectives.ts';
import type { Objectives } from './objectives.ts';
import { OpenSloForm } from './openslo.ts';
import { prometheusDraft, type PrometheusDraft } from './prometheus-counts.ts';
import { PrometheusForm, Split } from './prometheus.ts';
import { docs, mapping, refuse, short } from './scalars.ts';
import { searchDraft, SearchForm, type SearchDraft } from './search.ts';

/** An SLO as it is written: what is promised, where it is measured, and what it counts for. */

const MOST_WEIGHT = 100;
const WEIGHT_MEND = `write a number above 0, at most ${MOST_WEIGHT}, such as 0.5`;
const SloForm = mapping(
  {
    objective: z.optional(ObjectiveOrThresholds).register(docs, {
      description:
        'What is promised: one objective, or several thresholds of one latency. Required without openslo.',
      examples: ['99.9%', '99% under 300ms', ['99% under 300ms', '99.9% under 1s']],
    }),
    weight: z
      .optional(
        z
          .number({ error: WEIGHT_MEND })
          .check(z.positive({ error: WEIGHT_MEND }), z.maximum(MOST_WEIGHT, { error: WEIGHT_MEND })),
      )
      .register(docs, {
        description: `What the SLO counts for, against the others, in the average of the evidence for a rollback. Several thresholds share it. Above 0, at most ${MOST_WEIGHT}. Without it 1.`,
        examples: [0.5],
      }),
    prometheus: z.optional(PrometheusForm).register(docs, {
      description:
        "Counters in Prometheus, or in what speaks its query API. Without it the target's own are used.",
    }),
    cloudwatch: z.optional(CloudWatchForm).register(docs, {
      description: 'Metrics in Amazon CloudWatch.',
    }),
    elasticsearch: z.optional(SearchForm).register(docs, {
      description: 'Documents in Elasticsearch, such as access logs.',
    }),
    opensearch: z.optional(SearchForm).register(docs, {
      description: 'Documents in OpenSearch, such as access logs.',
    }),
    http: z.optional(HttpForm).register(docs, {
      description: 'Counts in the answers of any endpoint that speaks JSON.',
    }),
    datadog: z.optional(DatadogForm).register(docs, {
      description: 'Metrics in Datadog.',
    }),
    openslo: z.optional(OpenSloForm).register(docs, {
      description:
        'An SLO of OpenSLO v1, which says the objective and the source. Short form: the file, in which it is the only one.',
      examples: ['slo/checkout.yaml', { file: 'slo/checkout.yaml', name: 'checkout-latency' }],
    }),
    split: z.optional(Split).register(docs, {
      description:
        "For openslo: the label that tells releases apart, version without it. Short form: its name; its value is then the release's name.",
      examples: ['version', { label: 'version', value: 'commit' }],
    }),
  },
  OBJECTIVE_MEND,
).register(docs, {
  description: 'What is promised, and where it is measured. Either objective or openslo.',
  oneOf: [{ required: ['objective'] }, { required: ['openslo'] }],
});
export type SourceDraft = PrometheusDraft | CloudWatchDraft | SearchDraft | HttpDraft | DatadogDraft;

/** An SLO whose source lacks its server. */
export interface SloDraft {
  readonly objectives: Objectives;
  /** Of all objectives together. */
  readonly weight: number;
  /** Null: the target itself counts. */
  readonly source: SourceDraft | null;
}

const SloLong = z.pipe(
  SloForm,
  z.transform((form: z.output<typeof SloForm>, payload): SloDraft => {
    const { objective: objectives, weight, split, ...sources } = form;
    const [first, another] = Object.entries(sources).flatMap(([key, text]) =>
      text === undefined ? [] : [key],
    );
    const wrong = (found: Fault, ...key: string[]): never => {
      refuse(payload, found, key);
      return z.NEVER;
    };
    if (another !== undefined) {
      const why = 'an SLO is measured in one place';
      return wrong(fault('is a second source', why, 'remove one of the two'), another);
    }
    // What an unknown key was meant to be is told already.
    if (objectives === undefined && payload.issues.length > 0) return z.NEVER;
    if (form.openslo !== undefined) {
      if (weight !== undefined)
        return wrong(fault('has no meaning here', 'an OpenSLO document counts for 1', 'remove it'), 'weight');
      if (objectives === undefined)
        throw new Error('an OpenSLO document was not read before the delivery file');
      return wrong(fault('is a second objective', 'the OpenSLO document has one', 'remove it'), 'objective');
    }
    if (split !== undefined) {
      const mend = first === undefined ? 'remove it' : `write it into ${first}`;
      return wrong(fault('has no meaning here', 'it belongs to openslo', mend), 'split');
    }
    if (objectives === undefined) return wrong(fault('has no "objective"', null, OBJECTIVE_MEND));
    const source = draftOf(form, objectives, payload);
    if (source === 'refused') return z.NEVER;
    const blind = objectives.length > 1 ? blindToThreshold(form) : null;
    if (blind !== null) {
      const why = 'it would count the same for each of them';
      const mend = 'write an SLO for each threshold, and share the weight among them';
      return wrong(fault('knows no threshold', why, mend), ...blind);
    }
    return { objectives, weight: weight ?? 1, source };
  }),
);

/** Null: the target's own counters. What fits one of several objectives fits all, since they are of one kind. */
function draftOf(
  { prometheus, cloudwatch, elasticsearch, opensearch, http, datadog }: z.output<typeof SloForm>,
  [objective]: Objectives,
  payload: z.core.ParsePayload,
): SourceDraft | null | 'refused' {
  if (prometheus !== undefined) return prometheusDraft(prometheus, objective, payload) ?? 'refused';
  if (cloudwatch !== undefined) return cloudWatchDraft(cloudwatch, objective, payload) ?? 'refused';
  if (elasticsearch !== undefined)
    return searchDraft('elasticsearch', elasticsearch, objective, payload) ?? 'refused';
  if (opensearch !== undefined) return searchDraft('opensearch', opensearch, objective, payload) ?? 'refused';
  if (http !== undefined) return httpDraft(http, payload) ?? 'refused';
  if (datadog !== undefined) return datadogDraft(datadog, objective, payload) ?? 'refused';
  return null;
}

/** Where the counts do not follow from the objective, the key that says so. */
function blindToThreshold({ http, prometheus }: z.output<typeof SloForm>): readonly string[] | null {
  if (http !== undefined) return ['http'];
  return prometheus?.promql === undefined ? null : ['prometheus', 'promql'];
}

export const SloDefinition = z.union(
  [
    short(OneObjective, (objective) => ({ objective }), SloLong),
    short(Thresholds, (objective) => ({ objective }), SloLong),
    SloLong,
  ],
  { error: OBJECTIVE_MEND },
);
