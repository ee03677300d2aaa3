import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import type { GitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';

const REF = 'glidepath/checkout/production';

/** An entry on top of `parent`, on no ref yet. */
async function entryOn(github: GitHub, parent: string | null, message: string): Promise<string> {
  const { git } = clientOf(github);
  const at = github.repository;
  const tree = (await git.createTree({ ...at, tree: [{ path: 'a', mode: '100644', content: message }] })).data
    .sha;
  const parents = parent === null ? [] : [parent];
  return (await git.createCommit({ ...at, tree, parents, message })).data.sha;
}

test('a ref is made once', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const sha = await entryOn(github, null, 'first');
  const made = await git.createRef({ ...github.repository, ref: `refs/${REF}`, sha });
  expect(made.data).toMatchObject({ ref: `refs/${REF}`, object: { sha, type: 'commit' } });
  expect(made.headers.location).toBe(made.data.url);
  const again = git.createRef({ ...github.repository, ref: `refs/${REF}`, sha });
  expect(await refusalOf(again)).toEqual({ status: 422, message: 'Reference already exists' });
});

test('a ref needs a good name and an object that is there', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const sha = await entryOn(github, null, 'first');
  for (const ref of ['main', 'refs/main', 'refs/heads/a..b', 'refs/heads/']) {
    const call = git.createRef({ ...github.repository, ref, sha });
    expect(await refusalOf(call)).toEqual({ status: 422, message: `${ref} is not a valid ref name.` });
  }
  const absent = git.createRef({ ...github.repository, ref: 'refs/heads/x', sha: 'a'.repeat(40) });
  expect(await refusalOf(absent)).toEqual({ status: 422, message: 'Object does not exist' });
});

test('without force only a fast-forward is taken', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  const first = await entryOn(github, null, 'first');
  const [left, right] = [await entryOn(github, first, 'left'), await entryOn(github, first, 'right')];
  await git.createRef({ ...at, ref: `refs/${REF}`, sha: first });
  await git.updateRef({ ...at, ref: REF, sha: left });
  const sideways = git.updateRef({ ...at, ref: REF, sha: right, force: false });
  expect(await refusalOf(sideways)).toEqual({ status: 422, message: 'Update is not a fast forward' });
  const back = git.updateRef({ ...at, ref: REF, sha: first });
  expect(await refusalOf(back)).toEqual({ status: 422, message: 'Update is not a fast forward' });
  expect((await git.getRef({ ...at, ref: REF })).data.object.sha).toBe(left);

  await git.updateRef({ ...at, ref: REF, sha: right, force: true });
  expect((await git.getRef({ ...at, ref: REF })).data.object.sha).toBe(right);
  const nowhere = git.updateRef({ ...at, ref: 'glidepath/none', sha: right });
  expect(await refusalOf(nowhere)).toEqual({ status: 422, message: 'Reference does not exist' });
});

test('of eight writers that swap at once exactly one wins, each round', async () => {
  await using github = await startGitHub();
  const at = github.repository;
  const writers = Array.from({ length: 8 }, () => clientOf(github));
  let head = await entryOn(github, null, 'begin');
  await clientOf(github).git.createRef({ ...at, ref: `refs/${REF}`, sha: head });
  for (const round of [1, 2, 3]) {
    const entries = await Promise.all(
      writers.map((_, index) => entryOn(github, head, `${round} by ${index}`)),
    );
    const results = await Promise.allSettled(
      writers.map(({ git }, index) =>
        git.updateRef({ ...at, ref: REF, sha: entries[index] ?? '', force: false }),
      ),
    );
    const winners = entries.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    head = (await clientOf(github).git.getRef({ ...at, ref: REF })).data.object.sha;
    expect(winners).toEqual([head]);
  }
  expect(github.violations).toEqual([]);
});

test('of eight writers that make one ref exactly one does', async () => {
  await using github = await startGitHub();
  const sha = await entryOn(github, null, 'first');
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, () =>
      clientOf(github).git.createRef({ ...github.repository, ref: `refs/${REF}`, sha }),
    ),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('who knows a ref by its tag gets 304 for nothing until the ref moves', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = { ...github.repository, ref: 'heads/main' };
  const etag = (await git.getRef(at)).headers.etag ?? '';
  const headers = { 'if-none-match': etag };
  expect(await refusalOf(git.getRef({ ...at, headers }))).toMatchObject({ status: 304 });
  expect(github.calls().map(({ status, cost }) => ({ status, cost }))).toEqual([
    { status: 200, cost: 1 },
    { status: 304, cost: 0 },
  ]);
  const sha = await github.setup.commit({ files: { a: 'a' }, message: 'Move' });
  expect((await git.getRef({ ...at, headers })).data.object.sha).toBe(sha);
});

test('refs are listed by the beginning of their names, in pages', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = github.repository;
  const sha = await entryOn(github, null, 'first');
  for (const name of ['a', 'b', 'c'])
    await git.createRef({ ...at, ref: `refs/glidepath/checkout/${name}`, sha });
  const all = await git.listMatchingRefs({ ...at, ref: 'glidepath/checkout/' });
  expect(all.data.map(({ ref }) => ref)).toEqual(
    ['a', 'b', 'c'].map((name) => `refs/glidepath/checkout/${name}`),
  );
  expect(all.headers.link).toBeUndefined();
  const other = await git.listMatchingRefs({ ...at, ref: 'glidepath/checkout/c' });
  expect(other.data).toHaveLength(1);
  expect((await git.listMatchingRefs({ ...at, ref: 'glidepath/none' })).data).toEqual([]);
});

test('a deleted ref is gone', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const at = { ...github.repository, ref: 'heads/main' };
  await git.deleteRef(at);
  expect(await refusalOf(git.getRef(at))).toEqual({ status: 404, message: 'Not Found' });
  expect(await refusalOf(git.deleteRef(at))).toEqual({ status: 422, message: 'Reference does not exist' });
});

test('a token without the permission for workflows cannot point a ref to changed ones', async () => {
  const permissions = { contents: 'write', workflows: 'none' } as const;
  await using github = await startGitHub({ tokens: { ghs_all: {}, ghs_app: { permissions } } });
  const at = github.repository;
  const old = await github.setup.commit({
    files: { '.github/workflows/ci.yml': 'on: push\n' },
    message: 'CI',
  });
  const { git } = clientOf(github, 'ghs_app');
  await git.createRef({ ...at, ref: 'refs/glidepath/same', sha: old });
  await github.setup.commit({
    files: { '.github/workflows/ci.yml': 'on: pull_request\n' },
    message: 'CI again',
  });
  const call = git.createRef({ ...at, ref: 'refs/glidepath/other', sha: old });
  expect(await refusalOf(call)).toEqual({ status: 403, message: 'Resource not accessible by integration' });
  await clientOf(github).git.createRef({ ...at, ref: 'refs/glidepath/other', sha: old });
});

test('what is written is real git: a clone of the folder shows it', async () => {
  await using github = await startGitHub();
  const sha = await entryOn(github, null, 'promoted checkout 1.4.2');
  await clientOf(github).git.createRef({ ...github.repository, ref: `refs/${REF}`, sha });
  const folder = mkdtempSync(join(tmpdir(), 'clone-'));
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
    git('clone', '--quiet', github.git, '.');
    git('fetch', '--quiet', 'origin', `refs/${REF}:refs/${REF}`);
    expect(git('log', '--format=%H %s', `refs/${REF}`)).toBe(`${sha} promoted checkout 1.4.2`);
    expect(git('fsck', '--strict')).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('who wrote a ref knows its tag already', async () => {
  await using github = await startGitHub();
  const { git } = clientOf(github);
  const sha = await entryOn(github, null, 'first');
  const made = await git.createRef({ ...github.repository, ref: `refs/${REF}`, sha });
  const headers = { 'if-none-match': made.headers.etag ?? '' };
  expect(await refusalOf(git.getRef({ ...github.repository, ref: REF, headers }))).toMatchObject({
    status: 304,
  });
});
