import { LedgerConflict } from '@glidepath/conductor';
import type { Ledger } from '@glidepath/conductor';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startGitHub } from '../../../test/github/index.ts';
import { clientOf, ledgerOn, newService, record } from './testing/on-github.ts';
import { run } from './testing/repository.ts';
import { releaseNamed, Story } from './testing/story.ts';
import type { Told } from './testing/story.ts';

const server = await startGitHub();
const github = clientOf(server);

afterAll(async () => server[Symbol.asyncDispose]());
// Whatever was asked and answered is of GitHub's own form.
afterEach(() => expect(server.violations).toEqual([]));

describe('compare-and-swap', () => {
  it('refuses what is not after the newest entry, and changes nothing', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service);
    const story = new Story(service);
    const [first, second] = await record(ledger, story.promote(releaseNamed('v1')).slice(0, 2));
    const { event, state } = story.tell({ kind: 'renewed' });
    for (const other of [ledger, ledgerOn(github, service)]) {
      await expect(other.append(null, event, state)).rejects.toThrow(LedgerConflict);
      await expect(other.append(first?.id ?? '', event, state)).rejects.toThrow(
        `${ledger.ref} has moved on: expected ${first?.id}, found ${second?.id}`,
      );
      expect(await other.head()).toEqual(second);
    }
  });

  it('notices a ledger that was deleted', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service);
    const story = new Story(service);
    const [first] = await record(ledger, [story.start(releaseNamed('v1'))]);
    run(server.git, 'update-ref', '-d', ledger.ref);
    const { event, state } = story.tell({ kind: 'renewed' });
    const appended = ledger.append(first?.id ?? '', event, state);
    await expect(appended).rejects.toThrow(LedgerConflict);
    await expect(appended).rejects.toThrow('found no entry');
  });

  it('lets one of eight writers win, time after time', async () => {
    const service = newService();
    const story = new Story(service);
    const begun = story.start(releaseNamed('v1'));
    await ledgerOn(github, service).append(null, begun.event, begun.state);
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const ledger = ledgerOn(clientOf(server), service);
      await appendUntilWritten(ledger, story.tell({ kind: 'renewed' }, { note: `writer ${writer}` }));
    });
    await Promise.all(writers);
    const ref = ledgerOn(github, service).ref;
    const notes = (await ledgerOn(github, service).history(100)).map(({ event }) => event.note);
    const expected = Array.from({ length: 8 }, (_, writer) => `writer ${writer}`);
    expect(notes.slice(0, -1).toSorted()).toEqual(expected);
    expect(run(server.git, 'rev-list', '--count', ref)).toBe('9');
    expect(run(server.git, 'rev-list', '--min-parents=2', ref)).toBe('');
  }, 60_000);
});

async function appendUntilWritten(ledger: Ledger, { event, state }: Told): Promise<void> {
  for (;;) {
    const head = await ledger.head();
    try {
      await ledger.append(head?.id ?? null, event, state);
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflict)) throw error;
    }
  }
}
