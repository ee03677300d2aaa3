import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotate, sizeOf, tail } from './log.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glidepath-log-'));
  path = join(folder, 'app.log');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the last lines since a place, fit to be shown', async () => {
  await writeFile(path, 'from an earlier process\n');
  const from = sizeOf(path);
  await appendFile(path, 'a\nb\n\n\u001b[31mred\u001b[0m \u0007bell\npassword hunter22!\nd\ne\n');
  expect(tail(path, from, ['hunter22!', 'd'])).toEqual(['b', 'red  bell', 'password ***', 'd', 'e']);
  expect(tail(path, sizeOf(path), [])).toEqual([]);
  expect(tail(join(folder, 'none'), 0, [])).toEqual([]);
});

test('a long line is shortened, a long log is read at its end', async () => {
  await writeFile(path, `${'y'.repeat(100_000)}\n${'x'.repeat(1000)}\n`);
  const [, last] = tail(path, 0, [], 2);
  expect(last).toBe(`${'x'.repeat(240)}...`);
});

test('a log above the limit is put aside, and its writer goes on', async () => {
  await writeFile(path, 'old old old\n');
  rotate(path, 100);
  expect(sizeOf(path)).toBe(12);
  rotate(path, 10);
  expect(sizeOf(path)).toBe(0);
  await appendFile(path, 'new\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe('old old old\n');
  expect(tail(path, 500, [])).toEqual(['new']);
});
