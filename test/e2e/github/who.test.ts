import { afterAll, beforeAll, expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

let shop: GitHubService;

beforeAll(async () => {
  shop = await GitHubService.live(`${BRISK}    who:
      deploy: [dana, role:maintain]
      block: role:maintain
      override: "@acme/release-managers"
      rollback: [rosa]
`);
  const { setup } = shop.github;
  setup.role({ login: 'mona', role: 'maintain' });
  setup.role({ login: 'walt', role: 'write' });
  setup.role({ login: 'rosa', role: 'read' });
  setup.member({ org: 'acme', team: 'release-managers', login: 'dana' });
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

it('by name: whoever is named may, another is told who', { timeout: 120_000 }, async () => {
  await shop.release('v2');
  const ledger = shop.ledger();
  const refused = await shop.deploy('v2', {}, { actor: 'walt' }).ended;
  expectEnd(refused, 7, { decision: 'rejected', reason: 'not-allowed' });
  expect(refused.stdout).toMatch(
    /walt may not deliver a release in production: .* names dana, role:maintain/,
  );
  const rollback = await shop.start('rollback', { reason: 'x' }, { actor: 'dana' }).ended;
  expectEnd(rollback, 7, { outcome: 'refused' });
  expect(shop.ledger()).toEqual(ledger);
  expect(shop.seen?.byRelease.has('v2')).toBe(false);
});

it('by role: a higher one has it too, and the actor is recorded', { timeout: 120_000 }, async () => {
  expectEnd(await shop.deploy('v2', {}, { actor: 'mona' }).ended, 0, { decision: 'promoted' });
  expect(shop.git('log', '-1', '--format=%an', 'refs/glidepath/shop/production').trim()).toBe('mona');
  const refused = await shop.start('promote', { verb: 'block', reason: 'x' }, { actor: 'walt' }).ended;
  expectEnd(refused, 7, { outcome: 'refused' });
  expectEnd(await shop.start('promote', { verb: 'block', reason: 'sale' }, { actor: 'mona' }).ended, 0);
});

it('by team: the token must see it, and says so where it does not', { timeout: 180_000 }, async () => {
  await shop.release('v3');
  const narrow = `${SECRET}narrow`;
  const permissions = {
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    pull_requests: 'write',
  } as const;
  shop.github.tokens.set(narrow, { permissions });
  const unseen = await shop.deploy('v3', { override: 'now' }, { actor: 'dana', token: narrow }).ended;
  expectEnd(unseen, 7, { reason: 'not-allowed' });
  expect(unseen.stdout).toContain('members: read');

  const outside = await shop.deploy('v3', { override: 'now' }, { actor: 'mona' }).ended;
  expectEnd(outside, 7, { reason: 'not-allowed' });
  const member = await shop.deploy('v3', { override: 'agreed' }, { actor: 'dana' }).ended;
  expectEnd(member, 0, { decision: 'promoted' });
});
