import { expect, it } from 'vitest';
import { BRISK_APPROVAL, BRISK_SLOW } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';

async function reached(shop: GitHubService, words: string): Promise<void> {
  await until(words, () => shop.ledger().at(-1)?.includes(words));
}

it('a second run promotes, pauses, resumes, aborts', { timeout: 180_000 }, async () => {
  await using shop = await GitHubService.live(BRISK_APPROVAL);
  await shop.release('v2');
  const run = shop.deploy('v2');
  await reached(shop, 'paused');
  // The deployment is told behind the rollout's back.
  await until('its status', () =>
    shop.deployments().at(-1)?.said.at(-1)?.startsWith('pending: paused at 25 %'),
  );
  const promote = await shop.start('promote', { reason: 'looks good' }, { actor: 'rosa' }).ended;
  expectEnd(promote, 0, { outcome: 'obeyed' });
  expectEnd(await run.ended, 0, { decision: 'promoted', reason: 'healthy' });
  expect(shop.git('log', '--format=%an: %s', 'refs/glidepath/shop/production')).toContain(
    'rosa: production: promotion asked for by rosa (v2)',
  );

  await shop.release('v3');
  const waiting = shop.deploy('v3');
  await reached(shop, 'paused');
  const fully = await shop.start('promote', { verb: 'promote-fully' }).ended;
  expectEnd(fully, 0, { outcome: 'obeyed' });
  expectEnd(await waiting.ended, 0, { decision: 'promoted' });

  await shop.release('v4');
  const aborted = shop.deploy('v4');
  await reached(shop, 'paused');
  const abort = await shop.start('promote', { verb: 'abort', reason: 'not today' }, { actor: 'rosa' }).ended;
  expectEnd(abort, 0, { outcome: 'obeyed', decision: 'aborted' });
  expectEnd(await aborted.ended, 4, { decision: 'aborted', reason: 'requested' });
  expect(shop.deployments().at(-1)?.said.at(-1)).toMatch(/^inactive: aborted/);
  // Nothing is under way any more.
  expectEnd(await shop.start('promote').ended, 7, { outcome: 'refused' });
  expect(shop.issues).toEqual([]);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});

it('pauses a bake within a poll, and resumes it', { timeout: 180_000 }, async () => {
  await using shop = await GitHubService.live(BRISK_SLOW);
  await shop.release('v2');
  const run = shop.deploy('v2');
  await reached(shop, 'canary at 25 %');
  expectEnd(await shop.start('promote', { verb: 'pause', reason: 'lunch' }).ended, 0, { outcome: 'obeyed' });
  await reached(shop, 'paused');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(shop.ledger().at(-1)).toMatch(/paused at (25|50) %, as requested/);
  expectEnd(await shop.start('promote', { verb: 'resume' }).ended, 0, { outcome: 'obeyed' });
  expectEnd(await run.ended, 0, { decision: 'promoted' });
});
