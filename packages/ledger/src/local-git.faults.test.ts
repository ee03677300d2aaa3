import { chownSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerConflict, LedgerError } from '@glidepath/conductor';
import type { Ledger } from '@glidepath/conductor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encode } from './format.ts';
import { createGitLedger } from './local-git.ts';
import { commitFile, repository, run, temporaryFolder } from './testing/repository.ts';
import { releaseNamed, Story } from './testing/story.ts';

/** What goes wrong is told with its place and its mend. */

const REF = 'refs/glidepath/checkout/production';
const told = new Story().start(releaseNamed('v1'));

afterEach(() => vi.unstubAllEnvs());

function ledgerIn(folder: string): Ledger {
  return createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
}

async function failureOf(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LedgerError);
  expect(error).not.toBeInstanceOf(LedgerConflict);
  return error instanceof Error ? error.message : '';
}

/** A commit on the ledger's ref, made by a person. */
function commitByHand(folder: string, message: string, parent: string | null): string {
  const tree = run(folder, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  const commit = run(folder, 'commit-tree', tree, ...(parent === null ? [] : ['-p', parent]), '-m', message);
  run(folder, 'update-ref', REF, commit);
  return commit;
}

describe('an entry that cannot be read', () => {
  it('was committed by a person: the mend puts the ledger back', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const first = await ledger.append(null, told.event, told.state);
    const foreign = commitByHand(folder, 'Fix a typo', first.id);
    const failure = await failureOf(ledger.head());
    expect(failure).toContain(
      `Commit ${foreign} on ${REF} cannot be read: its message has no "Glidepath-Entry:"`,
    );
    expect(await failureOf(ledger.history(5))).toBe(failure);

    const mend = /git (update-ref .*)$/.exec(failure)?.[1] ?? '';
    run(folder, ...mend.split(' '));
    expect(await ledger.head()).toEqual(first);
  });

  it('is the only one: the mend deletes the ref', async () => {
    const folder = repository();
    commitByHand(folder, 'Hello', null);
    const mend = /git (update-ref -d .*)$/.exec(await failureOf(ledgerIn(folder).head()))?.[1] ?? '';
    run(folder, ...mend.split(' '));
    expect(await ledgerIn(folder).head()).toBeNull();
  });

  it('was written by a later version', async () => {
    const folder = repository();
    commitByHand(folder, encode(told.event, told.state).replace('"version":1', '"version":2'), null);
    const failure = await failureOf(ledgerIn(folder).head());
    expect(failure).toMatch(/newer glidepath \(format 2, .*\)\. Upgrade glidepath here\.$/);
  });

  it('belongs to another environment', async () => {
    const folder = repository();
    const { event, state } = new Story('checkout', 'staging').start(releaseNamed('v1'));
    commitByHand(folder, encode(event, state), null);
    expect(await failureOf(ledgerIn(folder).head())).toContain('it belongs to checkout in staging');
  });
});

describe('a damaged repository', () => {
  it('has a ref that points to no commit', async () => {
    const folder = repository();
    const blob = run(folder, 'hash-object', '-t', 'blob', '-w', '/dev/null');
    run(folder, 'update-ref', REF, blob);
    const failure = await failureOf(ledgerIn(folder).head());
    expect(failure).toContain(
      `points to a blob, not to an entry. Delete it: git update-ref -d ${REF} ${blob}`,
    );
  });

  it('has an empty ref file, which is not taken for a ledger to begin', async () => {
    const folder = repository();
    await ledgerIn(folder).append(null, told.event, told.state);
    writeFileSync(join(folder, '.git', REF), '');
    expect(await failureOf(ledgerIn(folder).head())).toMatch(/is damaged.*git fetch <clone>/);
    expect(await failureOf(ledgerIn(folder).append(null, told.event, told.state))).toMatch(/is damaged/);
  });

  it.each(['lost', 'empty'])('has a %s object', async (how) => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const story = new Story();
    const one = story.start(releaseNamed('v1'));
    const two = story.tell({ kind: 'renewed' });
    const first = await ledger.append(null, one.event, one.state);
    const second = await ledger.append(first.id, two.event, two.state);
    for (const { id } of [first, second]) {
      const file = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
      rmSync(file);
      if (how === 'empty') writeFileSync(file, '');
      expect(await failureOf(ledger.history(5))).toMatch(/cannot be read in .* is damaged/);
    }
    expect(await failureOf(ledger.head())).toMatch(/is damaged/);
    expect(await failureOf(ledger.append(second.id, two.event, two.state))).toMatch(
      /cannot be written in .* is damaged/,
    );
  });

  it('has a ref in the way', async () => {
    const folder = repository();
    const commit = commitFile(folder, 'a', '1');
    run(folder, 'update-ref', 'refs/glidepath/checkout', commit);
    const failure = await failureOf(ledgerIn(folder).append(null, told.event, told.state));
    expect(failure).toMatch(/another ref is in the way .*refs\/glidepath\/checkout' exists/);
  });
});

describe('a lock', () => {
  it('left behind is named, with its age', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const first = await ledger.append(null, told.event, told.state);
    const lock = join(folder, '.git', `${REF}.lock`);
    writeFileSync(lock, '');
    utimesSync(lock, 1_772_442_000, 1_772_442_000);
    const failure = await failureOf(ledger.append(first.id, told.event, told.state));
    expect(failure).toContain(`(${lock}, made 2026-03-02T09:00:00.000Z)`);
    expect(failure).toMatch(/delete that file\.$/);
    expect(await ledger.head()).toEqual(first);
    rmSync(lock);
    await ledger.append(first.id, told.event, told.state);
  });

  it('of a writer that is still at it is waited for', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const first = await ledger.append(null, told.event, told.state);
    const lock = join(folder, '.git', `${REF}.lock`);
    writeFileSync(lock, '');
    setTimeout(() => rmSync(lock), 300);
    const second = await ledger.append(first.id, told.event, told.state);
    expect(await ledger.head()).toEqual(second);
  });
});

describe('no repository', () => {
  it('is told from no folder', async () => {
    const folder = temporaryFolder();
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(folder, '..'));
    expect(await failureOf(ledgerIn(folder).head())).toMatch(/is not a git repository, .*git init$/);
    expect(await failureOf(ledgerIn(folder).append(null, told.event, told.state))).toMatch(
      /is not a git repository/,
    );
    expect(await failureOf(ledgerIn(join(folder, 'gone')).head())).toMatch(/there is no such folder/);
  });

  it.runIf(process.getuid?.() === 0)('of ours: the mend is the setting that trusts it', async () => {
    const folder = repository();
    vi.stubEnv('HOME', temporaryFolder());
    chownSync(folder, 4711, 4711);
    chownSync(join(folder, '.git'), 4711, 4711);
    const failure = await failureOf(ledgerIn(folder).head());
    const mend = /git (config --global .*)$/.exec(failure)?.[1] ?? '';
    run(folder, ...mend.split(' '));
    expect(await ledgerIn(folder).head()).toBeNull();
  });
});

it('an id that is none never reaches git', async () => {
  const folder = repository();
  expect(await failureOf(ledgerIn(folder).append('--help', told.event, told.state))).toContain(
    '"--help" is not the id',
  );
});
