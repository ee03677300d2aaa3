import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Running, type Ended } from '../harness/index.ts';

const MAIN = join(import.meta.dirname, '../../.github/actions/secret-variables/main.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-variables-'));
  writeFileSync(join(folder, 'env'), '');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the action as the runner does: with Node, as it is. */
async function set(variables: string): Promise<Ended & { readonly set: string }> {
  const env = { GITHUB_ENV: join(folder, 'env'), INPUT_VARIABLES: variables };
  const end = await new Running(process.execPath, [MAIN], { cwd: folder, env }).ended;
  return { ...end, set: readFileSync(join(folder, 'env'), 'utf8') };
}

it('sets each variable for the steps that follow and keeps its value out of the log', async () => {
  const end = await set('# metrics\nPROM_TOKEN=abc=def\n\nSLACK_URL=https://hooks.example/50%\r\n');
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(end.set).toBe('PROM_TOKEN=abc=def\nSLACK_URL=https://hooks.example/50%\n');
  expect(end.stdout).toBe('::add-mask::abc=def\n::add-mask::https://hooks.example/50%25\n');
});

it('does nothing where the secret is empty', async () => {
  expect(await set('')).toMatchObject({ code: 0, stdout: '', stderr: '', set: '' });
});

it.each([
  ['secret', 'is not of the form NAME=value'],
  ['NAME=', 'is not of the form NAME=value'],
  ['1NAME=secret', 'is not of the form NAME=value'],
  ['NODE_OPTIONS=secret', 'sets NODE_OPTIONS, which decides how programs run'],
  ['PATH=secret', 'sets PATH, which decides how programs run'],
  ['GITHUB_ENV=secret', 'sets GITHUB_ENV, which decides how programs run'],
  ['ld_preload=secret', 'sets ld_preload, which decides how programs run'],
])('refuses %s whole, and says which line without showing it', async (line, why) => {
  const end = await set(`GOOD=1\n${line}\n`);
  expect(end).toMatchObject({ code: 2, stderr: '', set: '' });
  expect(end.stdout).toContain(`::error title=Secret variables::line 2 of the secret GLIDEPATH_ENV ${why}`);
  expect(end.stdout).not.toContain('=secret');
});
