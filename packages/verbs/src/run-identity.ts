import { randomBytes } from 'node:crypto';
import { thisHolder } from '@glidepath/ledger';
import type { Instant } from '@glidepath/model';
import type { Holder, WorkflowRun } from '@glidepath/rollout';
import type { Surroundings } from './surroundings.ts';

/** Who runs this, as it signs the ledger. */
export function holderOf(surroundings: Pick<Surroundings, 'env' | 'user'>): Holder {
  const { env } = surroundings;
  return thisHolder({ actor: actorOf(surroundings), url: runUrl(env), run: workflowRun(env) });
}

/** In a workflow GitHub's word counts; at a terminal these variables may hold anything. */
export function actorOf({ env, user }: Pick<Surroundings, 'env' | 'user'>): string {
  if (env['GITHUB_ACTIONS'] !== 'true') return user;
  // Whoever started a run again is not always who started it first.
  return env['GITHUB_TRIGGERING_ACTOR'] || env['GITHUB_ACTOR'] || user;
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

/** The workflow run that this is part of; null outside of GitHub Actions. */
function workflowRun(env: Surroundings['env']): WorkflowRun | null {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const id = Number(env['GITHUB_RUN_ID'] || Number.NaN);
  const attempt = Number(env['GITHUB_RUN_ATTEMPT'] || 1);
  if (repository === '' || !Number.isSafeInteger(id) || !Number.isSafeInteger(attempt)) return null;
  return { repository, id, attempt };
}

/** A name for a rollout: when it began, and enough chance to be unique. Sorts by time. */
export function newRolloutId(now: Instant): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}
