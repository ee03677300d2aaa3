import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findProgram } from './find-program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glidepath-program-'));
  await writeFile(join(folder, 'run'), '');
  await writeFile(join(folder, 'data'), '');
  await chmod(join(folder, 'run'), 0o755);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function find(command: string, path: string): Promise<string> {
  return findProgram({ command: [command], folder, env: { PATH: path } });
}

test('a program is found in PATH, or by its path from the folder', async () => {
  expect(await find('sh', '/nowhere:/bin')).toBe('/bin/sh');
  expect(await find('./run', '')).toBe(join(folder, 'run'));
  expect(await find('run', folder)).toBe(join(folder, 'run'));
  expect(await find('/bin/sh', '')).toBe('/bin/sh');
});

test('what is not there, or not executable, is none', async () => {
  await expect(find('run', '/nowhere')).rejects.toThrow('there is no program run in PATH (/nowhere)');
  await expect(find('./data', '')).rejects.toThrow('./data is not an executable file of the artifact');
  await expect(find('./missing', '/bin')).rejects.toThrow('./missing is not an executable file');
});
