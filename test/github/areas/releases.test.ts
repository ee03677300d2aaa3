import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, expectRefusal, refusalOf } from '../testing.ts';

test('publishing makes the tag; a draft has none', async () => {
  await using github = await startGitHub();
  const { repos, git } = clientOf(github);
  const at = github.repository;
  const sha = await github.setup.commit({ files: { a: 'a' }, message: 'Add a' });
  const draft = await repos.createRelease({ ...at, tag_name: 'v1', draft: true });
  expect(await refusalOf(git.getRef({ ...at, ref: 'tags/v1' }))).toMatchObject({ status: 404 });
  expect(await refusalOf(repos.getReleaseByTag({ ...at, tag: 'v1' }))).toMatchObject({ status: 404 });
  await repos.updateRelease({ ...at, release_id: draft.data.id, draft: false });
  expect((await git.getRef({ ...at, ref: 'tags/v1' })).data.object.sha).toBe(sha);
  expect((await repos.getReleaseByTag({ ...at, tag: 'v1' })).data.draft).toBe(false);
  await expectRefusal(repos.createRelease({ ...at, tag_name: 'v1' }), 422, 'already_exists');
});

test('the latest is no prerelease, and its words are changed in place', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const at = github.repository;
  const { id } = (await repos.createRelease({ ...at, tag_name: 'v1', body: 'Notes', name: 'One' })).data;
  await repos.createRelease({ ...at, tag_name: 'v2', prerelease: true });
  await repos.updateRelease({ ...at, release_id: id, body: 'Notes\nDeployed' });
  expect((await repos.getLatestRelease(at)).data).toMatchObject({
    tag_name: 'v1',
    name: 'One',
    body: 'Notes\nDeployed',
  });
});
