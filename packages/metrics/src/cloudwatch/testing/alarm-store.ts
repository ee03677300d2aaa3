import * as z from 'zod/mini';

/** Alarms as CloudWatch's service model (2010-08-01) has them, as far as an answer of these tests holds any of it. */

const name = z.string().check(z.minLength(1), z.maxLength(255));
const inputSchema = z
  .strictObject({
    AlarmNames: z.optional(z.array(name).check(z.minLength(1), z.maxLength(100))),
    AlarmNamePrefix: z.optional(name),
    AlarmTypes: z.optional(z.array(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm']))),
    StateValue: z.optional(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])),
    MaxRecords: z.int().check(z.gte(1), z.lte(100)),
    NextToken: z.optional(z.string()),
  })
  // "If this parameter is specified, you cannot specify AlarmNames."
  .check(
    z.refine(
      ({ AlarmNames, AlarmNamePrefix }) => (AlarmNames === undefined) !== (AlarmNamePrefix === undefined),
    ),
  );

const common = {
  AlarmName: name,
  ActionsEnabled: z.boolean(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.optional(z.string().check(z.maxLength(1023))),
  StateUpdatedTimestamp: z.number(),
  StateTransitionedTimestamp: z.optional(z.number()),
};
const metricAlarm = z.strictObject({
  ...common,
  EvaluationState: z.optional(z.enum(['PARTIAL_DATA', 'EVALUATION_FAILURE', 'EVALUATION_ERROR'])),
});
const compositeAlarm = z.strictObject({ ...common, AlarmRule: z.string() });
const outputSchema = z.strictObject({
  MetricAlarms: z.array(metricAlarm),
  CompositeAlarms: z.array(compositeAlarm),
  NextToken: z.optional(z.string()),
});

export type StoredAlarm =
  | ({ readonly kind: 'metric' } & z.output<typeof metricAlarm>)
  | ({ readonly kind: 'composite' } & z.output<typeof compositeAlarm>);

type DescribeAlarms = z.output<typeof inputSchema>;

export function describeAlarms(body: unknown): DescribeAlarms | string {
  const read = z.safeParse(inputSchema, body);
  return read.success ? read.data : JSON.stringify(read.error.issues);
}

/** What CloudWatch would answer, a page at a time; the token is where the next one begins. */
export function described(all: readonly StoredAlarm[], asked: DescribeAlarms): unknown {
  const types = asked.AlarmTypes ?? ['MetricAlarm'];
  const found = all
    .filter(({ kind }) => types.includes(kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm'))
    .filter(
      ({ AlarmName }) =>
        asked.AlarmNames?.includes(AlarmName) ?? AlarmName.startsWith(asked.AlarmNamePrefix ?? ''),
    );
  const from = Number(asked.NextToken ?? 0);
  const page = found.slice(from, from + asked.MaxRecords);
  const end = from + page.length;
  return outputSchema.parse({
    MetricAlarms: page.flatMap(({ kind, ...alarm }) => (kind === 'metric' ? [alarm] : [])),
    CompositeAlarms: page.flatMap(({ kind, ...alarm }) => (kind === 'composite' ? [alarm] : [])),
    ...(end < found.length ? { NextToken: String(end) } : {}),
  });
}
