import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createGitLedger } from './local-git.ts';
import { commitFile, repository, run, temporaryFolder } from './testing/repository.ts';
import { releaseNamed, Story } from './testing/story.ts';

/** The ledger in every kind of repository, however it is configured. */

const REF = 'refs/glidepath/checkout/production';

/** Writes two entries for a commit, reads them again, and gives the newest one's tree. */
async function treeAfterTwoEntries(folder: string, commit: string | null): Promise<string> {
  const ledger = createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
  const story = new Story();
  const one = story.start(releaseNamed('v1', commit));
  const two = story.tell({ kind: 'stepped', index: 0 });
  const first = await ledger.append(null, one.event, one.state);
  const second = await ledger.append(first.id, two.event, two.state);
  expect(await ledger.head()).toEqual(second);
  expect(await ledger.history(5)).toEqual([second, first]);
  return run(folder, 'rev-parse', `${REF}^{tree}`);
}

describe('works in', () => {
  it('a folder inside a repository', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    mkdirSync(join(folder, 'services/checkout'), { recursive: true });
    const tree = await treeAfterTwoEntries(join(folder, 'services/checkout'), commit);
    expect(tree).toBe(run(folder, 'rev-parse', 'HEAD^{tree}'));
    expect(run(folder, 'status', '--porcelain')).toBe('');
  });

  it('a bare repository', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    const bare = join(temporaryFolder(), 'bare.git');
    run(folder, 'clone', '--quiet', '--bare', folder, bare);
    expect(await treeAfterTwoEntries(bare, commit)).toBe(run(folder, 'rev-parse', 'HEAD^{tree}'));
  });

  it('a linked work tree, and shares the ledger with the main one', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    const linked = join(temporaryFolder(), 'linked');
    run(folder, 'worktree', 'add', '--quiet', '--detach', linked);
    await treeAfterTwoEntries(linked, commit);
    expect(run(folder, 'rev-parse', REF)).toBe(run(linked, 'rev-parse', REF));
  });

  it('a detached HEAD, which it leaves alone', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    run(folder, 'checkout', '--quiet', '--detach');
    await treeAfterTwoEntries(folder, commit);
    expect(run(folder, 'rev-parse', '--symbolic-full-name', 'HEAD')).toBe('HEAD');
    expect(run(folder, 'rev-parse', 'HEAD')).toBe(commit);
  });

  it('a shallow clone that lacks the released commit', async () => {
    const folder = repository();
    const old = commitFile(folder, 'a', '1');
    commitFile(folder, 'a', '2');
    const shallow = join(temporaryFolder(), 'shallow');
    run(folder, 'clone', '--quiet', '--depth=1', `file://${folder}`, shallow);
    const tree = await treeAfterTwoEntries(shallow, old);
    expect(run(shallow, 'ls-tree', tree)).toBe('');
    expect(run(shallow, 'log', '-1', '--format=%B', REF)).toContain(
      `No files here: commit ${old} of v1 is\n`,
    );
  });

  it('a repository with SHA-256 ids', async () => {
    const folder = repository('--object-format=sha256');
    const commit = commitFile(folder, 'a', '1');
    expect(await treeAfterTwoEntries(folder, commit)).toBe(run(folder, 'rev-parse', 'HEAD^{tree}'));
  });

  it('a repository whose refs and objects were packed', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    await treeAfterTwoEntries(folder, commit);
    run(folder, 'gc', '--quiet', '--prune=now');
    const ledger = createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
    const entries = await ledger.history(5);
    expect(entries).toHaveLength(2);
    const { event, state } = new Story().start(releaseNamed('v2'));
    await ledger.append(entries[0]?.id ?? null, event, state);
    expect(await ledger.history(5)).toHaveLength(3);
  });
});

describe('is not led astray by', () => {
  it('hooks', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    const hook = join(folder, '.git/hooks/reference-transaction');
    mkdirSync(join(folder, '.git/hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\nexit 1\n');
    chmodSync(hook, 0o755);
    expect(() => run(folder, 'update-ref', 'refs/heads/other', commit)).toThrow('aborted by hook');
    expect(await treeAfterTwoEntries(folder, commit)).toBe(run(folder, 'rev-parse', 'HEAD^{tree}'));
  });

  it('settings for people', async () => {
    const folder = repository();
    const settings = {
      'log.showSignature': 'true',
      'i18n.commitEncoding': 'ISO-8859-1',
      'i18n.logOutputEncoding': 'UTF-16',
      'commit.gpgSign': 'true',
      'core.logAllRefUpdates': 'always',
      'color.ui': 'always',
      'format.pretty': 'oneline',
      'user.useConfigOnly': 'true',
    };
    for (const [name, value] of Object.entries(settings)) run(folder, 'config', name, value);
    const empty = run(folder, 'hash-object', '-t', 'tree', '/dev/null');
    expect(await treeAfterTwoEntries(folder, null)).toBe(empty);
  });

  it('a commit that was replaced', async () => {
    const folder = repository();
    await treeAfterTwoEntries(folder, null);
    const other = commitFile(folder, 'a', '1');
    run(folder, 'replace', REF, other);
    const ledger = createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
    expect(await ledger.history(5)).toHaveLength(2);
  });

  it("a hook's environment", async () => {
    const folder = repository();
    const other = repository();
    vi.stubEnv('GIT_DIR', join(other, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other);
    const ledger = createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
    const { event, state } = new Story().start(releaseNamed('v1'));
    await ledger.append(null, event, state);
    vi.unstubAllEnvs();
    expect(run(folder, 'for-each-ref', '--format=%(refname)')).toBe(REF);
    expect(run(other, 'for-each-ref')).toBe('');
  });
});
