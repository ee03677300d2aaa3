import { digest } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository } from '../testing/surroundings.ts';
import { originOf } from './origin.ts';
import { accessOf } from '../registry-access.ts';
import { bytesText, differenceText } from './words.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.git('init', '--quiet');
});
afterEach(() => repository.remove());

async function origin(env: Readonly<Record<string, string>> = {}, tag: string | null = null) {
  return originOf({ workspace: repository.folder, env }, { tag, commit: null }, 'shop');
}

function commit(): string {
  repository.write('a', 'a');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message=a', '--date=2026-03-05T14:00:00Z');
  return repository.git('rev-parse', 'HEAD');
}

describe('where it comes from', () => {
  it('is the commit, its time, and what git calls it', async () => {
    const sha = commit();
    repository.git('tag', 'release/1.4+x');
    const { commit: found, committedAt, tag, date, labels } = await origin();
    expect(found).toBe(sha);
    expect(tag).toBe('release-1.4-x');
    expect(date).toBe(Date.parse(committedAt ?? '') / 1000);
    expect(labels).toEqual({
      'org.opencontainers.image.title': 'shop',
      'org.opencontainers.image.version': 'release-1.4-x',
      'org.opencontainers.image.revision': sha,
      'org.opencontainers.image.created': committedAt?.replace('.000Z', 'Z'),
    });
  });

  it('is little where there is no commit', async () => {
    const { labels, date, tag } = await origin();
    expect({ date, tag }).toEqual({ date: null, tag: 'latest' });
    expect(Object.keys(labels)).toEqual([
      'org.opencontainers.image.title',
      'org.opencontainers.image.version',
    ]);
  });

  it('heeds SOURCE_DATE_EPOCH', async () => {
    commit();
    const { date, labels } = await origin({ SOURCE_DATE_EPOCH: '1700000000' });
    expect(date).toBe(1_700_000_000);
    expect(labels['org.opencontainers.image.created']).toBe('2023-11-14T22:13:20Z');
    await expect(origin({ SOURCE_DATE_EPOCH: 'now' })).rejects.toThrow('SOURCE_DATE_EPOCH');
  });

  it.each([
    ['git@github.com:acme/shop.git', 'https://github.com/acme/shop'],
    ['ssh://git@github.com/acme/shop', 'https://github.com/acme/shop'],
    ['https://dana:s3cret@git.example.com/acme/shop.git', 'https://git.example.com/acme/shop'],
    ['/srv/shop', undefined],
  ])('has no login in its source: %s', async (remote, source) => {
    repository.git('remote', 'add', 'origin', remote);
    expect((await origin()).labels['org.opencontainers.image.source']).toBe(source);
  });
});

function at(serverUrl: string) {
  return {
    env: { HOME: repository.folder, GITHUB_ACTOR: 'dana' },
    stop: new AbortController().signal,
    repository: { apiUrl: '', serverUrl, owner: 'acme', repo: 'shop', token: 't' },
  };
}

describe("GitHub's token", () => {
  it('is a login at ghcr.io, and nowhere else', async () => {
    const access = accessOf(at('https://github.com'));
    const login = { kind: 'basic', user: 'dana', password: 't' };
    expect(await access.login({ registry: 'ghcr.io', repository: 'acme/shop' })).toEqual(login);
    expect(await access.login({ registry: 'docker.io', repository: 'acme/shop' })).toBeNull();
  });

  it('of another GitHub is none', async () => {
    const access = accessOf(at('https://git.example.com'));
    expect(await access.login({ registry: 'ghcr.io', repository: 'acme/shop' })).toBeNull();
  });

  it('gives way to whoever has logged in', async () => {
    repository.write('.docker/config.json', '{"auths":{"ghcr.io":{"auth":"ZXZlOnA="}}}');
    const login = await accessOf(at('https://github.com')).login({ registry: 'ghcr.io', repository: 'a/b' });
    expect(login).toMatchObject({ user: 'eve' });
  });
});

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [20 * 1024 * 1024, '20 MiB'],
  [3 * 1024 ** 5, '3072 TiB'],
])('says %d as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [300, '100 bytes less, 50 bytes shared'],
  [200, 'as large, 50 bytes shared'],
  [100, '100 bytes more, 50 bytes shared'],
])('tells the difference to %d bytes', (bytes, text) => {
  const before = { digest: digest(`sha256:${'1'.repeat(64)}`), bytes, shared: 50 };
  expect(differenceText({ bytes: 200, layers: 1, before })).toBe(text);
  expect(differenceText({ bytes: 200, layers: 1, before: null })).toBeNull();
});
