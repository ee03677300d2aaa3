import type { Clock } from '@glidepath/conductor';
import { instant, millis, type Instant, type Millis } from '@glidepath/model';
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { GitHubAccess } from './access.ts';
import { explain, failureOf, GitHubError, isRateLimited, type Whereabouts } from './faults.ts';

/** GitHub's docs: where a rate limit does not say for how long, wait at least a minute. */
const UNTOLD = 60_000;
/** A limit that is met again right after the wait is not going to end soon. */
const MOST_WAITS = 3;

export interface LimitRules {
  readonly where: Whereabouts;
  /** What is known of a limit holds for all clients with the same access. */
  readonly access: GitHubAccess;
  readonly clock: Clock;
  /** The longest wait that a call puts up with, where its own options do not say. */
  readonly patience: Millis;
  /** Aborted: no call waits, so that a cancelled run is not held up. */
  readonly stop: AbortSignal;
  readonly note: (text: string) => void;
}

interface Limit {
  readonly until: Instant;
  readonly error: GitHubError;
}

const held = new WeakMap<GitHubAccess, Limit>();

/**
 * Heeds rate limits. While one is known to hold, no call goes out: GitHub bans who goes on calling. A call waits for the
 * end where that is near, and fails at once where it is not. Register it last, so that it is around everything else.
 */
export function heedLimits(octokit: Pick<Octokit, 'hook'>, rules: LimitRules): void {
  const { access, clock, note, stop, where } = rules;

  octokit.hook.wrap('request', async (request, options) => {
    const patience = patienceOf(options.request['patience'], rules);
    for (let waits = 0; ; waits++) {
      await untilLifted(waits <= MOST_WAITS ? patience : 0);
      try {
        return await request(options);
      } catch (error) {
        const limit = limitOf(error);
        if (limit === null) throw error;
        held.set(access, limit);
      }
    }
  });

  async function untilLifted(patience: number): Promise<void> {
    const limit = held.get(access);
    if (limit === undefined) return;
    const { until, error } = limit;
    const left = until - clock.now();
    if (left > 0) {
      if (left > patience || stop.aborted) throw error;
      note(`GitHub's rate limit is reached (${error.said}). Waiting ${Math.ceil(left / 1000)} s.`);
      await clock.sleep(millis(left), stop);
      if (stop.aborted) throw error;
    }
    if (held.get(access) === limit) held.delete(access);
  }

  function limitOf(error: unknown): Limit | null {
    const failure = failureOf(error);
    if (failure === null || !isRateLimited(failure)) return null;
    const now = clock.now();
    const explained = explain(error, where, now);
    if (!(explained instanceof GitHubError)) return null;
    return { until: explained.until ?? instant(now + UNTOLD), error: explained };
  }
}

function patienceOf(own: unknown, { patience }: LimitRules): number {
  const parsed = z.safeParse(z.number(), own);
  return parsed.success ? parsed.data : patience;
}
