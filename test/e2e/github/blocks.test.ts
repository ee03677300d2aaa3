import { expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

it('blocks, unblocks, overrides', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(BRISK);
  await shop.release('v2');
  const block = await shop.start('promote', { verb: 'block', reason: 'sale', until: '2h' }, { actor: 'rosa' })
    .ended;
  expectEnd(block, 0, { outcome: 'done' });
  const refused = await shop.deploy('v2').ended;
  expectEnd(refused, 7, { decision: 'rejected', reason: 'environment-blocked' });
  expect(refused.stdout).toMatch(/blocked by rosa at .* \(sale\), until \d{4}-.* override/);
  const overridden = await shop.deploy('v2', { override: 'agreed with rosa' }, { actor: 'mona' }).ended;
  expectEnd(overridden, 0, { decision: 'promoted' });
  expect(shop.git('log', '--format=%an %B', 'refs/glidepath/shop/production')).toContain(
    'let in by an override: agreed with rosa',
  );
  expectEnd(await shop.start('promote', { verb: 'unblock', reason: 'over' }).ended, 0, { outcome: 'done' });

  await shop.release('v3', { failRate: 0.5 });
  expectEnd(await shop.deploy('v3').ended, 3);
  const blocked = await shop.deploy('v3').ended;
  expectEnd(blocked, 7, { reason: 'blocked-digest' });
  const digest = /sha256:[0-9a-f]{12}/.exec(blocked.stdout)?.[0] ?? '';
  expectEnd(await shop.start('promote', { verb: 'unblock', digest, reason: 'it was the network' }).ended, 0);
  expectEnd(await shop.start('promote', { verb: 'unblock', digest }).ended, 7, { outcome: 'refused' });
  // Let in again, it is judged again.
  expectEnd(await shop.deploy('v3').ended, 3, { reason: 'breach' });
});
