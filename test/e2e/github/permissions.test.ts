import { afterEach, expect, it } from 'vitest';
import { clientOf } from '../../github/testing.ts';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

const ALL = {
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  pull_requests: 'write',
  actions: 'read',
} as const;
/** As secret as the other. */
const LESSER = `${SECRET}less`;

let shop: GitHubService;

afterEach(async () => {
  await shop[Symbol.asyncDispose]();
});

it('without contents nothing is touched, and the lines to add are told', { timeout: 120_000 }, async () => {
  shop = await GitHubService.live(BRISK);
  await shop.release('v2');
  const [ledger, deployments] = [shop.ledger(), shop.deployments()];
  for (const contents of ['read', 'none'] as const) {
    shop.github.tokens.set(LESSER, { permissions: { ...ALL, contents } });
    const end = await shop.deploy('v2', {}, { token: LESSER }).ended;
    expectEnd(end, 1, { decision: 'failed', reason: 'ledger-unreachable' });
    expect(end.stdout).toMatch(/permissions:(\n|%0A) {2}contents: (read|write)/);
  }
  expect([shop.ledger(), shop.deployments()]).toEqual([ledger, deployments]);
  expect(shop.seen?.byRelease.has('v2')).toBe(false);
});

it('without deployments the rollout goes on, with a warning', { timeout: 120_000 }, async () => {
  shop = await GitHubService.live(BRISK);
  await shop.release('v2');
  const before = shop.deployments();
  for (const deployments of ['read', 'none'] as const) {
    const name = `v2-${deployments}`;
    await shop.release(name);
    shop.github.tokens.set(LESSER, { permissions: { ...ALL, deployments } });
    const end = await shop.deploy(name, {}, { token: LESSER }).ended;
    expectEnd(end, 0, { decision: 'promoted' });
    expect(end.stdout).toContain('is not shown as it is on GitHub; the rollout goes on all the same');
    expect(end.stdout).toMatch(/permissions:(\n|%0A)? +deployments: write/);
  }
  expect(shop.deployments()).toEqual(before);
});

it(
  'without issues and pull requests the rollback is told by what may be written',
  { timeout: 180_000 },
  async () => {
    shop = await GitHubService.live(`${BRISK}    afterwards: { revert: true }
`);
    const { github } = shop;
    const rest = clientOf(github, SECRET);
    const here = { owner: 'acme', repo: 'checkout' };
    await github.setup.commit({ files: { a: 'b' }, message: 'Change a', branch: 'feature', author: 'rosa' });
    const pull = await rest.pulls.create({ ...here, head: 'feature', base: 'main', title: 'Change a' });
    await rest.pulls.merge({ ...here, pull_number: pull.data.number });

    await shop.release('v2', { failRate: 0.5 });
    github.tokens.set(LESSER, { permissions: { ...ALL, issues: 'none' } });
    const noIssues = await shop.deploy('v2', {}, { token: LESSER }).ended;
    expectEnd(noIssues, 3, { decision: 'rolled-back', reason: 'breach' });
    expect(shop.issues).toEqual([]);
    expect(noIssues.stdout).toMatch(/permissions:\s+issues: (read|write)/);
    expect(github.world.comments.size).toBe(1);

    await shop.release('v3', { failRate: 0.5 });
    github.tokens.set(LESSER, { permissions: { ...ALL, pull_requests: 'none' } });
    const noPulls = await shop.deploy('v3', {}, { token: LESSER }).ended;
    expectEnd(noPulls, 3, { decision: 'rolled-back', reason: 'breach' });
    expect(shop.issues).toHaveLength(1);
    expect(noPulls.stdout).toMatch(/permissions:\s+pull-requests: (read|write)/);
    expect(shop.ledger().at(-1)).toBe('production: rolled back, breach (v3)');
  },
);
