import { pageOf } from '../server/pages.ts';
import { Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { actionsApp, faceOf } from '../world/faces.ts';
import type { CheckRun, CommitStatus } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId } from '../world/world.ts';
import { repositoryView } from './repository.ts';

/** Check runs and commit statuses. Tests set them; the API only reads. */
export function checks(world: World) {
  return {
    async 'checks/list-for-ref'(asked) {
      const sha = await resolved(asked.path.ref);
      const { check_name: name, status, filter = 'latest' } = asked.query;
      const all = world.checks.filter(
        (check) =>
          check.sha === sha &&
          (name === undefined || check.name === name) &&
          (status === undefined || check.status === status),
      );
      const wanted = filter === 'latest' ? latestBy(all, (check) => check.name) : all;
      const newestFirst = wanted.toSorted((one, other) => other.id - one.id);
      const { items, headers } = pageOf(newestFirst, asked, world.url);
      return { status: 200, headers, body: { total_count: wanted.length, check_runs: items.map(checkView) } };
    },

    async 'repos/get-combined-status-for-ref'(asked) {
      const sha = await resolved(asked.path.ref);
      const statuses = statusesOf(world, sha);
      const { items, headers } = pageOf(statuses, asked, world.url);
      const body = {
        state: combined(statuses),
        statuses: items.map(statusView),
        sha,
        total_count: statuses.length,
        repository: await repositoryView(world),
        commit_url: `${world.api}/commits/${sha}`,
        url: `${world.api}/commits/${sha}/status`,
      };
      return { status: 200, headers, body };
    },
  } satisfies Partial<Routes>;

  async function resolved(ref: string): Promise<string> {
    const sha = await world.git.resolve(ref);
    if (sha === null) throw new Refusal(422, `No commit found for SHA: ${ref}`);
    return sha;
  }

  function checkView(check: CheckRun): Record<string, unknown> {
    const { id, sha, name, status, conclusion, startedAt, completedAt } = check;
    const url = `${world.api}/check-runs/${id}`;
    return {
      id,
      name,
      node_id: nodeId('CheckRun', id),
      head_sha: sha,
      external_id: '',
      url,
      html_url: `${world.page}/runs/${id}`,
      details_url: `${world.page}/runs/${id}`,
      status,
      conclusion,
      started_at: startedAt,
      completed_at: completedAt,
      output: {
        title: null,
        summary: null,
        text: null,
        annotations_count: 0,
        annotations_url: `${url}/annotations`,
      },
      check_suite: { id: id + 1_000_000 },
      app: actionsApp(world),
      pull_requests: [],
    };
  }

  function statusView(status: CommitStatus): Record<string, unknown> {
    const { id, state, description, targetUrl, context, createdAt, sha, creator } = status;
    return {
      url: `${world.api}/statuses/${sha}`,
      avatar_url: faceOf(world, creator)['avatar_url'],
      id,
      node_id: nodeId('StatusContext', id),
      state,
      description,
      target_url: targetUrl,
      context,
      created_at: createdAt,
      updated_at: createdAt,
    };
  }
}

/** What a commit lacks for a deployment: of these contexts, or of all that it has (null). Empty: nothing. */
export function stateOf(world: World, sha: string, contexts: readonly string[] | null): readonly string[] {
  const results = new Map<string, boolean>();
  for (const { context, state } of statusesOf(world, sha)) results.set(context, state === 'success');
  const runs = latestBy(
    world.checks.filter((check) => check.sha === sha),
    (check) => check.name,
  );
  for (const { name, conclusion } of runs) {
    results.set(name, conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped');
  }
  return (contexts ?? [...results.keys()]).filter((context) => results.get(context) !== true);
}

/** The newest of each context. */
function statusesOf(world: World, sha: string): readonly CommitStatus[] {
  return latestBy(
    world.statuses.filter((status) => status.sha === sha),
    (status) => status.context,
  );
}

function latestBy<T>(all: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(all.map((item) => [keyOf(item), item])).values()];
}

function combined(statuses: readonly CommitStatus[]): 'success' | 'pending' | 'failure' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  const isDone = statuses.length > 0 && statuses.every(({ state }) => state === 'success');
  return isDone ? 'success' : 'pending';
}
