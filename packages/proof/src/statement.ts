import { digest, type Digest, type Json } from '@glidepath/model';
import * as z from 'zod/mini';

/** An in-toto statement: something that somebody says of what has these digests. */
export interface Statement {
  readonly subjects: readonly Digest[];
  readonly predicateType: string;
  readonly predicate: unknown;
}

export const IN_TOTO = 'application/vnd.in-toto+json';
const STATEMENT_V1 = 'https://in-toto.io/Statement/v1';
const MOST_SUBJECTS = 1024;

const statementSchema = z.object({
  // BuildKit and older tools write the version before.
  _type: z.enum([STATEMENT_V1, 'https://in-toto.io/Statement/v0.1']),
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).check(z.maxLength(MOST_SUBJECTS)),
  predicateType: z.string(),
  predicate: z.optional(z.unknown()),
});

/** The bytes that are signed. */
export function writeStatement(
  name: string,
  subjects: readonly Digest[],
  predicateType: string,
  predicate: Json,
): Buffer {
  const subject = subjects.map((one) => ({ name, digest: { sha256: one.replace('sha256:', '') } }));
  return Buffer.from(JSON.stringify({ _type: STATEMENT_V1, subject, predicateType, predicate }));
}

/** Null where it is none. */
export function readStatement(bytes: Uint8Array): Statement | null {
  const parsed = statementSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) return null;
  const { subject, predicateType, predicate } = parsed.data;
  const subjects = subject.flatMap(({ digest: { sha256 = '' } }) =>
    /^[0-9a-f]{64}$/.test(sha256) ? [digest(`sha256:${sha256}`)] : [],
  );
  return { subjects, predicateType, predicate };
}

/** Null where it is no JSON. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
