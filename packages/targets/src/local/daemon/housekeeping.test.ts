import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { layoutAt, releaseFolder, shortDigest, type Layout } from '../layout.ts';
import { release } from '../test-support/releases.ts';
import { Forgetting, noteUse, pruneReleases } from './housekeeping.ts';
import { Metrics } from './metrics.ts';

let layout: Layout;
beforeEach(async () => {
  layout = layoutAt(await mkdtemp(join(tmpdir(), 'glidepath-house-')));
  await mkdir(layout.releases);
  await mkdir(layout.logs);
});
afterEach(async () => {
  await rm(layout.folder, { recursive: true, force: true });
});

test('releases in use and the newest five stay, with their logs', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const [index, name] of names.entries()) {
    const { digest } = release(name);
    await mkdir(releaseFolder(layout, digest));
    await utimes(releaseFolder(layout, digest), index + 1, index + 1);
    await writeFile(join(layout.logs, `${shortDigest(digest)}-0.log`), '');
  }
  await mkdir(join(layout.releases, '.staging-old'));
  await utimes(join(layout.releases, '.staging-old'), 1, 1);
  await mkdir(join(layout.releases, '.staging-new'));
  await noteUse(layout, release('b').digest);
  await pruneReleases(layout, new Set([release('a').digest]));
  const kept = ['a', 'b', 'e', 'f', 'g', 'h'].map((name) => release(name).digest);
  expect((await readdir(layout.releases)).toSorted()).toEqual(
    ['.staging-new', ...kept.map((digest) => digest.slice(7))].toSorted(),
  );
  expect((await readdir(layout.logs)).toSorted()).toEqual(
    kept.map((digest) => `${shortDigest(digest)}-0.log`).toSorted(),
  );
});

test('counters go an hour after the release has gone', () => {
  const metrics = new Metrics('boot');
  const { digest } = release('a');
  metrics.meet(digest, 'a');
  const forgetting = new Forgetting();
  forgetting.run(metrics, new Set(), 0);
  forgetting.run(metrics, new Set([digest]), 1_800_000);
  forgetting.run(metrics, new Set(), 1_900_000);
  forgetting.run(metrics, new Set(), 5_500_000);
  expect(metrics.known()).toEqual([digest]);
  forgetting.run(metrics, new Set(), 5_500_001);
  expect(metrics.known()).toEqual([]);
});
