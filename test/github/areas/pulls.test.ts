import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, expectRefusal, refusalOf } from '../testing.ts';

test('a merged pull request is found from its commits', async () => {
  await using github = await startGitHub();
  const { pulls, repos } = clientOf(github);
  const at = github.repository;
  const commit = await github.setup.commit({
    files: { a: 'a\n' },
    message: 'Add a',
    branch: 'feature/a',
    author: 'dana',
  });
  const made = await pulls.create({ ...at, title: 'Add a', head: 'feature/a', base: 'main' });
  expect(made.data).toMatchObject({
    number: 1,
    merged: false,
    mergeable: true,
    commits: 1,
    additions: 1,
    changed_files: 1,
  });
  const { sha } = (await pulls.merge({ ...at, pull_number: 1 })).data;
  expect((await pulls.get({ ...at, pull_number: 1 })).data).toMatchObject({
    merged: true,
    state: 'closed',
    merge_commit_sha: sha,
  });
  const of = async (commit_sha: string) =>
    (await repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha })).data.map(
      ({ number }) => number,
    );
  expect(await of(commit)).toEqual([1]);
  expect(await of(sha)).toEqual([1]);
  const before = (await repos.getCommit({ ...at, ref: sha })).data.parents[0]?.sha ?? '';
  expect(await of(before)).toEqual([]);
});

test('a squash is one commit with the whole tree', async () => {
  await using github = await startGitHub();
  const { pulls, repos } = clientOf(github);
  const at = github.repository;
  await github.setup.commit({ files: { a: 'a' }, message: 'Add a', branch: 'topic' });
  await github.setup.commit({ files: { b: 'b' }, message: 'Add b', branch: 'topic' });
  await pulls.create({ ...at, title: 'Two', head: 'topic', base: 'main' });
  await pulls.merge({ ...at, pull_number: 1, merge_method: 'squash' });
  const head = (await repos.getCommit({ ...at, ref: 'main' })).data;
  expect(head.commit.message).toBe('Two (#1)');
  expect(head.parents).toHaveLength(1);
  expect(head.files?.map(({ filename }) => filename)).toEqual(['a', 'b']);
});

test('conflicts, twins and empty pull requests are refused', async () => {
  await using github = await startGitHub();
  const { pulls } = clientOf(github);
  const at = github.repository;
  await github.setup.commit({ files: { a: 'theirs' }, message: 'Theirs', branch: 'topic' });
  await github.setup.commit({ files: { a: 'ours' }, message: 'Ours' });
  const made = await pulls.create({ ...at, title: 'Clash', head: 'topic', base: 'main' });
  expect(made.data.mergeable).toBe(false);
  await expectRefusal(pulls.merge({ ...at, pull_number: 1 }), 405, 'Pull Request is not mergeable');
  const twin = pulls.create({ ...at, title: 'Twin', head: 'topic', base: 'main' });
  await expectRefusal(twin, 422, 'already exists for acme:topic');
  const empty = pulls.create({ ...at, title: 'Empty', head: 'main', base: 'main' });
  await expectRefusal(empty, 422, 'No commits between');
});

test('a comparison tells the commits, whose they are, and the files', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const at = github.repository;
  github.setup.person({ login: 'dana', email: 'dana@acme.test' });
  const base = await github.setup.commit({
    files: { 'src/old.txt': 'one\ntwo\nthree\nfour\n', gone: 'x' },
    message: 'Base',
  });
  await github.setup.commit({
    files: { 'src/old.txt': null, 'src/new.txt': 'one\ntwo\nthree\nfour\n' },
    message: 'Rename',
    author: 'dana',
  });
  const head = await github.setup.commit({
    files: { gone: null, 'a b': 'x\n' },
    message: 'Rest',
    date: '2026-11-22T10:00:00Z',
  });
  const { data } = await repos.compareCommitsWithBasehead({ ...at, basehead: `${base}...main` });
  expect(data).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 });
  expect(data.commits.map(({ author, commit }) => `${author?.login} ${commit.message}`)).toEqual([
    'dana Rename',
    'acme Rest',
  ]);
  expect(data.files?.map(({ status, filename, previous_filename: was }) => [status, filename, was])).toEqual([
    ['added', 'a b', undefined],
    ['removed', 'gone', undefined],
    ['renamed', 'src/new.txt', 'src/old.txt'],
  ]);
  expect(data.files?.[0]).toMatchObject({ additions: 1, deletions: 0, patch: '@@ -0,0 +1 @@\n+x' });
  const back = await repos.compareCommitsWithBasehead({ ...at, basehead: `${head}...${base}` });
  expect(back.data).toMatchObject({ status: 'behind', ahead_by: 0, behind_by: 2 });
  const nowhere = repos.compareCommitsWithBasehead({ ...at, basehead: 'main...nowhere' });
  expect(await refusalOf(nowhere)).toMatchObject({ status: 404 });
});

test('commits are listed from a branch, by path and author', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const at = github.repository;
  await github.setup.commit({ files: { a: 'a' }, message: 'Add a', author: 'dana' });
  await github.setup.commit({ files: { b: 'b' }, message: 'Add b', author: 'robin', branch: 'topic' });
  const messages = async (query: object) =>
    (await repos.listCommits({ ...at, ...query })).data.map(({ commit }) => commit.message);
  expect(await messages({})).toEqual(['Add a', 'Begin']);
  expect(await messages({ sha: 'topic' })).toEqual(['Add b', 'Add a', 'Begin']);
  expect(await messages({ sha: 'topic', author: 'dana' })).toEqual(['Add a']);
  expect(await messages({ sha: 'topic', path: 'b' })).toEqual(['Add b']);
});
