import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';

test.each([
  ['admin', 'admin'],
  ['maintain', 'write'],
  ['write', 'write'],
  ['triage', 'read'],
  ['read', 'read'],
  ['none', 'none'],
] as const)('who may %s has the permission %s', async (role, permission) => {
  await using github = await startGitHub();
  github.setup.role({ login: 'dana', role });
  const { data } = await clientOf(github).repos.getCollaboratorPermissionLevel({
    ...github.repository,
    username: 'dana',
  });
  expect(data).toMatchObject({ permission, role_name: role, user: { login: 'dana' } });
});

test('a stranger to GitHub is not found, one to the repository may do nothing', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const of = (username: string) => repos.getCollaboratorPermissionLevel({ ...github.repository, username });
  expect(await refusalOf(of('nobody'))).toEqual({ status: 404, message: 'Not Found' });
  github.setup.person({ login: 'robin' });
  expect((await of('robin')).data.permission).toBe('none');
  expect((await of('acme')).data.permission).toBe('admin');
});

test('a member of a team is told from others, by who may ask', async () => {
  await using github = await startGitHub({
    tokens: { all: {}, app: { permissions: { contents: 'write' } } },
  });
  github.setup.member({ org: 'acme', team: 'release', login: 'dana', role: 'maintainer' });
  github.setup.person({ login: 'robin' });
  const of = (username: string, token = 'all') =>
    clientOf(github, token).teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'release', username });
  expect((await of('dana')).data).toMatchObject({ role: 'maintainer', state: 'active' });
  expect(await refusalOf(of('robin'))).toMatchObject({ status: 404 });
  expect(await refusalOf(of('dana', 'app'))).toMatchObject({ status: 403 });
});
