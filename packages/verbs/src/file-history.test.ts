import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lastChangeOf } from './file-history.ts';
import { Repository } from './testing/surroundings.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.git('init', '--quiet');
});
afterEach(() => repository.remove());

function commit(path: string, text: string): number {
  repository.write(path, text);
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', `Write ${path}`);
  return Number(repository.git('log', '-1', '--format=%ct')) * 1000;
}

it('is the last commit that touched the file', async () => {
  const at = commit('flags.yml', 'a: true');
  commit('other.yml', 'a: true');
  expect(await lastChangeOf(repository.folder, 'flags.yml')).toEqual({ at, by: 'Test' });
});

it('is not known where the file was changed since, or is in no commit', async () => {
  commit('flags.yml', 'a: true');
  repository.write('flags.yml', 'a: false');
  repository.write('new.yml', 'a: false');
  expect(await lastChangeOf(repository.folder, 'flags.yml')).toBeNull();
  expect(await lastChangeOf(repository.folder, 'new.yml')).toBeNull();
  expect(await lastChangeOf(repository.folder, '*.yml')).toBeNull();
});

it('is not known without a checkout', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-verbs-'));
  try {
    expect(await lastChangeOf(folder, 'flags.yml')).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('is not known where a shallow clone has only what came after', async () => {
  commit('flags.yml', 'a: true');
  const at = commit('other.yml', 'a: true');
  const clone = mkdtempSync(join(tmpdir(), 'glidepath-verbs-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${repository.folder}`, clone]);
    expect(await lastChangeOf(clone, 'flags.yml')).toBeNull();
    commit('other.yml', 'a: false');
    execFileSync('git', ['-C', clone, 'pull', '--quiet', '--ff-only']);
    expect((await lastChangeOf(clone, 'other.yml'))?.at).toBeGreaterThanOrEqual(at);
  } finally {
    rmSync(clone, { recursive: true });
  }
});
