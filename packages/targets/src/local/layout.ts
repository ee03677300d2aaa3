import { join } from 'node:path';
import type { Digest } from '@glidepath/model';

/** Where things are in an environment's own folder. */
export interface Layout {
  readonly folder: string;
  readonly releases: string;
  readonly logs: string;
  readonly daemonLog: string;
  /** Where a running daemon is found: pid, port, token. */
  readonly contact: string;
  /** Held by the one daemon that may run here; see claim.ts. */
  readonly claim: string;
  readonly orders: string;
  readonly roster: string;
}

export function layoutAt(folder: string): Layout {
  return {
    folder,
    releases: join(folder, 'releases'),
    logs: join(folder, 'logs'),
    daemonLog: join(folder, 'logs', 'daemon.log'),
    contact: join(folder, 'daemon.json'),
    claim: join(folder, 'daemon.lock'),
    orders: join(folder, 'orders.json'),
    roster: join(folder, 'instances.json'),
  };
}

/** How the names of folders begin in which a release is being staged, or removed. */
export const TEMPORARY = '.staging-';

/** A release's place among the staged ones. */
export function releaseFolder(layout: Layout, digest: Digest): string {
  return join(layout.releases, digest.slice('sha256:'.length));
}

/** A digest's first twelve digits: enough to tell releases apart in names and labels. */
export function shortDigest(digest: Digest): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 12);
}
