import { expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { cancel } from '../../harness/cancel.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';

it('on: { cancel: hold } leaves it for the next run', { timeout: 180_000 }, async () => {
  await using shop = await GitHubService.live(`${BRISK}    on: { cancel: hold }
`);
  await shop.release('v2');
  const run = shop.deploy('v2');
  await until('the first step', () => shop.ledger().at(-1)?.includes('25 %'));
  expectEnd(await cancel(run), 6, { decision: 'paused', reason: 'cancelled' });
  expect(shop.deployments().at(-1)?.said.at(-1)).toMatch(/^pending: /);
  // Nobody has to recover what was left on purpose.
  expectEnd(await shop.start('recover').ended, 0, { found: '0', recovered: '0' });
  expectEnd(await shop.deploy('v2').ended, 0, { decision: 'promoted' });
  expect(shop.deployments()).toHaveLength(2);
});
