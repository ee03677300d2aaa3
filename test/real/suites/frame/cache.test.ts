import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installed, openCache, type Cache } from '../../parts/cache.ts';
import { unpackNpm } from '../../parts/npm-package.ts';

let folder: string;
let cache: Cache;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-cache-'));
  cache = openCache({ GLIDEPATH_TEST_CACHE: folder }, () => undefined);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Installs one file that says who wrote it. */
function writing(text: string): (into: string) => Promise<void> {
  return async (into) => {
    writeFileSync(join(into, 'who'), text);
    await new Promise((resolve) => setImmediate(resolve));
  };
}

const folderFor = (env: Readonly<Record<string, string>>): string => openCache(env, () => undefined).folder;

const who = (place: string): string => readFileSync(join(place, 'who'), 'utf8');

it('uses what is there, and keeps versions apart', async () => {
  expect(who(await installed(cache, 'part', '1.0', writing('first')))).toBe('first');
  expect(who(await installed(cache, 'part', '1.0', writing('second')))).toBe('first');
  expect(who(await installed(cache, 'part', '1.1', writing('third')))).toBe('third');
});

it('an installation that fails leaves nothing, and the next one is made anew', async () => {
  const failing = installed(cache, 'part', '1.0', async (into) => {
    await writing('half')(into);
    throw new Error('the registry hung up');
  });
  await expect(failing).rejects.toThrow('the registry hung up');
  expect(readdirSync(join(folder, 'part'))).toEqual([]);
  expect(who(await installed(cache, 'part', '1.0', writing('whole')))).toBe('whole');
});

it('of two at once one wins, and both have it whole', async () => {
  const [one, other] = await Promise.all([
    installed(cache, 'part', '1.0', writing('one')),
    installed(cache, 'part', '1.0', writing('other')),
  ]);
  expect(one).toBe(other);
  expect(['one', 'other']).toContain(who(one));
  expect(readdirSync(join(folder, 'part'))).toEqual(['1.0']);
});

it('a folder without its marker is not trusted', async () => {
  mkdirSync(join(folder, 'part', '1.0'), { recursive: true });
  writeFileSync(join(folder, 'part', '1.0', 'who'), 'nobody knows');
  expect(who(await installed(cache, 'part', '1.0', writing('known')))).toBe('known');
});

it('lies where the environment says, and never in the checkout', () => {
  expect(folderFor({ GLIDEPATH_TEST_CACHE: folder, XDG_CACHE_HOME: '/xdg' })).toBe(folder);
  expect(folderFor({ XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/glidepath-test');
  expect(folderFor({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/glidepath-test$/);
  expect(() => folderFor({ GLIDEPATH_TEST_CACHE: import.meta.dirname })).toThrow('lies in the checkout');
});

it('a package of the registry that is not the pinned one is not unpacked', async () => {
  const left = { name: 'ms', version: '2.1.3' };
  const wrong = unpackNpm({ ...left, sha512: 'AAAA' }, folder);
  await expect(wrong).rejects.toThrow("npm's ms@2.1.3 has the sha512 ");
  expect(existsSync(join(folder, 'package.json'))).toBe(false);
});
