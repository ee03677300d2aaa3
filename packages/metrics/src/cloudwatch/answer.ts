import * as z from 'zod/mini';

const STATUSES = ['Complete', 'PartialData', 'InternalError', 'Forbidden'] as const;
export type Status = (typeof STATUSES)[number];

/** The answer to one query, of all pages. */
export interface Answer {
  readonly status: Status;
  /** What CloudWatch says of it; empty where it says nothing. */
  readonly said: string;
  /** When a period began, in ms since 1970, and its value; not checked. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** One page as it was read. */
export interface Page {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly next: string | null;
  /** What CloudWatch says of the whole call; empty where it says nothing. */
  readonly said: string;
}

const messages = z.optional(
  z.array(z.object({ Code: z.optional(z.string()), Value: z.optional(z.string()) })),
);
const pageSchema = z.object({
  MetricDataResults: z.array(
    z.object({
      Id: z.string(),
      StatusCode: z.enum(STATUSES),
      Timestamps: z.optional(z.array(z.date())),
      Values: z.optional(z.array(z.unknown())),
      Messages: messages,
    }),
  ),
  NextToken: z.optional(z.string()),
  Messages: messages,
});

/** Reads what the SDK made of an answer; in words where it is none of CloudWatch's. */
export function readPage(output: unknown): Page | string {
  const read = z.safeParse(pageSchema, output);
  if (!read.success) {
    const place = read.error.issues[0]?.path.join('.') ?? '';
    return `JSON of another form${place === '' ? '' : ` (at ${place})`}`;
  }
  const answers = new Map<string, Answer>();
  for (const { Id, StatusCode, Timestamps = [], Values = [], Messages } of read.data.MetricDataResults) {
    if (answers.has(Id)) return `two answers to one query (${Id})`;
    if (Timestamps.length !== Values.length)
      return `${Timestamps.length} times and ${Values.length} values in one answer`;
    const points = Timestamps.map((at, index) => {
      const value = Values[index];
      return [at.getTime(), typeof value === 'number' ? value : NaN] as const;
    });
    answers.set(Id, { status: StatusCode, said: textOf(Messages), points });
  }
  const { NextToken, Messages } = read.data;
  return { answers, next: NextToken ?? null, said: textOf(Messages) };
}

function textOf(found: z.output<typeof messages>): string {
  return (found ?? []).map(({ Code = '', Value = '' }) => `${Code} ${Value}`.trim()).join('; ');
}

/** A later page goes on where the one before it ended. */
export function joined(before: Answer | undefined, after: Answer): Answer {
  if (before === undefined) return after;
  return {
    status: after.status,
    said: [before.said, after.said].filter((text) => text !== '').join('; '),
    points: [...before.points, ...after.points],
  };
}
