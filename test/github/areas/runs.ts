import { readCommit } from '../git/commits.ts';
import { pageOf } from '../server/pages.ts';
import { notFound, Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import { faceOf } from '../world/faces.ts';
import type { RunAttempt, WorkflowRun } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { isoDate, nodeId, now } from '../world/world.ts';
import { repositoryView } from './repository.ts';

/** Workflow runs and their attempts. Tests set them; the API reads and cancels. */
export function runs(world: World) {
  return {
    async 'actions/list-workflow-runs-for-repo'(asked) {
      const { actor, branch, event, status, head_sha: sha } = asked.query;
      const found = [...world.runs.values()]
        .filter((run) => {
          const last = lastOf(run);
          return (
            (actor === undefined || run.actor === actor) &&
            (branch === undefined || run.branch === branch) &&
            (event === undefined || run.event === event) &&
            (sha === undefined || run.sha === sha) &&
            (status === undefined || last.status === status || last.conclusion === status)
          );
        })
        .sort((one, other) => other.id - one.id);
      const { items, headers } = pageOf(found, asked, world.url);
      const views = await Promise.all(items.map((run) => view(run, lastOf(run))));
      return { status: 200, headers, body: { total_count: found.length, workflow_runs: views } };
    },

    async 'actions/get-workflow-run'({ path }) {
      const run = found(path.run_id);
      return { status: 200, body: await view(run, lastOf(run)) };
    },

    async 'actions/get-workflow-run-attempt'({ path }) {
      const { run, attempt } = attemptOf(path.run_id, path.attempt_number);
      return { status: 200, body: await view(run, attempt) };
    },

    'actions/list-jobs-for-workflow-run'(asked) {
      const run = found(asked.path.run_id);
      const attempts = asked.query.filter === 'all' ? run.attempts : [lastOf(run)];
      return jobsReply(run, attempts);
    },

    'actions/list-jobs-for-workflow-run-attempt'({ path }) {
      const { run, attempt } = attemptOf(path.run_id, path.attempt_number);
      return jobsReply(run, [attempt]);
    },

    'actions/cancel-workflow-run'({ path }) {
      const run = found(path.run_id);
      const last = lastOf(run);
      if (last.status === 'completed') {
        throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
      }
      run.attempts[run.attempts.length - 1] = {
        ...last,
        status: 'completed',
        conclusion: 'cancelled',
        updatedAt: now(),
      };
      return { status: 202, body: {} };
    },
  } satisfies Partial<Routes>;

  function found(id: number): WorkflowRun {
    const run = world.runs.get(id);
    if (run === undefined) throw notFound();
    return run;
  }

  function attemptOf(id: number, number: number): { run: WorkflowRun; attempt: RunAttempt } {
    const run = found(id);
    const attempt = run.attempts.find((one) => one.attempt === number);
    if (attempt === undefined) throw notFound();
    return { run, attempt };
  }

  /** Every attempt has one job, of the run's name. */
  function jobsReply(run: WorkflowRun, attempts: readonly RunAttempt[]) {
    const jobs = attempts.map((attempt) => jobView(run, attempt));
    return { status: 200, body: { total_count: jobs.length, jobs } };
  }

  async function view(run: WorkflowRun, attempt: RunAttempt): Promise<Record<string, unknown>> {
    const { id, number, name, path, event, branch, sha, actor, createdAt } = run;
    const repository = await repositoryView(world);
    const commit = await readCommit(world.git, sha);
    const url = `${world.api}/actions/runs/${id}`;
    const page = `${world.page}/actions/runs/${id}`;
    const { attempt: count, status, conclusion, startedAt, updatedAt } = attempt;
    return {
      id,
      name,
      node_id: nodeId('WorkflowRun', id),
      head_branch: branch,
      head_sha: sha,
      path,
      display_title: name,
      run_number: number,
      event,
      status,
      conclusion,
      workflow_id: 161335,
      check_suite_id: id + 1_000_000,
      check_suite_node_id: nodeId('CheckSuite', id),
      url,
      html_url: count > 1 ? `${page}/attempts/${count}` : page,
      pull_requests: [],
      created_at: createdAt,
      updated_at: updatedAt,
      actor: faceOf(world, actor),
      triggering_actor: faceOf(world, actor),
      run_attempt: count,
      referenced_workflows: [],
      run_started_at: startedAt,
      jobs_url: `${url}/jobs`,
      logs_url: `${url}/logs`,
      check_suite_url: `${world.api}/check-suites/${id + 1_000_000}`,
      artifacts_url: `${url}/artifacts`,
      cancel_url: `${url}/cancel`,
      rerun_url: `${url}/rerun`,
      previous_attempt_url: count > 1 ? `${url}/attempts/${count - 1}` : null,
      workflow_url: `${world.api}/actions/workflows/161335`,
      head_commit:
        commit === null
          ? null
          : {
              id: sha,
              tree_id: commit.tree,
              message: commit.message,
              timestamp: isoDate(commit.committer.at),
              author: { name: commit.author.name, email: commit.author.email },
              committer: { name: commit.committer.name, email: commit.committer.email },
            },
      repository,
      head_repository: repository,
    };
  }

  function jobView(run: WorkflowRun, attempt: RunAttempt): Record<string, unknown> {
    const id = run.id * 100 + attempt.attempt;
    const { status, conclusion, startedAt, updatedAt } = attempt;
    return {
      id,
      node_id: nodeId('CheckRun', id),
      run_id: run.id,
      run_url: `${world.api}/actions/runs/${run.id}`,
      run_attempt: attempt.attempt,
      head_sha: run.sha,
      head_branch: run.branch,
      workflow_name: run.name,
      name: run.name,
      url: `${world.api}/actions/jobs/${id}`,
      html_url: `${world.page}/actions/runs/${run.id}/job/${id}`,
      check_run_url: `${world.api}/check-runs/${id}`,
      status,
      conclusion,
      created_at: run.createdAt,
      started_at: startedAt,
      completed_at: status === 'completed' ? updatedAt : null,
      labels: ['ubuntu-latest'],
      runner_id: 1,
      runner_name: 'GitHub Actions 1',
      runner_group_id: 1,
      runner_group_name: 'GitHub Actions',
      steps: [],
    };
  }
}

/** The attempt that counts now. @throws Error for a run without any */
export function lastOf(run: WorkflowRun): RunAttempt {
  const last = run.attempts.at(-1);
  if (last === undefined) throw new Error(`Run ${run.id} has no attempt.`);
  return last;
}
