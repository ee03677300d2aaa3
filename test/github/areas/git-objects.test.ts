import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';

test('a commit’s sha is the one that git computes from the same facts', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  const tree = (await git.createTree({ ...at, tree: [{ path: 'a', mode: '100644', content: 'a\n' }] })).data
    .sha;
  const made = await git.createCommit({
    ...at,
    tree,
    parents: [],
    message: 'promoted\n\n{"v":1}\n',
    author: { name: 'Dana', email: 'dana@acme.test', date: '2026-11-22T10:00:00+02:00' },
    committer: { name: 'glidepath', email: 'noreply@glidepath.invalid', date: '2026-11-22T08:00:01Z' },
  });
  const own = execFileSync('git', ['commit-tree', tree], {
    cwd: github.git,
    encoding: 'utf8',
    input: 'promoted\n\n{"v":1}\n',
    env: {
      PATH: process.env['PATH'],
      GIT_AUTHOR_NAME: 'Dana',
      GIT_AUTHOR_EMAIL: 'dana@acme.test',
      GIT_AUTHOR_DATE: '2026-11-22T10:00:00+02:00',
      GIT_COMMITTER_NAME: 'glidepath',
      GIT_COMMITTER_EMAIL: 'noreply@glidepath.invalid',
      GIT_COMMITTER_DATE: '2026-11-22T08:00:01+00:00',
    },
  });
  expect(made.data.sha).toBe(own.trim());
  expect(made.data.author).toEqual({ name: 'Dana', email: 'dana@acme.test', date: '2026-11-22T08:00:00Z' });
  const read = await git.getCommit({ ...at, commit_sha: made.data.sha });
  expect(read.data.message).toBe('promoted\n\n{"v":1}');
});

test('a commit is its token’s where nobody else is named', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const tree = (await git.getTree({ ...github.repository, tree_sha: 'main' })).data.sha;
  const made = await git.createCommit({ ...github.repository, tree, message: 'x' });
  expect(made.data.author.name).toBe('github-actions[bot]');
  expect(made.data.committer).toEqual(made.data.author);
});

test('the empty tree is not there, and cannot be made of nothing', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const commit = git.createCommit({ ...at, tree, message: 'x' });
  expect(await refusalOf(commit)).toEqual({ status: 422, message: 'Tree SHA does not exist' });
  expect(await refusalOf(git.createTree({ ...at, tree: [] }))).toEqual({
    status: 422,
    message: 'Invalid tree info',
  });
});

test('a commit of what is not there is refused', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  const tree = (await git.getTree({ ...at, tree_sha: 'main' })).data.sha;
  const noTree = git.createCommit({ ...at, tree: 'a'.repeat(40), message: 'x' });
  expect(await refusalOf(noTree)).toEqual({ status: 422, message: 'Tree SHA does not exist' });
  const noParent = git.createCommit({ ...at, tree, parents: [tree], message: 'x' });
  const message = 'Parent SHA does not exist or is not a commit object';
  expect(await refusalOf(noParent)).toEqual({ status: 422, message });
  expect(await refusalOf(git.getCommit({ ...at, commit_sha: tree }))).toMatchObject({ status: 404 });
});

test('a tree is the base with the changes', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  await github.setup.commit({ files: { 'src/a.txt': 'a', 'src/b.txt': 'b' }, message: 'Two' });
  const base = (await git.getTree({ ...at, tree_sha: 'main' })).data;
  const folder = base.tree.find(({ path }) => path === 'src')?.sha ?? '';
  const made = await git.createTree({
    ...at,
    base_tree: base.sha,
    tree: [
      { path: 'src/a.txt', mode: '100644', type: 'blob', sha: null },
      { path: 'run', mode: '100755', type: 'blob', content: '#!/bin/sh\n' },
      { path: 'copy', mode: '040000', type: 'tree', sha: folder },
      { path: 'README.md', mode: '040000', type: 'tree', sha: folder },
    ],
  });
  const { tree } = (await git.getTree({ ...at, tree_sha: made.data.sha, recursive: 'true' })).data;
  expect(tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '040000 README.md',
    '100644 README.md/a.txt',
    '100644 README.md/b.txt',
    '040000 copy',
    '100644 copy/a.txt',
    '100644 copy/b.txt',
    '100755 run',
    '040000 src',
    '100644 src/b.txt',
  ]);
});

test('what is not in a tree cannot be taken out of it', async () => {
  await using github = await startGitHub();
  const tree = [{ path: 'none', mode: '100644', type: 'blob', sha: null } as const];
  const call = clientOf(github).git.createTree({ ...github.repository, base_tree: 'main', tree });
  expect(await refusalOf(call)).toEqual({ status: 422, message: 'GitRPC::BadObjectState' });
});

test('a tree does not leave the repository', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  for (const path of ['../a', '/a', 'a//b', '.git/config', '']) {
    const call = git.createTree({ ...github.repository, tree: [{ path, mode: '100644', content: 'x' }] });
    expect(await refusalOf(call), path).toMatchObject({ status: 422 });
  }
});

test('a blob comes back byte by byte', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 256));
  const { sha } = (
    await git.createBlob({ ...github.repository, content: bytes.toString('base64'), encoding: 'base64' })
  ).data;
  const read = (await git.getBlob({ ...github.repository, file_sha: sha })).data;
  expect(read.size).toBe(300);
  expect(Buffer.from(read.content, 'base64')).toEqual(bytes);
});
