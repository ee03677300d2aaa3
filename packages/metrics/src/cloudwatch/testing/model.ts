import * as z from 'zod/mini';

/** Requests as CloudWatch's service model (2010-08-01) and its reference bound them; of more than that nothing is known. */

const name = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^[\x20-\x7e]*$/));
const dimension = z.strictObject({
  Name: name,
  Value: z.string().check(z.minLength(1), z.maxLength(1024), z.regex(/^[\x20-\x7e]*$/)),
});
const period = z
  .int()
  .check(z.refine((seconds) => seconds % 60 === 0 || [1, 5, 10, 20, 30].includes(seconds)));
const stat = z.string().check(z.regex(/^(?:Sum|SampleCount|TC\((?::\d+(?:\.\d+)?|\d+(?:\.\d+)?:)\))$/));
const id = z.string().check(z.regex(/^[a-z][A-Za-z0-9_]{0,254}$/));
const query = z.union([
  z.strictObject({
    Id: id,
    MetricStat: z.strictObject({
      Metric: z.strictObject({
        Namespace: z.string().check(z.maxLength(255), z.regex(/^[^:].*/)),
        MetricName: name,
        Dimensions: z.array(dimension).check(z.maxLength(30)),
      }),
      Period: period,
      Stat: stat,
    }),
    ReturnData: z.optional(z.boolean()),
  }),
  z.strictObject({
    Id: id,
    Expression: z.string().check(z.minLength(1), z.maxLength(2048)),
    Period: z.optional(period),
    ReturnData: z.optional(z.boolean()),
  }),
]);
export type Query = z.output<typeof query>;

const dataSchema = z
  .strictObject({
    MetricDataQueries: z.array(query).check(
      z.minLength(1),
      z.maxLength(500),
      z.refine((all) => new Set(all.map(({ Id }) => Id)).size === all.length),
    ),
    StartTime: z.number(),
    EndTime: z.number(),
    ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']),
    NextToken: z.optional(z.string()),
  })
  .check(
    z.refine(({ StartTime, EndTime }) => StartTime < EndTime),
    // What is older is kept in longer periods alone.
    z.refine(({ MetricDataQueries, StartTime, EndTime }) => {
      const days = (EndTime - StartTime) / 86_400;
      const least = days > 63 ? 3600 : days > 15 ? 300 : 1;
      return MetricDataQueries.every((one) => !('MetricStat' in one) || one.MetricStat.Period % least === 0);
    }),
  );
export type GetMetricData = z.output<typeof dataSchema>;

const listSchema = z.strictObject({
  Namespace: name,
  MetricName: name,
  Dimensions: z
    .array(z.strictObject({ Name: name, Value: z.optional(z.string().check(z.minLength(1))) }))
    .check(z.maxLength(10)),
  NextToken: z.optional(z.string()),
});

export function getMetricData(body: unknown): GetMetricData | string {
  const read = z.safeParse(dataSchema, body);
  return read.success ? read.data : JSON.stringify(read.error.issues);
}

export function listMetrics(body: unknown): z.output<typeof listSchema> | string {
  const read = z.safeParse(listSchema, body);
  return read.success ? read.data : JSON.stringify(read.error.issues);
}
