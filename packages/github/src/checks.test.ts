import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import * as z from 'zod/mini';
import { read } from './answers.ts';
import { checkStates } from './checks.ts';
import type { GitHub } from './client.ts';
import { newestDeployment } from './newest-deployment.ts';
import { quickClient } from './testing/quick-client.ts';

let github: Emulated;
let client: GitHub;
let sha: string;

beforeAll(async () => {
  github = await startGitHub();
  client = quickClient(github);
});

let commits = 0;
beforeEach(async () => {
  github.tokens.set(github.token, {});
  github.world.deployments.clear();
  commits += 1;
  sha = await github.setup.commit({ files: { a: String(commits) }, message: 'A change' });
});

afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

describe('checkStates', () => {
  it.each([
    ['success', 'success'],
    ['skipped', 'success'],
    ['neutral', 'success'],
    ['failure', 'failed'],
    ['timed_out', 'failed'],
    ['action_required', 'failed'],
    [null, 'pending'],
  ] as const)('takes a run that says %s for %s', async (conclusion, state) => {
    github.setup.check({ sha, name: 'build', conclusion });
    const [found] = await checkStates(client, sha, ['build']);
    expect(found).toMatchObject({ name: 'build', state, who: 'GitHub Actions' });
    expect(found?.url).toMatch(/^http.*\/runs\/\d+$/);
  });

  it.each([
    ['success', 'success'],
    ['pending', 'pending'],
    ['failure', 'failed'],
    ['error', 'failed'],
  ] as const)('takes a commit status that says %s for %s', async (given, state) => {
    github.setup.status({ sha, context: 'ci/legacy', state: given });
    expect(await checkStates(client, sha, ['ci/legacy'])).toMatchObject([{ state }]);
  });

  it('gives each name its state, in the order that was asked for', async () => {
    github.setup.check({ sha, name: 'b', conclusion: 'success' });
    github.setup.status({ sha, context: 'a', state: 'failure' });
    const found = await checkStates(client, sha, ['nowhere', 'b', 'a']);
    expect(found.map(({ name, state }) => [name, state])).toEqual([
      ['nowhere', 'missing'],
      ['b', 'success'],
      ['a', 'failed'],
    ]);
  });

  it('takes the worse where a run and a status have the same name', async () => {
    github.setup.check({ sha, name: 'build', conclusion: 'success' });
    github.setup.status({ sha, context: 'build', state: 'pending' });
    expect(await checkStates(client, sha, ['build'])).toMatchObject([{ state: 'pending' }]);
  });

  it('finds a status behind a hundred others', async () => {
    for (let index = 0; index < 130; index++) {
      github.setup.status({ sha, context: `ci/${index}`, state: 'success' });
    }
    expect(await checkStates(client, sha, ['ci/0', 'ci/129'])).toMatchObject([
      { state: 'success' },
      { state: 'success' },
    ]);
  });

  it('says which permission is missing', async () => {
    github.tokens.set(github.token, { permissions: { contents: 'read', statuses: 'read' } });
    await expect(checkStates(client, sha, ['build'])).rejects.toThrow('permissions:\n  checks: read');
  });
});

async function deployed(ref: string, ...states: readonly string[]): Promise<void> {
  const place = { ref, environment: 'staging', auto_merge: false, required_contexts: [] };
  const made = z.object({ id: z.int() });
  const { id } = await read(client, made, 'POST /repos/{owner}/{repo}/deployments', place);
  for (const state of states) {
    await client.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      deployment_id: id,
      state,
      log_url: `https://ci.example.com/${state}`,
      auto_inactive: false,
    });
  }
}

describe('newestDeployment', () => {
  const here = { repository: null, environment: 'staging', commit: null };

  it('is null where there is none', async () => {
    expect(await newestDeployment(client, here)).toBeNull();
    await deployed(sha, 'success');
    expect(await newestDeployment(client, { ...here, environment: 'production' })).toBeNull();
    expect(await newestDeployment(client, { ...here, commit: 'f'.repeat(40) })).toBeNull();
  });

  it('tells the newest, or the newest of a commit', async () => {
    const other = await github.setup.commit({ files: { b: '2' }, message: 'Two' });
    await deployed(sha, 'in_progress', 'success');
    await deployed(other, 'in_progress', 'failure');
    const who = 'github-actions[bot]';
    expect(await newestDeployment(client, here)).toEqual({
      state: 'failure',
      who,
      url: 'https://ci.example.com/failure',
    });
    expect(await newestDeployment(client, { ...here, commit: sha })).toMatchObject({ state: 'success' });
  });

  it('counts a commit that was replaced since as it stood before', async () => {
    await deployed(sha, 'in_progress', 'success', 'inactive');
    expect(await newestDeployment(client, { ...here, commit: sha })).toMatchObject({ state: 'success' });
    expect(await newestDeployment(client, here)).toMatchObject({ state: 'inactive' });
  });

  it('does not count one that was given up before it succeeded', async () => {
    await deployed(sha, 'in_progress', 'inactive');
    expect(await newestDeployment(client, { ...here, commit: sha })).toMatchObject({ state: 'inactive' });
  });

  it('is pending while nobody has said anything', async () => {
    await deployed(sha);
    expect(await newestDeployment(client, here)).toMatchObject({ state: 'pending', url: null });
  });

  it('looks into the repository that was named', async () => {
    const asked: unknown[] = [];
    const spy: GitHub = {
      ...client,
      request: async (route, parameters) => {
        asked.push([parameters?.['owner'], parameters?.['repo']]);
        return client.request(route, { ...parameters, owner: 'acme', repo: 'checkout' });
      },
    };
    await deployed(sha, 'success');
    await newestDeployment(spy, { ...here, repository: 'acme/database' });
    expect(asked).toEqual([
      ['acme', 'database'],
      ['acme', 'database'],
    ]);
    await expect(newestDeployment(client, { ...here, repository: 'database' })).rejects.toThrow('owner/name');
  });
});
