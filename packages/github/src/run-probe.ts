import type { HolderProbe } from '@glidepath/conductor';
import * as z from 'zod/mini';
import { parseRepository } from './access.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './faults.ts';

/**
 * Asks GitHub for the workflow run of a holder: nobody of a completed attempt is still at work. Of any other state nothing
 * follows, since the holder's own job may be dead while others of the run go on; nor of a run that this token may not see,
 * which is common: the permission is `actions: read`. Then only the lease's expiry counts. One call a look.
 */
export function createRunProbe(github: Pick<GitHub, 'request'>): HolderProbe {
  return {
    async look({ run }) {
      const place = run === null ? null : parseRepository(run.repository);
      if (run === null || place === null) return 'unknown';
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}';
      const which = { ...place, run_id: run.id, attempt_number: run.attempt };
      try {
        const answer = attemptSchema.safeParse((await github.request(route, which)).data);
        const isTheOne =
          answer.success && answer.data.id === run.id && answer.data.run_attempt === run.attempt;
        return isTheOne && answer.data.status === 'completed' ? 'dead' : 'unknown';
      } catch (error) {
        if (error instanceof GitHubError) return 'unknown';
        throw error;
      }
    },
  };
}

const attemptSchema = z.object({ id: z.number(), run_attempt: z.number(), status: z.nullable(z.string()) });

/** Asks one probe after the other, until one knows. */
export function firstToKnow(...probes: readonly HolderProbe[]): HolderProbe {
  return {
    async look(holder) {
      for (const probe of probes) {
        const seen = await probe.look(holder);
        if (seen !== 'unknown') return seen;
      }
      return 'unknown';
    },
  };
}
