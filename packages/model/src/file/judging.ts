import * as z from 'zod/mini';
import { POLICIES } from '../delivery.ts';
import type { AnalysisSpec, Objective, Policies } from '../delivery.ts';
import { fault, type Fault } from '../fault.ts';
import { OBJECTIVE, parseObjective } from '../text/objective.ts';
import { CloudWatchForm } from './cloudwatch-form.ts';
import { cloudWatchDraft, type CloudWatchDraft } from './cloudwatch.ts';
import { datadogDraft, DatadogForm, type DatadogDraft } from './datadog.ts';
import { httpDraft, HttpForm, type HttpDraft } from './http.ts';
import { OpenSloForm } from './openslo.ts';
import { prometheusDraft, type PrometheusDraft } from './prometheus-counts.ts';
import { PrometheusForm, Split } from './prometheus.ts';
import { byDefault, docs, duration, mapping, percentage, read, refuse, short, written } from './scalars.ts';
import { searchDraft, SearchForm, type SearchDraft } from './search.ts';

/** What a release is judged by, how, and what follows: objectives, analysis, policies. */

const OBJECTIVE_MEND = 'write for example 99.9% or 99% under 300ms';
function objectiveMend({ input }: { readonly input?: unknown }): string {
  return typeof input === 'number' ? `write ${input}%` : OBJECTIVE_MEND;
}

const OBJECTIVE_DOC = {
  description:
    'Share of requests that must succeed, such as 99.9%, or be answered in time, such as 99% under 300ms.',
  examples: ['99.9%', '99% under 300ms'],
  pattern: OBJECTIVE.source,
};

const SloForm = mapping(
  {
    objective: z.optional(read(parseObjective, objectiveMend).register(docs, OBJECTIVE_DOC)).register(docs, {
      ...OBJECTIVE_DOC,
      description: `${OBJECTIVE_DOC.description} Required without openslo.`,
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

/** An SLO whose source lacks its server; null: the target itself counts. */
export interface SloDraft {
  readonly objective: Objective;
  readonly source: SourceDraft | null;
}

const SloLong = z.pipe(
  SloForm,
  z.transform((form: z.output<typeof SloForm>, payload): SloDraft => {
    const { objective, split, ...sources } = form;
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
    if (objective === undefined && payload.issues.length > 0) return z.NEVER;
    if (form.openslo !== undefined) {
      if (objective === undefined)
        throw new Error('an OpenSLO document was not read before the delivery file');
      return wrong(fault('is a second objective', 'the OpenSLO document has one', 'remove it'), 'objective');
    }
    if (split !== undefined) {
      const mend = first === undefined ? 'remove it' : `write it into ${first}`;
      return wrong(fault('has no meaning here', 'it belongs to openslo', mend), 'split');
    }
    if (objective === undefined) return wrong(fault('has no "objective"', null, OBJECTIVE_MEND));
    const source = draftOf(form, objective, payload);
    return source === 'refused' ? z.NEVER : { objective, source };
  }),
);

/** Null: the target's own counters. */
function draftOf(
  { prometheus, cloudwatch, elasticsearch, opensearch, http, datadog }: z.output<typeof SloForm>,
  objective: Objective,
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

export const SloDefinition = z.union(
  [
    short(
      written(parseObjective, objectiveMend).register(docs, OBJECTIVE_DOC),
      (objective) => ({ objective }),
      SloLong,
    ),
    SloLong,
  ],
  { error: OBJECTIVE_MEND },
);

const MARGIN_MEND = 'write for example { ratio: 1.5, budget-share: 5% }';
const RATIO_MEND = 'write a number from 1, such as 1.5';
function margin(
  ratio: number,
  budgetShare: string,
  shareMeans: string,
  least: (share: number) => { why: string; mend: string } | null,
) {
  return mapping(
    {
      ratio: byDefault(z.number({ error: RATIO_MEND }).check(z.minimum(1, { error: RATIO_MEND })), ratio, {
        description: "Times the old release's failure rate.",
      }),
      'budget-share': byDefault(percentage(least), budgetShare, {
        description: shareMeans,
      }),
    },
    MARGIN_MEND,
  );
}

function errorRate(value: number): { why: string; mend: string } | null {
  return value > 0 && value <= 50
    ? null
    : { why: 'the chance of a wrong verdict lies above 0% and up to 50%', mend: 'write for example 1%' };
}

const AnalysisForm = mapping(
  {
    poll: byDefault(duration('100ms'), '5s', {
      description: 'Time between two looks at the counters.',
    }),
    'warm-up': byDefault(duration(), '1m', {
      description:
        'Time after the start in which only gross failure counts. For as long again up to five times the failures are forgiven, while the objective is kept.',
    }),
    alpha: byDefault(percentage(errorRate), '1%', {
      description: 'Greatest chance of a false rollback in one rollout, above 0% and up to 50%.',
    }),
    beta: byDefault(percentage(errorRate), '5%', {
      description: 'Greatest chance of passing a bad release at one step, above 0% and up to 50%.',
    }),
    'rollback-margin': byDefault(
      margin(1.05, '2%', 'Plus this share of the error budget.', () => null),
      {},
      {
        description:
          'A release is rolled back when the evidence says that it fails more often than ratio and share together allow.',
        examples: [{ ratio: 1.05, 'budget-share': '2%' }],
      },
    ),
    'promotion-margin': byDefault(
      margin(2, '20%', 'Or this share of the error budget, whichever is more.', (share) =>
        share > 0
          ? null
          : {
              why: 'a release without failures could never be promoted',
              mend: 'write more than 0%, such as 20%',
            },
      ),
      {},
      {
        description:
          'A step is passed when the evidence says that the release fails less often than one of the two allows.',
        examples: [{ ratio: 2, 'budget-share': '20%' }],
      },
    ),
  },
  'write for example { poll: 5s, warm-up: 1m }',
);

export const Analysis = z.pipe(
  AnalysisForm,
  z.transform((form: z.output<typeof AnalysisForm>): AnalysisSpec => ({
    poll: form.poll,
    warmUp: form['warm-up'],
    alpha: form.alpha / 100,
    beta: form.beta / 100,
    rollbackMargin: marginOf(form['rollback-margin']),
    promotionMargin: marginOf(form['promotion-margin']),
  })),
);

function marginOf(form: z.output<ReturnType<typeof margin>>): AnalysisSpec['rollbackMargin'] {
  return { ratio: form.ratio, budgetShare: form['budget-share'] / 100 };
}

const OnForm = mapping(
  {
    breach: byDefault(z.enum(['hold', 'pause', 'rollback']), 'rollback', {
      description: 'At once, when the evidence says that the release is worse.',
    }),
    'too-few-samples': byDefault(z.enum(POLICIES), 'pause', {
      description: 'When the longest bake is over without enough evidence either way.',
    }),
    'no-data': byDefault(z.enum(POLICIES), 'rollback', {
      description: 'When the longest bake is over and the source has no figures for the release.',
    }),
    'source-down': byDefault(z.enum(POLICIES), 'pause', {
      description: 'When the longest bake is over and the source did not answer.',
    }),
    cancel: byDefault(z.enum(['rollback', 'hold']), 'rollback', {
      description: 'What a cancelled run leaves behind.',
    }),
  },
  'write for example { breach: rollback }',
);

export const On = z.pipe(
  OnForm,
  z.transform((form: z.output<typeof OnForm>): Omit<Policies, 'pause'> => ({
    breach: form.breach,
    tooFewSamples: form['too-few-samples'],
    noData: form['no-data'],
    sourceDown: form['source-down'],
    onCancel: form.cancel,
  })),
);

export const Pause = mapping(
  {
    timeout: byDefault(duration('1s'), '1h', {
      description: 'How long a pause waits for a person.',
    }),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    then: byDefault(z.enum(['rollback', 'leave']), 'rollback', {
      description: 'What follows: back to the old release, or left paused for a later run.',
    }),
  },
  'write for example { timeout: 1h, then: rollback }',
);
