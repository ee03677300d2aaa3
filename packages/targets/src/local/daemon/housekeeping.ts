import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { digest, isDigest, type Digest } from '@glidepath/model';

import { releaseFolder, shortDigest, TEMPORARY, type Layout } from '../layout.ts';
import { rotate } from './log.ts';
import type { Metrics } from './metrics.ts';

/** So many releases are kept beside those in use: one can go back that far without building again. */
export const KEPT_RELEASES = 5;
const HOUR_MS = 3_600_000;

/**
 * Throws away staged releases that are not in use, but for those that were staged or used last, and what a dead
 * conductor left half staged.
 */
export async function pruneReleases(layout: Layout, inUse: ReadonlySet<Digest>): Promise<void> {
  const idle: { readonly digest: Digest; readonly lastUse: number }[] = [];
  for (const name of await namesIn(layout.releases)) {
    const place = join(layout.releases, name);
    if (name.startsWith(TEMPORARY)) {
      if (Date.now() - (await changedAt(place)) > HOUR_MS) await rm(place, { recursive: true, force: true });
      continue;
    }
    const full = `sha256:${name}`;
    if (!isDigest(full) || inUse.has(digest(full))) continue;
    idle.push({ digest: full, lastUse: await changedAt(place) });
  }
  const newestFirst = idle.toSorted((a, b) => b.lastUse - a.lastUse);
  for (const { digest: old } of newestFirst.slice(KEPT_RELEASES)) await removeRelease(layout, old);
}

/** Notes that a release is in use: the one that was live before counts as newer than many that never were. */
export async function noteUse(layout: Layout, used: Digest): Promise<void> {
  const now = new Date();
  await utimes(releaseFolder(layout, used), now, now);
}

/** Moved aside first: what is half removed must not look staged. */
async function removeRelease(layout: Layout, old: Digest): Promise<void> {
  const aside = join(layout.releases, `${TEMPORARY}${randomBytes(8).toString('hex')}`);
  await rename(releaseFolder(layout, old), aside);
  await rm(aside, { recursive: true, force: true });
  for (const name of await namesIn(layout.logs)) {
    if (name.startsWith(`${shortDigest(old)}-`)) await rm(join(layout.logs, name), { force: true });
  }
}

export async function rotateLogs(layout: Layout): Promise<void> {
  for (const name of await namesIn(layout.logs)) {
    if (name.endsWith('.log')) rotate(join(layout.logs, name));
  }
}

/** Counters of releases that have been gone for an hour are dropped. */
export class Forgetting {
  readonly #goneSince = new Map<Digest, number>();

  run(metrics: Metrics, inUse: ReadonlySet<Digest>, now: number): void {
    for (const known of metrics.known()) {
      if (inUse.has(known)) {
        this.#goneSince.delete(known);
        continue;
      }
      const since = this.#goneSince.get(known) ?? now;
      this.#goneSince.set(known, since);
      if (now - since <= HOUR_MS) continue;
      metrics.forget(known);
      this.#goneSince.delete(known);
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
}
