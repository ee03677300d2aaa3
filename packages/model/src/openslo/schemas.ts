import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import { mapping, refuse, written } from '../file/scalars.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { ApiVersion, Metadata } from './documents.ts';

/** SLO, SLI and DataSource of OpenSLO v1, as far as they say what is measured. */

/** What is told of an SLO beside what it measures: texts, labels, alerts. */
const Beside = z.optional(z.unknown());

/** A key that would change what is measured in a way that a release can't be judged by. */
function refusedKey(why: string, mend: string) {
  return z.optional(
    z.unknown().check(
      z.check((payload: z.core.ParsePayload) => {
        refuse(payload, fault('has no meaning here', why, mend));
      }),
    ),
  );
}

function text(mend: string) {
  return written((one) => (one.trim() === '' ? faulty('is empty', null, mend) : parsed(one)), mend);
}

function object<S extends z.core.$ZodType>(spec: S) {
  const kind = z.string({ error: 'write its kind' });
  return mapping({ apiVersion: ApiVersion, kind, metadata: Metadata, spec }, 'write what it is under spec');
}

const SOURCE_MEND =
  'write for example metricSource: { type: Prometheus, spec: { query: http_requests_total } }';
const Metric = mapping(
  {
    metricSource: mapping(
      {
        metricSourceRef: z.optional(text('write the metadata.name of a DataSource')),
        type: z.optional(text('write for example type: Prometheus')),
        spec: z.record(z.string(), z.unknown(), {
          error: 'write for example spec: { query: http_requests_total }',
        }),
      },
      SOURCE_MEND,
    ),
  },
  SOURCE_MEND,
);
export type Metric = z.output<typeof Metric>;

const RATIO_MEND = 'write for example ratioMetric: { counter: true, bad: { ... }, total: { ... } }';
const RAW_WHY = 'a ratio that was reckoned before has lost how many requests there were';
const RAW_MEND = 'write total, and good or bad';
const RatioMetric = mapping(
  {
    counter: z.optional(z.boolean({ error: 'write counter: true' })),
    good: z.optional(Metric),
    bad: z.optional(Metric),
    total: z.optional(Metric),
    raw: refusedKey(RAW_WHY, RAW_MEND),
    rawType: refusedKey(RAW_WHY, RAW_MEND),
  },
  RATIO_MEND,
);
export type RatioMetric = z.output<typeof RatioMetric>;

const SLI_MEND = 'write a ratioMetric or a thresholdMetric';
const SliSpec = mapping(
  { description: Beside, ratioMetric: z.optional(RatioMetric), thresholdMetric: z.optional(Metric) },
  SLI_MEND,
);
export type SliSpec = z.output<typeof SliSpec>;
export const SliDocument = object(SliSpec);

const METHODS = ['Occurrences', 'Timeslices', 'RatioTimeslices'];
const BudgetingMethod = written((method) => {
  if (method === 'Occurrences') return parsed(method);
  const is = `is ${quote(method)}`;
  return METHODS.includes(method)
    ? faulty(is, 'a release is judged by its requests, not by slices of time', 'write Occurrences')
    : faulty(is, null, instead(method, METHODS.slice(0, 1)));
}, 'write budgetingMethod: Occurrences');

const WINDOW_MEND = 'write for example { duration: 4w, isRolling: true }';
const WINDOW = /^[1-9]\d*[mhdwMQY]$/;
const TimeWindow = mapping(
  {
    duration: written(
      (one) =>
        WINDOW.test(one)
          ? parsed(one)
          : faulty(`is ${quote(one)}`, 'a length is a number and one of m, h, d, w, M, Q, Y', WINDOW_MEND),
      WINDOW_MEND,
    ),
    isRolling: z.optional(z.boolean({ error: 'write isRolling: true' })),
    calendar: Beside,
  },
  WINDOW_MEND,
).check(
  z.check((payload: z.core.ParsePayload<{ isRolling?: boolean | undefined; calendar?: unknown }>) => {
    const { isRolling, calendar } = payload.value;
    const why = 'a budget that begins anew by the calendar says nothing of a release';
    if (calendar !== undefined) refuse(payload, fault('has no meaning here', why, WINDOW_MEND), ['calendar']);
    else if (isRolling !== true) refuse(payload, fault('is not true', why, WINDOW_MEND), ['isRolling']);
  }),
);

const SLICES = ['it belongs to slices of time', 'remove it'] as const;
const COMPOSITE = [
  'several indicators in one SLO are judged together, and a release by each of them',
  'write an SLO for each indicator',
] as const;
const NUMBER = { error: 'write a number' };
const Objective = mapping(
  {
    displayName: z.optional(z.string({ error: 'write a text' })),
    op: z.optional(z.enum(['lt', 'lte', 'gt', 'gte'])),
    value: z.optional(z.number(NUMBER)),
    target: z.optional(z.number(NUMBER)),
    targetPercent: z.optional(z.number(NUMBER)),
    timeSliceTarget: refusedKey(...SLICES),
    timeSliceWindow: refusedKey(...SLICES),
    indicator: refusedKey(...COMPOSITE),
    indicatorRef: refusedKey(...COMPOSITE),
    compositeWeight: refusedKey(...COMPOSITE),
  },
  'write for example { target: 0.999 }',
);
export type SloObjective = z.output<typeof Objective>;

const OBJECTIVES_MEND = 'write for example objectives: [{ target: 0.999 }]';
const WINDOWS_MEND = `write for example timeWindow: [${WINDOW_MEND.slice('write for example '.length)}]`;
export const SloDocument = object(
  mapping(
    {
      description: Beside,
      service: Beside,
      indicator: z.optional(
        mapping({ metadata: Beside, spec: SliSpec }, 'write for example indicator: { spec: { ... } }'),
      ),
      indicatorRef: z.optional(text('write the metadata.name of an SLI')),
      timeWindow: z.optional(
        z.nullable(
          z.array(TimeWindow, { error: WINDOWS_MEND }).check(z.maxLength(1, { error: 'write one window' })),
        ),
      ),
      budgetingMethod: BudgetingMethod,
      objectives: z
        .array(Objective, { error: OBJECTIVES_MEND })
        .check(z.minLength(1, { error: OBJECTIVES_MEND })),
      alertPolicies: Beside,
    },
    'write indicator, budgetingMethod and objectives',
  ),
);
export type SloSpec = z.output<typeof SloDocument>['spec'];

export const DataSourceDocument = object(
  mapping(
    {
      description: Beside,
      type: text('write for example type: Prometheus'),
      // Where the server is says the delivery file, and how to get in: a document may hold secrets.
      connectionDetails: Beside,
    },
    'write for example spec: { type: Prometheus }',
  ),
);
