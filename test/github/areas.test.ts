import { clientOf } from './testing.ts';
import { expect, test } from 'vitest';
import { startGitHub } from './index.ts';

test('octokit drives every route that is described, and nothing breaks GitHub’s description', async () => {
  await using github = await startGitHub();

  const { owner, repo } = github.repository;
  const at = { owner, repo };
  const { git, repos, issues, pulls, actions, checks, rateLimit, teams } = clientOf(github);

  await rateLimit.get();
  const main = (await git.getRef({ ...at, ref: 'heads/main' })).data.object.sha;
  const blob = (await git.createBlob({ ...at, content: 'a\n' })).data.sha;
  await git.getBlob({ ...at, file_sha: blob });
  const tree = (
    await git.createTree({
      ...at,
      base_tree: main,
      tree: [
        { path: 'src/a.txt', mode: '100644', type: 'blob', sha: blob },
        { path: '.github/workflows/deploy.yml', mode: '100644', type: 'blob', content: 'on: push\n' },
      ],
    })
  ).data.sha;
  await git.getTree({ ...at, tree_sha: tree, recursive: '1' });
  const author = { name: 'Dana', email: 'dana@acme.test', date: '2026-11-22T10:00:00+02:00' };
  const commit = (await git.createCommit({ ...at, tree, parents: [main], message: 'Add a', author })).data;
  await git.getCommit({ ...at, commit_sha: commit.sha });
  await git.createRef({ ...at, ref: 'refs/heads/feature/a', sha: main });
  await git.updateRef({ ...at, ref: 'heads/feature/a', sha: commit.sha, force: false });
  await git.listMatchingRefs({ ...at, ref: 'heads/feature/' });
  await git.createRef({ ...at, ref: 'refs/heads/gone', sha: main });
  await git.deleteRef({ ...at, ref: 'heads/gone' });

  await repos.get(at);
  await repos.listCommits({ ...at, sha: 'feature/a' });
  await repos.getCommit({ ...at, ref: 'feature/a' });
  await repos.compareCommitsWithBasehead({ ...at, basehead: 'main...feature/a' });
  await repos.getContent({ ...at, path: 'src/a.txt', ref: 'feature/a' });
  await repos.getContent({ ...at, path: 'src', ref: 'feature/a' });

  const deployment = await repos.createDeployment({
    ...at,
    ref: 'feature/a',
    auto_merge: false,
    required_contexts: [],
    environment: 'staging',
    payload: { digest: 'sha256:00' },
  });
  if (deployment.status !== 201) throw new Error('GitHub merged');
  const deployed = { ...at, deployment_id: deployment.data.id };
  await repos.createDeploymentStatus({ ...deployed, state: 'in_progress', description: 'at 5 %' });
  await repos.listDeploymentStatuses(deployed);
  await repos.listDeployments({ ...at, environment: 'staging' });
  await repos.getDeployment(deployed);
  await repos.getAllEnvironments(at);
  github.setup.environment({ name: 'production', reviewers: ['dana'], waitTimer: 5 });
  await repos.getEnvironment({ ...at, environment_name: 'production' });
  await repos.deleteDeployment(deployed);

  await issues.createLabel({ ...at, name: 'incident', color: 'ff0000' });
  await issues.getLabel({ ...at, name: 'incident' });
  await issues.listLabelsForRepo(at);
  const issue = {
    ...at,
    issue_number: (await issues.create({ ...at, title: 'Down', labels: ['incident'] })).data.number,
  };
  await issues.get(issue);
  await issues.addLabels({ ...issue, labels: ['sev-1'] });
  await issues.listLabelsOnIssue(issue);
  await issues.removeLabel({ ...issue, name: 'sev-1' });
  await issues.setLabels({ ...issue, labels: ['sev-2'] });
  const comment = { ...at, comment_id: (await issues.createComment({ ...issue, body: 'Looking' })).data.id };
  await issues.listComments(issue);
  await issues.getComment(comment);
  await issues.updateComment({ ...comment, body: 'Found' });
  await issues.deleteComment(comment);
  await issues.update({ ...issue, state: 'closed', state_reason: 'completed' });
  await issues.listForRepo({ ...at, state: 'all', labels: 'sev-2' });

  const pull = {
    ...at,
    pull_number: (await pulls.create({ ...at, title: 'Add a', head: 'feature/a', base: 'main' })).data.number,
  };
  await pulls.get(pull);
  await pulls.list(at);
  await pulls.update({ ...pull, body: 'Adds a' });
  await pulls.merge(pull);
  await repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: commit.sha });

  github.setup.check({ sha: commit.sha, name: 'build', conclusion: 'success' });
  github.setup.status({ sha: commit.sha, context: 'ci/lint', state: 'success' });
  await checks.listForRef({ ...at, ref: commit.sha });
  await repos.getCombinedStatusForRef({ ...at, ref: commit.sha });

  const release = { ...at, release_id: (await repos.createRelease({ ...at, tag_name: 'v1' })).data.id };
  await repos.getReleaseByTag({ ...at, tag: 'v1' });
  await repos.getLatestRelease(at);
  await repos.listReleases(at);
  await repos.getRelease(release);
  await repos.updateRelease({ ...release, body: 'Deployed' });

  await github.setup.run({ id: 7, status: 'in_progress', attempt: 2 });
  const run = { ...at, run_id: 7 };
  await actions.getWorkflowRun(run);
  await actions.getWorkflowRunAttempt({ ...run, attempt_number: 1 });
  await actions.listWorkflowRunsForRepo(at);
  await actions.listJobsForWorkflowRun(run);
  await actions.listJobsForWorkflowRunAttempt({ ...run, attempt_number: 2 });
  await actions.cancelWorkflowRun(run);
  await actions.createWorkflowDispatch({
    ...at,
    workflow_id: 'deploy.yml',
    ref: 'main',
    inputs: { verb: 'promote' },
  });
  await repos.createDispatchEvent({ ...at, event_type: 'promote', client_payload: { digest: 'x' } });

  const statement = { subject: [{ name: 'shop', digest: { sha256: 'a'.repeat(64) } }] };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  await repos.createAttestation({ ...at, bundle: { mediaType: 'x', dsseEnvelope: { payload } } });
  const about = { ...at, subject_digest: `sha256:${'a'.repeat(64)}` };
  expect((await repos.listAttestations(about)).data.attestations).toHaveLength(1);

  github.setup.role({ login: 'dana', role: 'maintain' });
  github.setup.member({ org: 'acme', team: 'release', login: 'dana' });
  await repos.getCollaboratorPermissionLevel({ ...at, username: 'dana' });
  await teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'release', username: 'dana' });
  github.tokens.set('ghp_dana', { login: 'dana', kind: 'user' });
  await clientOf(github, 'ghp_dana').users.getAuthenticated();

  expect(github.violations).toEqual([]);
  const called = new Set(github.calls().map(({ method, route }) => `${method} ${route}`));
  expect([...called].sort()).toEqual(github.routes().toSorted());
});
