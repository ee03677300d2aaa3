import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Real git repositories in temporary folders, gone after each test. */

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-ledger-'));
  made.push(folder);
  return folder;
}

/** `git` as a person would run it, in a folder; what it prints, without the last line break. */
export function run(folder: string, ...args: string[]): string {
  const who = [
    '-c',
    'user.name=Grace',
    '-c',
    'user.email=grace@example.com',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...who, '-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}

export function repository(...initArgs: string[]): string {
  const folder = temporaryFolder();
  run(folder, 'init', '--quiet', '--initial-branch=main', ...initArgs);
  return folder;
}

/** Commits one file and gives the commit's id. */
export function commitFile(folder: string, name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  run(folder, 'add', name);
  run(folder, 'commit', '--quiet', '-m', `${name}: ${content}`);
  return run(folder, 'rev-parse', 'HEAD');
}
