import { digest, instant, isDigest, type Digest, type Instant } from '@glidepath/model';
import * as z from 'zod/mini';
import { UserError } from './user-error.ts';

/** What a build says of the release that it has made, as a delivery needs it. */
export interface ReleaseGiven {
  readonly service: string;
  readonly name: string;
  /** repository@digest, as it was written. */
  readonly image: string;
  readonly digest: Digest;
  readonly commit: string | null;
  readonly committedAt: Instant | null;
}

const digestText = z.pipe(
  z.string().check(z.refine(isDigest, { error: 'no digest' })),
  z.transform((text): Digest => digest(text)),
);
const schema = z.object({
  version: z.literal(1),
  service: z.string(),
  name: z.string(),
  image: z.string(),
  digest: digestText,
  commit: z.nullable(z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/))),
  committedAt: z.nullable(
    z.pipe(
      z.iso.datetime(),
      z.transform((text): Instant => instant(Date.parse(text))),
    ),
  ),
});

/** Whether what names a release is the document that a build gives out. */
export function isReleaseDocument(release: string): boolean {
  return release.trimStart().startsWith('{');
}

/** @throws UserError where it is not what a build gives out, or of another service */
export function readReleaseDocument(text: string, service: string): ReleaseGiven {
  const read = z.safeParse(schema, jsonOf(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.map(String).join('.') || 'the whole';
    throw unusable(`${where} is not what a build gives out`);
  }
  const given = read.data;
  if (!given.image.endsWith(`@${given.digest}`))
    throw unusable(
      `its image is ${JSON.stringify(given.image.slice(0, 200))}, and its digest ${given.digest}`,
    );
  if (given.service !== service)
    throw new UserError(
      `release is of the service ${JSON.stringify(given.service.slice(0, 63))}, and the delivery file delivers ${service}; give the release of that one`,
    );
  return given;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unusable('it is no JSON');
  }
}

function unusable(what: string): UserError {
  return new UserError(
    `release begins with "{", and is no release document: ${what}; give the output release of a build as it is`,
  );
}
