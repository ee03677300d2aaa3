import * as z from 'zod/mini';

/** What one search counted. */
export interface Found {
  /** When the newest document was made, in milliseconds since 1970; null where there is none. */
  readonly newest: number | null;
  readonly releases: readonly Bucket[];
  /** The releases there are, where that was asked. */
  readonly values: readonly string[];
}

export interface Bucket {
  /** The release, where buckets are by what there is. */
  readonly key: string | null;
  readonly total: number;
  readonly bad: number;
  /** Sum of the durations in their own unit, where that was asked. */
  readonly spent: number | null;
}

/** What went wrong, from the outside in. */
export type Causes = readonly { readonly type: string; readonly reason: string }[];

export type Outcome =
  | { readonly kind: 'found'; readonly found: Found }
  /** Not all of what was asked was looked through, so that the counts are too small. */
  | { readonly kind: 'partial'; readonly why: string }
  | { readonly kind: 'no-index' }
  | { readonly kind: 'error'; readonly status: number; readonly causes: Causes }
  | { readonly kind: 'garbage'; readonly why: string };

const count = z
  .number()
  .check(z.refine((value) => Number.isSafeInteger(value) && value >= 0, { error: 'is no count' }));
const value = z.object({ value: z.nullable(z.number()) });
const key = z.union([z.string(), z.number(), z.boolean()]);
const bucketSchema = z
  .object({
    key: z.optional(key),
    key_as_string: z.optional(z.string()),
    doc_count: count,
    bad: z.object({ doc_count: count }),
    spent: z.optional(value),
  })
  // The bad ones are looked for among the others.
  .check(z.refine(({ doc_count: total, bad }) => bad.doc_count <= total));
const foundSchema = z.object({
  timed_out: z.boolean(),
  _shards: z.object({
    total: count,
    failed: count,
    failures: z.optional(z.array(z.object({ reason: z.optional(z.unknown()) }))),
  }),
  _clusters: z.optional(z.object({ skipped: z.optional(count), failed: z.optional(count) })),
  aggregations: z.object({
    newest: value,
    releases: z.object({ buckets: z.array(bucketSchema) }),
    values: z.optional(
      z.object({ buckets: z.array(z.object({ key, key_as_string: z.optional(z.string()) })) }),
    ),
  }),
});
const counted = z.object({ _shards: z.object({ total: z.literal(0) }) });
const answerSchema = z.object({ responses: z.array(z.unknown()) });
const failedSchema = z.object({ error: z.unknown(), status: z.optional(z.number()) });
const causeSchema = z.object({
  type: z.string(),
  reason: z.nullish(z.string()),
  root_cause: z.optional(z.array(z.unknown())),
  caused_by: z.optional(z.unknown()),
  failed_shards: z.optional(z.array(z.object({ reason: z.optional(z.unknown()) }))),
});

/** Reads the answer to so many searches; null where it is not that. Total. */
export function readAnswers(json: unknown, searches: number): readonly Outcome[] | null {
  const read = z.safeParse(answerSchema, json);
  if (!read.success || read.data.responses.length !== searches) return null;
  return read.data.responses.map(readOne);
}

function readOne(json: unknown): Outcome {
  const failed = z.safeParse(failedSchema, json);
  if (failed.success && failed.data.error !== undefined) {
    return { kind: 'error', status: failed.data.status ?? 0, causes: causesIn(failed.data.error) };
  }
  if (z.safeParse(counted, json).success) return { kind: 'no-index' };
  const read = z.safeParse(foundSchema, json);
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'garbage', why: `JSON of another form${place === '' ? '' : ` (at ${place})`}` };
  }
  const { timed_out: timedOut, _shards: shards, _clusters: clusters, aggregations } = read.data;
  if (timedOut) return { kind: 'partial', why: 'it ran out of time' };
  if (shards.failed > 0) {
    const reason = causesIn(shards.failures?.[0]?.reason)[0]?.reason;
    const why = `${shards.failed} of ${shards.total} shards failed`;
    return { kind: 'partial', why: reason === undefined ? why : `${why}: ${reason}` };
  }
  const away = (clusters?.skipped ?? 0) + (clusters?.failed ?? 0);
  if (away > 0) return { kind: 'partial', why: `${away} remote clusters did not answer` };
  return {
    kind: 'found',
    found: {
      newest: aggregations.newest.value,
      releases: aggregations.releases.buckets.map((bucket) => ({
        key: bucket.key === undefined ? null : (bucket.key_as_string ?? String(bucket.key)),
        total: bucket.doc_count,
        bad: bucket.bad.doc_count,
        spent: bucket.spent?.value ?? null,
      })),
      values: (aggregations.values?.buckets ?? []).map((one) => one.key_as_string ?? String(one.key)),
    },
  };
}

/** An error and what it was caused by. A bare text is one too. */
export function causesIn(json: unknown, depth = 0): Causes {
  if (typeof json === 'string') return [{ type: '', reason: json }];
  const read = z.safeParse(causeSchema, json);
  if (!read.success || depth > DEEPEST) return [];
  const { type, reason, root_cause: roots = [], caused_by: by, failed_shards: shards = [] } = read.data;
  return [
    { type, reason: reason ?? '' },
    ...[
      ...roots.slice(0, MOST_CAUSES),
      by,
      ...shards.slice(0, MOST_CAUSES).map((shard) => shard.reason),
    ].flatMap((one) => causesIn(one, depth + 1)),
  ];
}
const DEEPEST = 5;
const MOST_CAUSES = 3;

const capabilitySchema = z.object({
  fields: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** Which types each field has; null where the answer is another one. */
export function readFieldTypes(json: unknown): ReadonlyMap<string, readonly string[]> | null {
  const read = z.safeParse(capabilitySchema, json);
  if (!read.success) return null;
  return new Map(Object.entries(read.data.fields).map(([name, types]) => [name, Object.keys(types)]));
}
