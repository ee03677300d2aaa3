import { randomBytes } from 'node:crypto';
import { thisHolder } from '@glidepath/ledger';
import type { Instant } from '@glidepath/model';
import type { Holder } from '@glidepath/rollout';
import type { Surroundings } from './surroundings.ts';

/** Who runs this, as it signs the ledger. */
export function holderOf(surroundings: Pick<Surroundings, 'env' | 'user'>): Holder {
  return thisHolder({ actor: actorOf(surroundings), url: runUrl(surroundings.env) });
}

export function actorOf({ env, user }: Pick<Surroundings, 'env' | 'user'>): string {
  return env['GITHUB_ACTOR'] || user;
}

/** Where a person can look at the run; null outside of GitHub Actions. */
export function runUrl(env: Surroundings['env']): string | null {
  const server = env['GITHUB_SERVER_URL'];
  const repository = env['GITHUB_REPOSITORY'];
  const run = env['GITHUB_RUN_ID'];
  if (!server || !repository || !run) return null;
  const attempt = env['GITHUB_RUN_ATTEMPT'];
  return `${server}/${repository}/actions/runs/${run}${attempt ? `/attempts/${attempt}` : ''}`;
}

/** A name for a rollout: when it began, and enough chance to be unique. Sorts by time. */
export function newRolloutId(now: Instant): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}
