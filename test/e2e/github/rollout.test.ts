import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { clientOf } from '../../github/testing.ts';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService, SECRET } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

const HERE = { owner: 'acme', repo: 'checkout' };

it('promotes: ledger, deployments, release note', { timeout: 180_000 }, async () => {
  await using shop = await GitHubService.live(
    `${BRISK}    url: https://shop.example.com
    afterwards: { release-note: true }
`,
  );
  const { github } = shop;
  await shop.release('v2');
  await clientOf(github, SECRET).repos.createRelease({ ...HERE, tag_name: 'v2', body: 'New prices.' });
  const run = shop.deploy('v2');
  const end = await run.ended;
  expectEnd(end, 0, { decision: 'promoted', reason: 'healthy' });
  expect(JSON.parse(end.outputs['result'] ?? '')).toMatchObject({
    version: 1,
    live: { name: 'v2' },
    ledger: {
      ref: 'refs/glidepath/shop/production',
      entry: shop.git('rev-parse', 'refs/glidepath/shop/production').trim(),
    },
  });
  expect(end.summary).toContain('xychart-beta');

  expect(shop.ledger()).toEqual([
    'production: canary begins (v1)',
    'production: all traffic moves over (v1)',
    'production: watching at 100 % (v1)',
    'production: old release leaves, healthy (v1)',
    'production: promoted, healthy (v1)',
    'production: canary begins (v2)',
    'production: canary at 25 % (v2)',
    'production: canary at 50 % (v2)',
    'production: all traffic moves over (v2)',
    'production: watching at 100 % (v2)',
    'production: old release leaves, healthy (v2)',
    'production: promoted, healthy (v2)',
  ]);
  expect(await changedInClone(github.url)).toContain('src/release.txt');

  expect(shop.deployments()).toEqual([
    {
      release: 'v1',
      said: [
        'in_progress: starting v1',
        'in_progress: watching at 100 %',
        'success: v1 takes all traffic: the evidence says that it is healthy',
        'inactive: replaced by v2',
      ],
    },
    {
      release: 'v2',
      said: [
        'in_progress: starting v2 beside v1',
        'in_progress: canary at 25 %',
        'in_progress: canary at 50 %',
        'in_progress: watching at 100 %',
        'success: v2 takes all traffic: the evidence says that it is healthy',
      ],
    },
  ]);
  const [, second] = [...github.world.deployments.values()];
  expect(second).toMatchObject({ isProduction: true, isTransient: false, environment: 'production' });
  expect(second?.statuses.at(-1)).toMatchObject({
    environmentUrl: 'https://shop.example.com',
    logUrl: `${github.url}/acme/checkout/actions/runs/${run.id}/attempts/1`,
  });

  const [note] = [...github.world.releases.values()];
  expect(note?.body).toMatch(/^New prices\.\n\n<!--.*-->\s*shop is live in production since /s);
  expect(shop.issues).toEqual([]);
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
});

/** What `git diff` between the last entries of two releases shows in a clone over HTTP. */
async function changedInClone(url: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-clone-'));
  // The server is in this very process: it must go on meanwhile.
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: folder })).stdout;
  try {
    const place = `${url.replace('//', `//x-access-token:${SECRET}@`)}/acme/checkout.git`;
    await git('clone', '--quiet', place, '.');
    await git('fetch', '--quiet', 'origin', 'refs/glidepath/*:refs/glidepath/*');
    const ends = await git('log', '--format=%H', '--grep=: promoted', 'refs/glidepath/shop/production');
    const [newest = '', before = ''] = ends.split('\n');
    return await git('diff', '--name-only', before, newest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
