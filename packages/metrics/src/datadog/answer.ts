import * as z from 'zod/mini';
import { readJson } from '../web/json-text.ts';

/** What came for one query and one value of the tag: a number for each of the answer's times, null where nothing came. */
export interface Row {
  /** Index of the query that was asked. */
  readonly query: number;
  readonly tags: readonly string[];
  readonly values: readonly (number | null)[];
}

/** What the timeseries endpoint said. */
export type Answer =
  /** `times`: beginnings of intervals, in ms since 1970. */
  | { readonly kind: 'rows'; readonly times: readonly number[]; readonly rows: readonly Row[] }
  | { readonly kind: 'error'; readonly error: string }
  /** It is not the endpoint's. */
  | { readonly kind: 'garbage'; readonly why: string };

/** JSON can write 1e999, which is no number that one can count with; it is told by the reader of the counts. */
const number = z.custom<number>((value) => typeof value === 'number', 'a number');
const listOf = <T extends z.core.$ZodType>(item: T) => z.optional(z.nullable(z.array(item)));
const goodSchema = z.object({
  data: z.object({
    type: z.literal('timeseries_response'),
    attributes: z.object({
      series: listOf(
        z.object({
          group_tags: listOf(z.string()),
          query_index: z.optional(z.int().check(z.nonnegative())),
        }),
      ),
      times: listOf(z.int().check(z.nonnegative())),
      values: listOf(z.array(z.nullable(number))),
    }),
  }),
});
const item = z.object({ title: z.optional(z.string()), detail: z.optional(z.string()) });
const errorSchema = z.object({
  errors: z.union([z.string(), z.array(z.union([z.string(), item])).check(z.minLength(1))]),
});

/** Reads the body of an answer; total. */
export function readAnswer(body: string): Answer {
  const read = readJson(body);
  if (!read.ok) return garbage(read.why);
  const error = z.safeParse(errorSchema, read.json);
  if (error.success) return { kind: 'error', error: errorText(error.data.errors) };
  const good = z.safeParse(goodSchema, read.json);
  if (!good.success) {
    const place = good.error.issues[0]?.path.join('.') ?? '';
    return garbage(`JSON of another form${place === '' ? '' : ` (at ${place})`}`);
  }
  const { series, times, values } = good.data.data.attributes;
  return rowsOf(series ?? [], times ?? [], values ?? []);
}

function rowsOf(
  series: readonly { group_tags?: string[] | null | undefined; query_index?: number | undefined }[],
  times: readonly number[],
  values: readonly (readonly (number | null)[])[],
): Answer {
  if (series.length !== values.length)
    return garbage(`${series.length} series and the values of ${values.length}`);
  if (times.some((time, index) => index > 0 && time <= (times[index - 1] ?? 0)))
    return garbage('times that do not rise');
  if (values.some((one) => one.length !== times.length))
    return garbage(`values that do not fit its ${times.length} times`);
  const rows = series.map(({ group_tags: tags, query_index: query = 0 }, index): Row => ({
    query,
    tags: tags ?? [],
    values: values[index] ?? [],
  }));
  return { kind: 'rows', times, rows };
}

function errorText(errors: z.output<typeof errorSchema>['errors']): string {
  if (typeof errors === 'string') return errors;
  return errors
    .map((one) => (typeof one === 'string' ? one : (one.detail ?? one.title ?? 'an error')))
    .join('; ');
}

function garbage(why: string): Answer {
  return { kind: 'garbage', why };
}
