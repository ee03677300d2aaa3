import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { Clients, until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';
import { writeTwoEnvironments } from './two-environments.ts';

const Result = z.object({ release: z.object({ digest: z.string() }) });

it('brings the very digest of one environment to the next', { timeout: 180_000 }, async () => {
  await using shop = await GitHubService.create(BRISK);
  const port = await writeTwoEnvironments(shop);
  const commit = await shop.release('v1');
  const nothing = await shop.start('deploy', { environment: 'production', from: 'staging' }).ended;
  expectEnd(nothing, 2);
  expect(nothing.stdout).toContain('nothing is live in staging');

  const early = await shop.deploy('v1', { environment: 'production' }).ended;
  expectEnd(early, 7, { reason: 'not-promoted-before' });

  const staged = shop.deploy('v1', { environment: 'staging' });
  const url = `http://127.0.0.1:${port}`;
  await until('v1 in staging', async () => (await fetch(url).catch(() => null))?.ok);
  const staging = new Clients(url);
  try {
    expectEnd(await staged.ended, 0, { decision: 'promoted' });
  } finally {
    await staging.stop();
  }
  const promoted = Result.parse(JSON.parse((await staged.ended).outputs['result'] ?? ''));

  // The workspace has gone on since.
  shop.local.release('v1', { slowFactor: 2 });
  const moved = shop.start('deploy', { environment: 'production', from: 'staging' });
  await until('v1 in production', async () => (await fetch(shop.local.url).catch(() => null))?.ok);
  const clients = new Clients(shop.local.url);
  const end = await moved.ended;
  await clients.stop();
  expectEnd(end, 0, { decision: 'promoted' });
  expect(JSON.parse(end.outputs['result'] ?? '')).toMatchObject({
    environment: 'production',
    release: { name: 'v1', digest: promoted.release.digest, commit },
  });
  expect(shop.ledger('staging').at(-1)).toBe('staging: promoted, healthy (v1)');
  expect(shop.ledger('production').at(-1)).toBe('production: promoted, healthy (v1)');
  expect(shop.deployments('staging')).toHaveLength(1);
  expect(shop.deployments('production')).toHaveLength(1);
});
