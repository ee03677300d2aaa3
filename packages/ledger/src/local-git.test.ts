import { LedgerConflict } from '@glidepath/conductor';
import type { Entry, Ledger } from '@glidepath/conductor';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGitLedger } from './local-git.ts';
import { arbitraryEvent, arbitraryState } from './testing/arbitrary-entries.ts';
import { commitFile, repository, run } from './testing/repository.ts';
import { BREACH, releaseNamed, Story } from './testing/story.ts';
import type { Told } from './testing/story.ts';

const REF = 'refs/glidepath/checkout/production';

function ledgerIn(folder: string): Ledger {
  return createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
}

async function record(ledger: Ledger, told: readonly Told[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  let parent = (await ledger.head())?.id ?? null;
  for (const { event, state } of told) {
    const entry = await ledger.append(parent, event, state);
    entries.push(entry);
    parent = entry.id;
  }
  return entries;
}

describe('the chain', () => {
  it('begins with nothing, in a repository without a commit', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    expect(ledger.ref).toBe(REF);
    expect(await ledger.head()).toBeNull();
    expect(await ledger.history(10)).toEqual([]);

    const { event, state } = new Story().start(releaseNamed('v1.0.0', 'c'.repeat(40)));
    const first = await ledger.append(null, event, state);
    expect(first).toMatchObject({ event, state });
    expect(await ledger.head()).toEqual(first);
    expect(run(folder, 'ls-tree', REF)).toBe('');
    expect(run(folder, 'log', '--format=%B', REF)).toContain('is not in this repository');
    expect(run(folder, 'fsck', '--strict')).toBe('');
  });

  it('grows, newest first in its history', async () => {
    const ledger = ledgerIn(repository());
    const entries = await record(ledger, new Story().promote(releaseNamed('v1')));
    expect(await ledger.head()).toEqual(entries.at(-1));
    expect(await ledger.history(100)).toEqual(entries.toReversed());
    expect(await ledger.history(2)).toEqual(entries.toReversed().slice(0, 2));
    expect(await ledger.history(0)).toEqual([]);
  });

  it('keeps whatever an event and a state may hold', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const samples = fc.sample(fc.tuple(arbitraryEvent, arbitraryState), { numRuns: 25, seed: 42 });
    const told = samples.map(([event, state]) => ({
      event,
      state: { ...state, service: 'checkout', environment: 'production' },
    }));
    const entries = await record(ledger, told);
    expect(entries.map(({ event, state }) => ({ event, state }))).toEqual(told);
    expect(await ledger.history(100)).toEqual(entries.toReversed());
    expect(run(folder, 'fsck', '--strict')).toBe('');
  });

  it('is one for each service and environment', async () => {
    const folder = repository();
    await record(ledgerIn(folder), [new Story().start(releaseNamed('v1'))]);
    const staging = createGitLedger({ repository: folder, service: 'checkout', environment: 'staging' });
    expect(await staging.head()).toBeNull();
    await record(staging, [new Story('checkout', 'staging').start(releaseNamed('v1'))]);
    expect(run(folder, 'for-each-ref', '--format=%(refname)')).toBe(
      `${REF}\nrefs/glidepath/checkout/staging`,
    );
  });

  it('is not a branch of that name', async () => {
    const folder = repository();
    commitFile(folder, 'a', '1');
    run(folder, 'update-ref', `refs/heads/${REF}`, 'HEAD');
    expect(await ledgerIn(folder).head()).toBeNull();
  });
});

describe('compare-and-swap', () => {
  it('lets one of two writers win', async () => {
    const folder = repository();
    const [first] = await record(ledgerIn(folder), [new Story().start(releaseNamed('v1'))]);
    if (!first) throw new Error('nothing was recorded');
    const told = new Story().start(releaseNamed('v2'));
    const writers = ['ada', 'grace'].map(async (actor) =>
      ledgerIn(folder).append(first.id, { ...told.event, actor }, told.state),
    );
    const ends = await Promise.allSettled(writers);
    const won = ends.filter((end) => end.status === 'fulfilled');
    const lost = ends.filter((end) => end.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost.map((end): unknown => end.reason)).toEqual([expect.any(LedgerConflict)]);
    expect(await ledgerIn(folder).head()).toEqual(won[0]?.value);
  });

  it('refuses what is not after the newest entry, and changes nothing', async () => {
    const ledger = ledgerIn(repository());
    const story = new Story();
    const [first, second] = await record(ledger, story.promote(releaseNamed('v1')).slice(0, 2));
    const { event, state } = story.tell({ kind: 'renewed' });
    await expect(ledger.append(null, event, state)).rejects.toThrow(LedgerConflict);
    await expect(ledger.append(first?.id ?? '', event, state)).rejects.toThrow(
      `${REF} has moved on: expected ${first?.id}, found ${second?.id}`,
    );
    expect(await ledger.head()).toEqual(second);
  });

  it('notices a ledger that was deleted', async () => {
    const folder = repository();
    const ledger = ledgerIn(folder);
    const story = new Story();
    const [first] = await record(ledger, [story.start(releaseNamed('v1'))]);
    run(folder, 'update-ref', '-d', REF);
    const { event, state } = story.tell({ kind: 'renewed' });
    await expect(ledger.append(first?.id ?? '', event, state)).rejects.toThrow('found no entry');
  });
});

describe('a person with git', () => {
  it('reads the story in git log', async () => {
    const folder = repository();
    const story = new Story();
    await record(ledgerIn(folder), [
      ...story.promote(releaseNamed('v1.4.2')),
      ...story.rollBack(releaseNamed('v1.5.0'), BREACH),
    ]);
    const format = '%ad %an: %s [%(trailers:key=Weight,valueonly,separator=)]';
    expect(
      run(folder, 'log', '--reverse', '--date=format:%H:%M', `--format=${format}`, REF).split('\n'),
    ).toEqual([
      '09:00 ada: production: canary begins (v1.4.2) [0 %]',
      '09:01 ada: production: canary at 5 % (v1.4.2) [5 %]',
      '09:02 ada: production: canary at 25 % (v1.4.2) [25 %]',
      '09:03 ada: production: all traffic moves over (v1.4.2) [100 %]',
      '09:04 ada: production: watching at 100 % (v1.4.2) [100 %]',
      '09:05 ada: production: old release leaves, healthy (v1.4.2) [100 %]',
      '09:06 ada: production: promoted, healthy (v1.4.2) [100 %]',
      '09:07 ada: production: canary begins (v1.5.0) [0 %]',
      '09:08 ada: production: canary at 5 % (v1.5.0) [5 %]',
      '09:09 ada: production: rolling back, breach (v1.5.0) [0 %]',
      '09:10 ada: production: rolled back, breach (v1.5.0) [0 %]',
    ]);
  });

  it('gets the state as JSON from git log', async () => {
    const folder = repository();
    const story = new Story();
    await record(ledgerIn(folder), story.promote(releaseNamed('v1.4.2')));
    const format = '%(trailers:key=Glidepath-Entry,valueonly,unfold)';
    const data: unknown = JSON.parse(run(folder, 'log', '-1', `--format=${format}`, REF));
    expect(data).toMatchObject({ version: 1, state: story.state });
  });

  it('sees in git diff what changed in production', async () => {
    const folder = repository();
    const one = commitFile(folder, 'app.txt', 'one\n');
    const two = commitFile(folder, 'app.txt', 'two\n');
    const story = new Story();
    const v1 = await record(ledgerIn(folder), story.promote(releaseNamed('v1', one)));
    const v2 = await record(ledgerIn(folder), story.rollBack(releaseNamed('v2', two), BREACH));
    const tree = (name: string | undefined) => run(folder, 'rev-parse', `${name}^{tree}`);
    expect(tree(v1.at(-1)?.id)).toBe(tree(one));
    expect(v2.map(({ id }) => tree(id))).toEqual([tree(two), tree(two), tree(one), tree(one)]);
    const change = run(folder, 'diff', '--unified=0', v1.at(-1)?.id ?? '', v2[1]?.id ?? '');
    expect(change.split('\n').slice(-2)).toEqual(['-one', '+two']);
  });

  it('sees nothing in production when the first release was taken back', async () => {
    const folder = repository();
    const one = commitFile(folder, 'app.txt', 'one\n');
    const entries = await record(ledgerIn(folder), new Story().rollBack(releaseNamed('v1', one), BREACH));
    expect(entries.map(({ id }) => run(folder, 'ls-tree', '--name-only', id))).toEqual([
      'app.txt',
      'app.txt',
      '',
      '',
    ]);
  });

  it('fetches the ledger into a clone', async () => {
    const folder = repository();
    commitFile(folder, 'app.txt', 'one\n');
    const entries = await record(ledgerIn(folder), new Story().promote(releaseNamed('v1')));
    const clone = `${repository()}/clone`;
    run(folder, 'clone', '--quiet', folder, clone);
    expect(await ledgerIn(clone).head()).toBeNull();
    run(clone, 'fetch', '--quiet', 'origin', 'refs/glidepath/*:refs/glidepath/*');
    expect(await ledgerIn(clone).history(100)).toEqual(entries.toReversed());
  });

  it('knows who wrote an entry and when', async () => {
    const folder = repository();
    await record(ledgerIn(folder), [new Story().start(releaseNamed('v1'))]);
    expect(run(folder, 'log', '--format=%an <%ae> %at, %cn <%ce> %ct', REF)).toBe(
      'ada <noreply@glidepath.invalid> 1772442000, glidepath <noreply@glidepath.invalid> 1772442000',
    );
  });

  it.each([
    ['dependabot[bot]', 'dependabot[bot]'],
    ['Grace <grace@example.com>', 'Grace grace@example.com'],
    ['ünï\u001b[31m\ncode', 'ünï code'],
    ['<>', 'unknown'],
    ['', 'unknown'],
  ])('reads the actor %j as %j', async (actor, shown) => {
    const folder = repository();
    const { event, state } = new Story().start(releaseNamed('v1'));
    const entry = await ledgerIn(folder).append(null, { ...event, actor }, state);
    expect(entry.event.actor).toBe(actor);
    expect(run(folder, 'log', '--format=%an', REF)).toBe(shown);
  });

  it('may give the committer a name', async () => {
    const folder = repository();
    const identity = { name: 'acme deploys', email: 'deploys@acme.example' };
    const { event, state } = new Story().start(releaseNamed('v1'));
    const options = { repository: folder, service: 'checkout', environment: 'production', identity };
    await createGitLedger(options).append(null, event, state);
    expect(run(folder, 'log', '--format=%cn <%ce>', REF)).toBe('acme deploys <deploys@acme.example>');
  });
});
