import { expect, it } from 'vitest';
import { clientOf } from '../../github/testing.ts';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

const HERE = { owner: 'acme', repo: 'checkout' };
const SETTINGS = `${BRISK}    afterwards: { revert: true, runbook: https://wiki.example.com/shop }
`;

it('rolls back: incident, comment, revert; once for each digest', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(SETTINGS);
  const { github } = shop;
  const rest = clientOf(github, SECRET);
  await github.setup.commit({
    files: { '.github/CODEOWNERS': 'src/ @acme/shop-team\n', 'src/release.txt': 'v1\n' },
    message: 'Name owners',
    author: 'mona',
  });
  await shop.deploy('v1', { commit: shop.git('rev-parse', 'main').trim() }).ended;

  const feature = {
    files: { 'src/release.txt': 'v2\n' },
    message: 'Round prices',
    author: 'rosa',
    branch: 'round',
  };
  await github.setup.commit(feature);
  const pull = await rest.pulls.create({ ...HERE, head: 'round', base: 'main', title: 'Round prices' });
  const merged = await rest.pulls.merge({ ...HERE, pull_number: pull.data.number });
  shop.local.git('fetch', '--quiet', 'origin', 'main');
  shop.local.release('v2', { failRate: 0.5 });
  const end = await shop.deploy('v2', {}, { sha: merged.data.sha }).ended;
  expectEnd(end, 3, { decision: 'rolled-back', reason: 'breach' });
  expect(end.stdout).toMatch(/^::error/m);

  expect(shop.ledger().slice(-4)).toEqual([
    'production: canary begins (v2)',
    'production: canary at 25 % (v2)',
    'production: rolling back, breach (v2)',
    'production: rolled back, breach (v2)',
  ]);
  expect(shop.deployments().map(({ release, said }) => [release, said.at(-1)])).toEqual([
    ['v1', 'success: v1 takes all traffic: the evidence says that it is healthy'],
    ['v2', 'failure: rolled back to v1: the evidence says that it is worse than allowed'],
  ]);

  expect(shop.issues).toHaveLength(1);
  const [issue] = shop.issues;
  expect(issue?.title).toContain('shop v2 was rolled back from production');
  for (const part of [
    '## Timeline',
    'Step to 25 %',
    '## Evidence',
    'availability',
    '## What came with it',
    'Round prices',
    `Pull requests: #${pull.data.number}`,
    '`rosa`',
    '`@acme/shop-team`',
    'https://wiki.example.com/shop',
    '## Post-mortem',
  ]) {
    expect(issue?.body).toContain(part);
  }
  const comments = () => [...github.world.comments.values()];
  expect(comments()).toMatchObject([{ issue: pull.data.number, author: 'github-actions[bot]' }]);
  expect(comments()[0]?.body).toContain(`The incident is #${issue?.number}`);

  const pulls = [...github.world.pulls.values()];
  expect(pulls).toHaveLength(2);
  const revert = pulls.at(-1);
  expect(revert).toMatchObject({ base: 'main', merge: null });
  expect(issue?.body).toContain(`/pull/${revert?.number}`);
  expect(shop.git('show', `${revert?.headSha}:src/release.txt`)).toBe('v1\n');

  // The digest is blocked, so nothing new is told.
  expectEnd(await shop.deploy('v2', {}, { sha: merged.data.sha }).ended, 7, { reason: 'blocked-digest' });
  expect(shop.deployments()).toHaveLength(2);
  // Let in all the same it fails again: the same incident goes on.
  const again = await shop.deploy('v2', { override: 'it was the network' }, { sha: merged.data.sha }).ended;
  expectEnd(again, 3, { decision: 'rolled-back', reason: 'breach' });
  expect(shop.issues).toHaveLength(1);
  expect(comments().filter(({ issue: number }) => number === issue?.number)).toHaveLength(1);
  expect(github.world.pulls.size).toBe(2);
  expect(shop.deployments()).toHaveLength(3);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});
