import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimant, takeClaim } from './claim.ts';
import { identify } from './process.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glidepath-claim-'));
  path = join(folder, 'lock');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('of many at once, one gets it', async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, async () => takeClaim(path)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await claimant(path)).toBe('ours');
  expect(await readdir(folder)).toEqual(['lock.1']);
});

test('a living holder keeps it', async () => {
  await writeFile(`${path}.7`, JSON.stringify(identify(process.ppid)));
  expect(await takeClaim(path)).toBe(false);
  expect(await claimant(path)).toBe('another');
});

test.each([
  ['a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, started: 'x' })],
  [
    'a process that only has the pid of the holder',
    JSON.stringify({ pid: process.ppid, started: 'long ago' }),
  ],
  ['nobody, it is garbage', '{"pid":'],
])('the claim of %s is taken over, by one', async (_whose, content) => {
  await writeFile(`${path}.7`, content);
  const taken = await Promise.all(Array.from({ length: 20 }, async () => takeClaim(path)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await readFile(`${path}.8`, 'utf8')).toBe(JSON.stringify(identify(process.pid)));
  expect(await readdir(folder)).toEqual(['lock.8']);
});

test('a claim that was removed is lost', async () => {
  await takeClaim(path);
  await rm(`${path}.1`);
  expect(await claimant(path)).toBe('nobody');
});
