import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saying } from '@glidepath/images/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestTuf } from '../testing/tuf.ts';
import { fetchTarget } from './tuf.ts';

const NAME = 'trusted_root.json';

async function newCache(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'glidepath-tuf-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  return join(folder, 'cache');
}

describe('whom to believe', () => {
  it('is learnt from the mirror, by what its first root has signed', async () => {
    const { mirror } = await TestTuf.start(NAME, '{"whom":"this one"}');
    const cache = await newCache();
    expect(await fetchTarget(mirror, NAME, cache)).toBe('{"whom":"this one"}');
    expect(await fetchTarget(mirror, NAME, cache)).toBe('{"whom":"this one"}');
  });

  it('is not learnt from a mirror with another first root', async () => {
    const tuf = await TestTuf.start(NAME, '{}');
    const other = await TestTuf.start(NAME, '{"whom":"somebody else"}');
    for (const [path, file] of other.files) tuf.files.set(path, file);
    await expect(fetchTarget(tuf.mirror, NAME, await newCache())).rejects.toMatchObject({
      kind: 'broken',
      message: saying('another first root'),
    });
  });

  it.each([
    ['a target that nobody has signed', '/targets/'],
    ['a list that nobody has signed', '/1.targets.json'],
  ])('is not learnt from %s', async (_name, path) => {
    const tuf = await TestTuf.start(NAME, '{"whom":"this one"}');
    for (const [at, file] of tuf.files)
      if (at.startsWith(path))
        tuf.files.set(at, file.replace('this one', 'evil one').replace('sha256":"', 'sha256":"0'));
    await expect(fetchTarget(tuf.mirror, NAME, await newCache())).rejects.toMatchObject({
      kind: 'unreachable',
      mend: saying('trusted_root.json'),
    });
  });

  it('is said to be unknown where nobody answers', async () => {
    const mirror = { url: 'http://127.0.0.1:9', first: { version: 1, digest: '0' } };
    await expect(fetchTarget(mirror, NAME, await newCache())).rejects.toMatchObject({
      kind: 'unreachable',
      message: saying('127.0.0.1'),
    });
  });
});
