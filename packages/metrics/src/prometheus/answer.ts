import * as z from 'zod/mini';
import { readJson } from '../web/json-text.ts';

/** One series of an instant vector. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN where the text is no number; null for a native histogram. */
  readonly value: number | null;
  /** Null for a number. */
  readonly histogram: NativeHistogram | null;
  /** When the query was evaluated, in seconds since 1970 by the server's clock. */
  readonly at: number;
}

/** NaN where a text is no number. */
export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  /** Those that hold something; what an edge belongs to does not matter between two of them. */
  readonly buckets: readonly NativeBucket[];
}

export interface NativeBucket {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What an endpoint of the API said. */
export type Answer<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: string }
  /** It is not the API's. */
  | { readonly kind: 'garbage'; readonly why: string };

const labels = z.record(z.string(), z.string());
const at = z.number();
const histogram = z.object({
  count: z.string(),
  sum: z.string(),
  // Rule of the edges, left, right, count; left out where all are empty.
  buckets: z.optional(z.array(z.tuple([z.number(), z.string(), z.string(), z.string()]))),
});
const seriesSchema = z.union([
  z.object({ metric: labels, value: z.tuple([at, z.string()]) }),
  z.object({ metric: labels, histogram: z.tuple([at, histogram]) }),
]);
const vectorSchema = z.object({ resultType: z.literal('vector'), result: z.array(seriesSchema) });

/** Reads the body of an answer of the query API; total. */
export function readVector(body: string): Answer<readonly Sample[]> {
  const answer = readData(body, vectorSchema);
  return answer.kind === 'read' ? { kind: 'read', value: answer.value.result.map(sampleOf) } : answer;
}

const lineSchema = z.object({
  metric: labels,
  // A series may turn from one to the other on the way.
  values: z.optional(z.array(z.tuple([at, z.string()]))),
  histograms: z.optional(z.array(z.tuple([at, histogram]))),
});
const matrixSchema = z.object({ resultType: z.literal('matrix'), result: z.array(lineSchema) });

/** One series of a range, oldest sample first. */
export interface Line {
  readonly labels: Sample['labels'];
  readonly samples: readonly Sample[];
}

/** Reads the body of an answer to a query over a range; total. */
export function readMatrix(body: string): Answer<readonly Line[]> {
  const answer = readData(body, matrixSchema);
  return answer.kind === 'read' ? { kind: 'read', value: answer.value.result.map(lineOf) } : answer;
}

function lineOf({ metric, values = [], histograms = [] }: z.infer<typeof lineSchema>): Line {
  const samples = [
    ...values.map((value) => sampleOf({ metric, value })),
    ...histograms.map((one) => sampleOf({ metric, histogram: one })),
  ];
  return { labels: metric, samples: samples.toSorted((a, b) => a.at - b.at) };
}

const refusedSchema = z.object({ status: z.literal('error'), error: z.string() });

/** Reads the data out of any answer of the API; total. */
export function readData<T>(body: string, schema: z.ZodMiniType<T>): Answer<T> {
  const text = readJson(body);
  if (!text.ok) return { kind: 'garbage', why: text.why };
  const refused = z.safeParse(refusedSchema, text.json);
  if (refused.success) return { kind: 'refused', error: refused.data.error };
  const read = z.safeParse(z.object({ status: z.literal('success'), data: schema }), text.json);
  if (read.success) return { kind: 'read', value: read.data.data };
  const place = read.error.issues[0]?.path.join('.') ?? '';
  return { kind: 'garbage', why: `JSON of another form${place === '' ? '' : ` (at ${place})`}` };
}

function sampleOf(series: z.infer<typeof seriesSchema>): Sample {
  if ('value' in series) {
    const [time, text] = series.value;
    return { labels: series.metric, value: numberIn(text), histogram: null, at: time };
  }
  const [time, { count, sum, buckets = [] }] = series.histogram;
  return {
    labels: series.metric,
    value: null,
    histogram: {
      count: numberIn(count),
      sum: numberIn(sum),
      buckets: buckets.map(([, from, to, held]) => ({
        from: numberIn(from),
        to: numberIn(to),
        count: numberIn(held),
      })),
    },
    at: time,
  };
}

/** Prometheus writes numbers as Go does. */
function numberIn(text: string): number {
  if (/^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^\+?Inf$/i.test(text)) return Infinity;
  return /^-Inf$/i.test(text) ? -Infinity : NaN;
}
