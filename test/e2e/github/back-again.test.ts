import { expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';

it('rolls back after the end, to the release before and to an older one', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(BRISK);
  for (const name of ['v2', 'v3']) {
    await shop.release(name);
    expectEnd(await shop.deploy(name).ended, 0);
  }
  const toFirst = await shop.start('rollback', { to: 'v1', reason: 'prices are wrong' }, { actor: 'rosa' })
    .ended;
  expectEnd(toFirst, 0, { outcome: 'concluded', decision: 'rolled-back' });
  await until('v1 alone', async () => (await fetch(shop.local.url)).headers.get('x-demo-release') === 'v1');
  expect(shop.deployments().map(({ release, said }) => [release, said.at(-1)?.split(':', 1)[0]])).toEqual([
    ['v1', 'inactive'],
    ['v2', 'inactive'],
    ['v3', 'failure'],
    ['v1', 'success'],
  ]);
  expect(shop.issues).toHaveLength(1);

  // What came back can be gone on from.
  expectEnd(await shop.deploy('v2').ended, 0, { decision: 'promoted' });
  const back = await shop.start('rollback', { reason: 'again' }).ended;
  expectEnd(back, 0, { decision: 'rolled-back' });
  expect(shop.ledger().at(-1)).toContain('rolled back, requested');
  const digest = shop.git('log', '-1', '--format=%B', 'refs/glidepath/shop/production');
  expect(digest).toContain('v1');
  expectEnd(await shop.start('rollback', { to: 'v99' }).ended, 2);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});
