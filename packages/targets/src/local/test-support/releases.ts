import { createHash } from 'node:crypto';
import { digest, type Release } from '@glidepath/model';

/** A release that exists in name only. */
export function release(name: string): Release {
  return {
    digest: digest(`sha256:${createHash('sha256').update(name).digest('hex')}`),
    name,
    commit: null,
    committedAt: null,
  };
}
