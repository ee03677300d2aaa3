import * as z from 'zod/mini';
import { readJson } from '../web/json-text.ts';

/** One series of an instant vector. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN where the text is no number; null for a native histogram. */
  readonly value: number | null;
  /** When the query was evaluated, in seconds since 1970 by the server's clock. */
  readonly at: number;
}

/** What the query API said. */
export type Answer =
  | { readonly kind: 'vector'; readonly samples: readonly Sample[] }
  | { readonly kind: 'refused'; readonly error: string }
  /** It is not the query API's. */
  | { readonly kind: 'garbage'; readonly why: string };

const labels = z.record(z.string(), z.string());
const at = z.number();
const seriesSchema = z.union([
  z.object({ metric: labels, value: z.tuple([at, z.string()]) }),
  z.object({ metric: labels, histogram: z.tuple([at, z.unknown()]) }),
]);
const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({ resultType: z.literal('vector'), result: z.array(seriesSchema) }),
  }),
  z.object({ status: z.literal('error'), error: z.string(), errorType: z.optional(z.string()) }),
]);

/** Reads the body of an answer; total. */
export function readAnswer(body: string): Answer {
  const text = readJson(body);
  if (!text.ok) return { kind: 'garbage', why: text.why };
  const read = z.safeParse(answerSchema, text.json);
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'garbage', why: `JSON of another form${place === '' ? '' : ` (at ${place})`}` };
  }
  if (read.data.status === 'error') return { kind: 'refused', error: read.data.error };
  return {
    kind: 'vector',
    samples: read.data.data.result.map((series): Sample =>
      'value' in series
        ? { labels: series.metric, value: numberIn(series.value[1]), at: series.value[0] }
        : { labels: series.metric, value: null, at: series.histogram[0] },
    ),
  };
}

/** Prometheus writes numbers as Go does. */
function numberIn(text: string): number {
  if (/^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^\+?Inf$/i.test(text)) return Infinity;
  return /^-Inf$/i.test(text) ? -Infinity : NaN;
}
