import { createHash } from 'node:crypto';
import type { Artifact } from '@glidepath/conductor';
import { digest, type Release, type UnleashTargetSpec } from '@glidepath/model';

export interface Sides {
  readonly on: Artifact;
  readonly off: Artifact;
}

/** The two releases of a flag. Their digests name provider, project, flag and side, so they are the same in every environment. */
export function sidesOf({ flag, names, server }: UnleashTargetSpec): Sides {
  const side = (on: boolean, name: string): Artifact => {
    // Canonical JSON: keys in order, nothing between them.
    const text = JSON.stringify({ flag, on, project: server.project, provider: 'unleash' });
    return { digest: digest(`sha256:${createHash('sha256').update(text).digest('hex')}`), name };
  };
  return { on: side(true, names.on), off: side(false, names.off) };
}

export function releaseOf({ digest: of, name }: Artifact): Release {
  return { digest: of, name: name ?? of, commit: null, committedAt: null };
}
