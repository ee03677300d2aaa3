import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import type { GitHub } from '../index.ts';
import { clientOf, expectRefusal, refusalOf } from '../testing.ts';

async function deploy(github: GitHub, environment: string, more: object = {}): Promise<number> {
  const made = await clientOf(github).repos.createDeployment({
    ...github.repository,
    ref: 'main',
    auto_merge: false,
    required_contexts: [],
    environment,
    ...more,
  });
  if (made.status !== 201) throw new Error('GitHub merged');
  return made.data.id;
}

async function set(
  github: GitHub,
  id: number,
  state: 'success' | 'in_progress' | 'inactive' | 'failure',
  more: object = {},
): Promise<void> {
  await clientOf(github).repos.createDeploymentStatus({
    ...github.repository,
    deployment_id: id,
    state,
    ...more,
  });
}

async function statesOf(github: GitHub, id: number): Promise<string[]> {
  const { data } = await clientOf(github).repos.listDeploymentStatuses({
    ...github.repository,
    deployment_id: id,
  });
  return data.map(({ state }) => state);
}

test('a success retires earlier successes of its environment', async () => {
  await using github = await startGitHub();
  const [first, failed, other] = [
    await deploy(github, 'staging'),
    await deploy(github, 'staging'),
    await deploy(github, 'preview'),
  ];
  await set(github, first, 'success');
  await set(github, failed, 'failure');
  await set(github, other, 'success');
  const last = await deploy(github, 'staging');
  await set(github, last, 'success');
  expect(await statesOf(github, first)).toEqual(['inactive', 'success']);
  expect(await statesOf(github, failed)).toEqual(['failure']);
  expect(await statesOf(github, other)).toEqual(['success']);
  expect(await statesOf(github, last)).toEqual(['success']);
});

test('production and passing environments are not retired, nor is anything without auto_inactive', async () => {
  await using github = await startGitHub();
  for (const more of [
    { environment: 'production' },
    { environment: 'review', transient_environment: true },
  ]) {
    const first = await deploy(github, more.environment, more);
    await set(github, first, 'success');
    await set(github, await deploy(github, more.environment, more), 'success');
    expect(await statesOf(github, first)).toEqual(['success']);
  }
  const first = await deploy(github, 'staging');
  await set(github, first, 'success');
  await set(github, await deploy(github, 'staging'), 'success', { auto_inactive: false });
  expect(await statesOf(github, first)).toEqual(['success']);
});

test('a description has 140 characters at most', async () => {
  await using github = await startGitHub();
  const id = await deploy(github, 'staging');
  await set(github, id, 'in_progress', { description: 'ä'.repeat(140) });
  const call = set(github, id, 'in_progress', { description: 'x'.repeat(141) });
  await expectRefusal(call, 422, 'description is too long (maximum is 140 characters)');
  expect(github.violations).toEqual([]);
});

test('checks that are not green hold a deployment, unless none is asked for', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const at = { ...github.repository, ref: 'main', auto_merge: false };
  const sha = (await repos.getCommit({ ...github.repository, ref: 'main' })).data.sha;
  await repos.createDeployment(at);
  github.setup.check({ sha, name: 'build', conclusion: null });
  const refused = { status: 409, message: 'Conflict: Commit status checks failed for main.' };
  expect(await refusalOf(repos.createDeployment(at))).toEqual(refused);
  github.setup.check({ sha, name: 'build', conclusion: 'success' });
  await repos.createDeployment(at);
  expect(await refusalOf(repos.createDeployment({ ...at, required_contexts: ['lint'] }))).toEqual(refused);
  github.setup.status({ sha, context: 'lint', state: 'success' });
  await repos.createDeployment({ ...at, required_contexts: ['lint'] });
});

test('a branch that lacks some of the default one is merged instead of deployed', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  await github.setup.commit({ files: { a: 'a' }, message: 'On a branch', branch: 'feature' });
  await github.setup.commit({ files: { b: 'b' }, message: 'On main' });
  const at = { ...github.repository, ref: 'feature', required_contexts: [] };
  const merged = await repos.createDeployment(at);
  expect(merged.status).toBe(202);
  expect(merged.data).toEqual({ message: 'Auto-merged main into feature on deployment.' });
  const compared = await repos.compareCommitsWithBasehead({
    ...github.repository,
    basehead: 'main...feature',
  });
  expect(compared.data.status).toBe('ahead');
  expect((await repos.createDeployment(at)).status).toBe(201);
});

test('deployments are listed newest first, by what is asked for', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const ids = [
    await deploy(github, 'staging'),
    await deploy(github, 'production'),
    await deploy(github, 'staging'),
  ];
  const all = await repos.listDeployments(github.repository);
  expect(all.data.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(all.data.map(({ production_environment: isProduction }) => isProduction)).toEqual([
    false,
    true,
    false,
  ]);
  const staging = await repos.listDeployments({ ...github.repository, environment: 'staging' });
  expect(staging.data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  const environments = await repos.getAllEnvironments(github.repository);
  expect(environments.data.environments?.map(({ name }) => name)).toEqual(['staging', 'production']);
});

test('an active deployment is not deleted while there are others', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const [first, second] = [await deploy(github, 'staging'), await deploy(github, 'staging')];
  await set(github, second, 'success');
  const call = repos.deleteDeployment({ ...github.repository, deployment_id: second });
  expect(await refusalOf(call)).toMatchObject({ status: 422 });
  await set(github, first, 'inactive');
  await repos.deleteDeployment({ ...github.repository, deployment_id: first });
  await repos.deleteDeployment({ ...github.repository, deployment_id: second });
});

test('a ref that is not there is not deployed', async () => {
  await using github = await startGitHub();
  const call = clientOf(github).repos.createDeployment({ ...github.repository, ref: 'nowhere' });
  expect(await refusalOf(call)).toEqual({ status: 422, message: 'No ref found for: nowhere' });
});
