import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LedgerError } from '@glidepath/conductor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { git } from './git.ts';
import { repository, temporaryFolder } from './testing/repository.ts';

afterEach(() => vi.unstubAllEnvs());

/** Puts a program called git first on the PATH. */
function insteadOfGit(script: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH ?? ''}`);
}

describe('git', () => {
  it('answers, and a refusal is an answer too', async () => {
    const folder = repository();
    expect(await git(folder, ['rev-parse', '--is-bare-repository'])).toEqual({
      ok: true,
      stdout: 'false\n',
      stderr: '',
    });
    const refused = await git(folder, ['cat-file', '-t', 'HEAD']);
    expect(refused.ok).toBe(false);
    expect(refused.stderr).toContain('HEAD');
  });

  it('reads its input, also where it is long', async () => {
    const text = 'ü'.repeat(1_000_000);
    const { stdout } = await git(repository(), ['stripspace'], { stdin: text });
    expect(stdout).toBe(`${text}\n`);
  });

  it('may end before it has read its input', async () => {
    const run = await git(repository(), ['version'], { stdin: 'x'.repeat(5_000_000) });
    expect(run.ok).toBe(true);
  });

  it('is told to be installed where it is not', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    await expect(git('/', ['version'])).rejects.toThrow(LedgerError);
    await expect(git('/', ['version'])).rejects.toThrow('git was not found');
  });

  it('is stopped when it does not answer', async () => {
    insteadOfGit('exec sleep 60');
    await expect(git('/', ['log'], { timeoutMs: 100 })).rejects.toThrow(
      /git log was stopped by SIGTERM; it has 0\.1 s/,
    );
  });

  it('gets no token, no repository of a hook, and asks nobody', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'hunter2');
    vi.stubEnv('GIT_DIR', '/elsewhere');
    vi.stubEnv('GIT_CONFIG_COUNT', '0');
    insteadOfGit('env');
    const { stdout } = await git('/', [], { env: { GIT_AUTHOR_NAME: 'ada' } });
    expect(stdout).not.toMatch(/hunter2|GIT_DIR/);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'GIT_TERMINAL_PROMPT=0',
        'LC_ALL=C',
        'GIT_CONFIG_COUNT=0',
        'GIT_AUTHOR_NAME=ada',
      ]),
    );
  });

  it.runIf(process.platform === 'linux')('is out of reach of a Ctrl-C at the terminal', async () => {
    insteadOfGit("cut -d' ' -f1,5 /proc/$$/stat | sed 's/(.*) //'");
    const { stdout } = await git('/', []);
    const [pid, group] = stdout.trim().split(' ');
    expect(group).toBe(pid);
  });
});
