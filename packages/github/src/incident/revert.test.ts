import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../../test/github/index.ts';
import { tellStory, type IncidentStory } from '../testing/incident-story.ts';
import { changesBetween } from './changes.ts';
import { openRevert, type Revert } from './revert.ts';
import { readTree } from './tree.ts';

const BRANCH = 'glidepath/revert-0123456789ab';
const REFS = 'POST /repos/{owner}/{repo}/git/refs';
const PULLS = 'POST /repos/{owner}/{repo}/pulls';

let github: Emulated;
let story: IncidentStory;

beforeEach(async () => {
  github = await startGitHub();
  story = await tellStory(github);
  github.clearCalls();
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

async function revert(between: Partial<IncidentStory['commits']> = {}): Promise<Revert> {
  const commits = { ...story.commits, ...between };
  const changes = await changesBetween(story.client, commits.stable, commits.release);
  return openRevert(story.client, {
    branch: BRANCH,
    ...commits,
    changes,
    title: 'Revert 1.10.0',
    body: 'Why.',
  });
}

/** Blobs by path, at a commit or a branch. */
async function files(at: string): Promise<Record<string, string>> {
  const tree = await readTree(story.client, at);
  return Object.fromEntries([...(tree ?? [])].map(([path, { sha }]) => [path, sha]));
}

function pulls() {
  return [...github.world.pulls.values()].filter(({ head }) => head === BRANCH);
}

it('gives every changed file what it held, and leaves alone what came since', async () => {
  const since = await github.setup.commit({
    files: { 'docs/since.md': 'since\n', 'README.md': '# Since\n' },
    message: 'Since',
  });
  const before = await files(story.commits.stable);
  expect(await revert()).toEqual({
    kind: 'pull-request',
    url: `${github.url}/acme/checkout/pull/${pulls()[0]?.number}`,
    state: 'open',
  });
  const after = await files(BRANCH);
  const main = await files(since);
  expect(after).toEqual({
    ...before,
    'README.md': main['README.md'],
    'docs/since.md': main['docs/since.md'],
  });
  expect(after['pay/old-name.ts']).toBeDefined();
  expect(after['pay/new-name.ts']).toBeUndefined();
  expect(pulls()[0]).toMatchObject({ base: 'main' });
});

it('is there once, however often it is asked for', async () => {
  const first = await revert();
  expect(await revert()).toEqual(first);
  expect(pulls()).toHaveLength(1);
});

it('takes the branch that an earlier try has left', async () => {
  github.faults.push({ match: PULLS, fault: { kind: 'status', status: 422, message: 'Not now' } });
  expect(await revert()).toMatchObject({ kind: 'branch', branch: BRANCH });
  expect(await revert()).toMatchObject({ kind: 'pull-request', state: 'open' });
  expect(github.countByRoute()[REFS]).toBe(2);
});

it('does not open again what a person has closed', async () => {
  await revert();
  const [pull] = pulls();
  await story.client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    pull_number: pull?.number,
    state: 'closed',
  });
  expect(await revert()).toMatchObject({ kind: 'pull-request', state: 'closed' });
  expect(pulls()).toHaveLength(1);
});

it('does not open a second one where the answer was lost', async () => {
  github.faults.push({ match: PULLS, fault: { kind: 'lost-answer' } });
  expect(await revert()).toMatchObject({ kind: 'pull-request', state: 'open' });
  expect(pulls()).toHaveLength(1);
});

it('says where workflows may not open pull requests, and leads to the form', async () => {
  const message = 'GitHub Actions is not permitted to create or approve pull requests.';
  github.faults.push({ match: PULLS, fault: { kind: 'status', status: 403, message } });
  expect(await revert()).toEqual({
    kind: 'branch',
    branch: BRANCH,
    url: `${github.url}/acme/checkout/compare/main...glidepath/revert-0123456789ab?expand=1`,
    why: 'workflows may not open pull requests here; allow it under Settings, Actions, General, Workflow permissions',
  });
});

describe('is left to people', () => {
  afterEach(() => {
    expect(pulls()).toEqual([]);
    expect(github.countByRoute()[REFS]).toBeUndefined();
  });

  it('where a file has changed since', async () => {
    await github.setup.commit({ files: { 'pay/total.ts': 'export const total = 3;\n' }, message: 'Mend it' });
    expect(await revert()).toEqual({
      kind: 'by-hand',
      why: 'files of it have changed on the default branch since: pay/total.ts',
    });
  });

  it('where a file that it had moved has come back', async () => {
    await github.setup.commit({ files: { 'pay/old-name.ts': 'mine\n' }, message: 'Again' });
    expect(await revert()).toMatchObject({
      why: 'files of it have changed on the default branch since: pay/old-name.ts',
    });
  });

  it('where the release is from another branch', async () => {
    const release = await github.setup.commit({ files: { b: '1' }, message: 'Aside', branch: 'hotfix' });
    await github.setup.commit({ files: { c: '1' }, message: 'On main' });
    expect(await revert({ release })).toMatchObject({
      why: 'the release was not built from the default branch',
    });
  });

  it('where the release before is not behind it', async () => {
    const { stable, release } = story.commits;
    expect(await revert({ stable: release, release: stable })).toMatchObject({
      why: 'the two releases do not follow one another on one branch',
    });
  });
});
