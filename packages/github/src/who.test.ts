import type { Person } from '@glidepath/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import { quickClient } from './testing/quick-client.ts';
import { mayAct } from './who.ts';

const PERMISSION = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
const MEMBERSHIP = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
const MAINTAIN: Person = { kind: 'role', role: 'maintain' };
const WRITE: Person = { kind: 'role', role: 'write' };
const RELEASERS: Person = { kind: 'team', organization: 'acme', team: 'releasers' };
const DANA: Person = { kind: 'user', login: 'Dana' };

let github: Emulated;

beforeAll(async () => {
  github = await startGitHub();
  github.tokens.set('person', { login: 'dana', kind: 'user' });
  for (const [login, role] of [
    ['mia', 'maintain'],
    ['wim', 'write'],
    ['tess', 'triage'],
    ['ada', 'admin'],
  ] as const) {
    github.setup.role({ login, role });
  }
  github.setup.member({ org: 'acme', team: 'releasers', login: 'rob' });
  github.setup.role({ login: 'rob', role: 'read' });
});

beforeEach(() => github.clearCalls());
afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

it('lets everybody where nobody is named, without a call', async () => {
  expect(await mayAct(quickClient(github), 'eve', [])).toMatchObject({ allowed: true });
  expect(github.calls()).toEqual([]);
});

it('knows a user by login, in any case, before it asks GitHub', async () => {
  const permit = await mayAct(quickClient(github), 'dana', [RELEASERS, MAINTAIN, DANA]);
  expect(permit.allowed).toBe(true);
  expect(github.calls()).toEqual([]);
});

describe('roles', () => {
  it.each([
    ['mia', [MAINTAIN], true],
    ['ada', [MAINTAIN], true],
    ['wim', [MAINTAIN], false],
    ['wim', [MAINTAIN, WRITE], true],
    ['tess', [{ kind: 'role', role: 'triage' }], true],
    ['tess', [{ kind: 'role', role: 'read' }], true],
    ['tess', [WRITE], false],
  ] as const)('%s', async (actor, persons, allowed) => {
    expect((await mayAct(quickClient(github), actor, persons)).allowed).toBe(allowed);
    expect(github.countByRoute()).toEqual({ [PERMISSION]: 1 });
  });

  it('takes a role of the organization’s own making for the level that it stands for', async () => {
    const client = { ...quickClient(github) };
    const answer = { status: 200, headers: {}, data: { permission: 'write', role_name: 'release-captain' } };
    const asked = { ...client, request: async () => answer };
    expect(await mayAct(asked, 'kim', [WRITE])).toEqual({
      allowed: true,
      why: 'kim has the role write in acme/checkout',
    });
    expect((await mayAct(asked, 'kim', [MAINTAIN])).allowed).toBe(false);
  });

  it('has none for an app, which is no user', async () => {
    expect(await mayAct(quickClient(github), 'deployer[bot]', [WRITE])).toEqual({
      allowed: false,
      why: 'deployer[bot] has no role in acme/checkout',
    });
  });

  it('allow nobody where GitHub does not say, but for who is in a team', async () => {
    const fault = { kind: 'status', status: 500 } as const;
    github.faults.push({ match: PERMISSION, fault, times: 2 });
    const { allowed, why } = await mayAct(quickClient(github), 'mia', [WRITE]);
    expect(allowed).toBe(false);
    expect(why).toContain('GitHub failed');
    expect((await mayAct(quickClient(github, 'person'), 'rob', [WRITE, RELEASERS])).allowed).toBe(true);
  });
});

describe('teams', () => {
  it('are asked after the role, with a token that sees them', async () => {
    const client = quickClient(github, 'person');
    expect(await mayAct(client, 'rob', [RELEASERS, MAINTAIN])).toEqual({
      allowed: true,
      why: 'rob is a member of @acme/releasers',
    });
    expect(github.countByRoute()).toEqual({ [PERMISSION]: 1, [MEMBERSHIP]: 1 });
    expect((await mayAct(client, 'wim', [RELEASERS])).allowed).toBe(false);
  });

  it('are not asked where the role is enough', async () => {
    expect((await mayAct(quickClient(github), 'mia', [RELEASERS, MAINTAIN])).allowed).toBe(true);
    expect(github.countByRoute()).toEqual({ [PERMISSION]: 1 });
  });

  it('allow nobody where the token may not see them, and the mend is told', async () => {
    github.tokens.set(github.token, { permissions: { contents: 'write' } });
    const { allowed, why } = await mayAct(quickClient(github), 'rob', [RELEASERS]);
    expect(allowed).toBe(false);
    expect(why).toContain('"members: read"');
    expect(why).toContain('@acme/releasers');
  });

  it('do not hold who has been invited only', async () => {
    const invited = { status: 200, headers: {}, data: { state: 'pending' } };
    const client = { ...quickClient(github), request: async () => invited };
    expect((await mayAct(client, 'rob', [RELEASERS])).allowed).toBe(false);
  });
});
