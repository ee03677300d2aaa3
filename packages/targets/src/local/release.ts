import { join } from 'node:path';
import { isDigest, digest, millis, type Digest, type HealthCheck, type Millis } from '@glidepath/model';
import * as z from 'zod/mini';
import { readJson, writeDurably } from './durable.ts';

/** A release as it lies on the host, ready to be started: `content/` beside `release.json`. */
export interface StagedRelease {
  readonly digest: Digest;
  /** Whether the digest is that of an artifact in a registry: then it covers the content alone. */
  readonly fetched: boolean;
  readonly command: readonly string[];
  /** From the delivery file: part of the digest. */
  readonly env: Readonly<Record<string, string>>;
  /** From the env file, as it was when the release was last acquired: not part of the digest, never shown. */
  readonly secrets: Readonly<Record<string, string>>;
  /** PATH and the like, as they were when the release was last acquired: a later run may have other tools. */
  readonly host: Readonly<Record<string, string>>;
  readonly health: HealthCheck;
}

const length = z.pipe(
  z.number().check(z.minimum(0)),
  z.transform((value): Millis => millis(value)),
);

const stagedSchema: z.ZodMiniType<StagedRelease> = z.object({
  digest: z.pipe(
    z.string().check(z.refine(isDigest)),
    z.transform((value): Digest => digest(value)),
  ),
  // Staged by a version that fetched nothing.
  fetched: z.prefault(z.boolean(), false),
  command: z.array(z.string()).check(z.minLength(1)),
  env: z.record(z.string(), z.string()),
  secrets: z.record(z.string(), z.string()),
  host: z.record(z.string(), z.string()),
  health: z.object({ path: z.string(), interval: length, timeout: length, deadline: length }),
});

/** What is run, and in which folder it is run. */
export function contentFolder(folder: string): string {
  return join(folder, 'content');
}

export async function writeStaged(folder: string, release: StagedRelease): Promise<void> {
  await writeDurably(join(folder, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
}

/** Null where no such release is staged. */
export async function readStaged(folder: string): Promise<StagedRelease | null> {
  return readJson(join(folder, 'release.json'), stagedSchema);
}
