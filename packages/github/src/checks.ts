import * as z from 'zod/mini';
import { read } from './answers.ts';
import type { GitHub } from './client.ts';

/** A check by the name that people gave it. `missing`: nobody has reported one of that name on the commit. */
export interface CheckState {
  readonly name: string;
  readonly state: 'success' | 'pending' | 'failed' | 'missing';
  /** The app or the person that reported it. */
  readonly who: string | null;
  /** Where to look. */
  readonly url: string | null;
}

const RUNS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
const STATUSES = 'GET /repos/{owner}/{repo}/commits/{ref}/status';
const PER_PAGE = 100;
/** A commit with more statuses than that has them from a fault. */
const MOST_PAGES = 10;

/**
 * How each of the named checks stands on a commit, in the order of the names. A name may be that of check runs, one for each
 * app, and of a commit status: then all of them count, and the worst is told.
 *
 * Calls: one for each name, and one for each 100 commit statuses.
 * @throws GitHubError
 */
export async function checkStates(
  github: GitHub,
  commit: string,
  names: readonly string[],
): Promise<readonly CheckState[]> {
  const statuses = await statusesOf(github, commit);
  const states: CheckState[] = [];
  for (const name of names) {
    const runs = await runsOf(github, commit, name);
    const all = [...runs, ...statuses.filter((status) => status.name === name)];
    states.push(worst(all) ?? { name, state: 'missing', who: null, url: null });
  }
  return states;
}

const runsSchema = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.nullable(z.string()),
      html_url: z.optional(z.nullable(z.string())),
      app: z.optional(z.nullable(z.object({ name: z.string() }))),
    }),
  ),
});

async function runsOf(github: GitHub, commit: string, name: string): Promise<readonly CheckState[]> {
  const { check_runs } = await read(github, runsSchema, RUNS, {
    ref: commit,
    check_name: name,
    filter: 'latest',
    per_page: PER_PAGE,
  });
  return check_runs
    .filter((run) => run.name === name)
    .map(({ status, conclusion, html_url, app }) => ({
      name,
      state: status === 'completed' ? concluded(conclusion) : 'pending',
      who: app?.name ?? null,
      url: html_url ?? null,
    }));
}

/** As GitHub's branch protection takes it: a skipped or neutral check does not stand in the way. */
function concluded(conclusion: string | null): CheckState['state'] {
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped'
    ? 'success'
    : 'failed';
}

const statusesSchema = z.object({
  total_count: z.int(),
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      target_url: z.nullable(z.string()),
      creator: z.optional(z.nullable(z.object({ login: z.string() }))),
    }),
  ),
});

/** The newest status of each context. */
async function statusesOf(github: GitHub, commit: string): Promise<readonly CheckState[]> {
  const found: CheckState[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const parameters = { ref: commit, per_page: PER_PAGE, page };
    const { total_count, statuses } = await read(github, statusesSchema, STATUSES, parameters);
    for (const { context, state, target_url, creator } of statuses) {
      found.push({ name: context, state: reported(state), who: creator?.login ?? null, url: target_url });
    }
    if (statuses.length === 0 || found.length >= total_count) break;
  }
  return found;
}

function reported(state: string): CheckState['state'] {
  return state === 'success' || state === 'pending' ? state : 'failed';
}

const ORDER = ['failed', 'pending', 'success', 'missing'] as const;

function worst(states: readonly CheckState[]): CheckState | null {
  return states.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state))[0] ?? null;
}
