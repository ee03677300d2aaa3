import { expect, it } from 'vitest';
import { BRISK, BRISK_APPROVAL, BRISK_SLOW } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { onHost } from '../../harness/other-host.ts';
import { expectEnd } from './expect-end.ts';

const THERE = { env: onHost('another-runner') };

async function underWay(shop: GitHubService, words: string): Promise<void> {
  await until(words, () => shop.ledger().at(-1)?.includes(words));
}

it('reject: two runs at once, one is told who holds the environment', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(BRISK);
  await shop.release('v2');
  await shop.release('v3');
  const runs = [shop.deploy('v2'), shop.deploy('v3', {}, THERE)];
  const ends = await Promise.all(runs.map(async ({ ended }) => ended));
  const refused = ends.findIndex((end) => end.outputs['decision'] === 'rejected');
  expectEnd(ends[1 - refused] ?? expect.fail('both were refused'), 0, { decision: 'promoted' });
  expectEnd(ends[refused] ?? expect.fail('both went on'), 7, { reason: 'lock-held' });
  expect(ends[refused]?.stdout).toContain(`/acme/checkout/actions/runs/${runs[1 - refused]?.id}`);
  expect(shop.deployments()).toHaveLength(2);
});

it('queue: the second waits for its turn', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(`${BRISK_SLOW}    arrivals: queue
`);
  await shop.release('v2');
  await shop.release('v3');
  const first = shop.deploy('v2');
  await underWay(shop, 'canary at 25 %');
  const second = shop.deploy('v3', {}, THERE);
  await until('the wait', () => second.running.stdout.includes('waits for its turn'));
  expectEnd(await first.ended, 0, { decision: 'promoted' });
  expectEnd(await second.ended, 0, { decision: 'promoted' });
  expect(shop.ledger().filter((line) => line.includes('promoted'))).toEqual([
    'production: promoted, healthy (v1)',
    'production: promoted, healthy (v2)',
    'production: promoted, healthy (v3)',
  ]);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});

it('supersede: the first makes way', { timeout: 120_000 }, async () => {
  await using shop = await GitHubService.live(`${BRISK_APPROVAL}    arrivals: supersede
`);
  await shop.release('v2');
  await shop.release('v3');
  const first = shop.deploy('v2');
  await underWay(shop, 'paused');
  const second = shop.deploy('v3', {}, THERE);
  expectEnd(await first.ended, 5, { decision: 'superseded', reason: 'newer-release' });
  await underWay(shop, 'paused');
  expectEnd(await shop.start('promote').ended, 0);
  expectEnd(await second.ended, 0, { decision: 'promoted' });
  expect(shop.deployments().map(({ release, said }) => [release, said.at(-1)?.split(':', 1)[0]])).toEqual([
    ['v1', 'inactive'],
    ['v2', 'inactive'],
    ['v3', 'success'],
  ]);
  expect(shop.issues).toEqual([]);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});

it(
  'a runner elsewhere takes over once GitHub says that the first run is over',
  { timeout: 120_000 },
  async () => {
    await using shop = await GitHubService.live(BRISK_SLOW);
    await shop.release('v2');
    const lost = shop.deploy('v2', {}, { lost: true });
    await underWay(shop, 'canary at 25 %');
    lost.running.kill('SIGKILL');
    await lost.ended;
    // As far as anybody elsewhere can see, the first run may be at work.
    const held = await shop.deploy('v2', {}, THERE).ended;
    expectEnd(held, 7, { reason: 'lock-held' });
    expectEnd(await shop.start('recover', {}, THERE).ended, 0, { found: '0', recovered: '0' });

    await shop.complete(lost.id);
    expectEnd(await shop.deploy('v2', {}, THERE).ended, 0, { decision: 'promoted' });
    expect(shop.ledger().filter((line) => line.includes('taken over'))).toHaveLength(1);
    // It goes on with the deployment of the first run.
    expect(shop.deployments().map(({ release, said }) => [release, said.at(-1)?.split(':', 1)[0]])).toEqual([
      ['v1', 'inactive'],
      ['v2', 'success'],
    ]);
    expect((await shop.stopClients())?.notByRelease).toEqual([]);
  },
);
