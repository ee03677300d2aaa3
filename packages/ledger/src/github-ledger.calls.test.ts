import { LedgerConflict } from '@glidepath/conductor';
import { millis } from '@glidepath/model';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startGitHub } from '../../../test/github/index.ts';
import { clientOf, ledgerOn, newService, record, SetClock } from './testing/on-github.ts';
import { releaseNamed, Story } from './testing/story.ts';

const server = await startGitHub();
const github = clientOf(server);

afterAll(async () => server[Symbol.asyncDispose]());
// Whatever was asked and answered is of GitHub's own form.
afterEach(() => expect(server.violations).toEqual([]));

/** What the calls of `work` take of the rate limit, by route. */
async function callsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  server.clearCalls();
  await work();
  const counts: Record<string, number> = {};
  for (const { method, route, cost } of server.calls()) {
    const name = `${method} ${route.replace('/repos/{owner}/{repo}/', '')}`;
    counts[name] = (counts[name] ?? 0) + cost;
  }
  return counts;
}

describe('calls that count', () => {
  it('are two for an entry, and none for a look when nothing has changed', async () => {
    const service = newService();
    const release = releaseNamed(
      'v1',
      await server.setup.commit({ files: { 'app.txt': '1\n' }, message: 'v1' }),
    );
    const story = new Story(service);
    const begun = story.start(release);
    const ledger = ledgerOn(github, service);
    // That there is none is looked up twice, once: a 404 may also be a token that may not look.
    expect(await callsOf(() => ledger.head())).toEqual({
      'GET git/ref/{ref}': 1,
      'GET git/matching-refs/{ref}': 1,
    });
    expect(await callsOf(() => ledger.head())).toEqual({ 'GET git/ref/{ref}': 1 });
    let parent = '';
    expect(
      await callsOf(async () => {
        parent = (await ledger.append(null, begun.event, begun.state)).id;
      }),
    ).toEqual({ 'GET git/commits/{commit_sha}': 1, 'POST git/commits': 1, 'POST git/refs': 1 });

    const { event, state } = story.tell({ kind: 'stepped', index: 0 });
    expect(await callsOf(() => ledger.append(parent, event, state))).toEqual({
      'POST git/commits': 1,
      'PATCH git/refs/{ref}': 1,
    });
    // Also the first look after a write: its etag is known.
    expect(await callsOf(() => ledger.head())).toEqual({ 'GET git/ref/{ref}': 0 });
    expect(await callsOf(() => ledger.head())).toEqual({ 'GET git/ref/{ref}': 0 });

    const other = ledgerOn(github, service);
    expect(await callsOf(() => other.head())).toEqual({
      'GET git/ref/{ref}': 1,
      'GET git/commits/{commit_sha}': 1,
    });
    expect(await callsOf(() => other.head())).toEqual({ 'GET git/ref/{ref}': 0 });
    // The entry that was read has shown the files of its release.
    const next = story.tell({ kind: 'stepped', index: 1 });
    expect(
      await callsOf(async () => other.append((await other.head())?.id ?? '', next.event, next.state)),
    ).toEqual({
      'GET git/ref/{ref}': 0,
      'POST git/commits': 1,
      'PATCH git/refs/{ref}': 1,
    });
    expect(await callsOf(() => ledger.head())).toEqual({
      'GET git/ref/{ref}': 1,
      'GET git/commits/{commit_sha}': 1,
    });
  });

  it('are none at all soon after a write', async () => {
    const service = newService();
    const clock = new SetClock();
    const ledger = ledgerOn(github, service, { clock, freshFor: millis(15_000) });
    const story = new Story(service);
    const [first] = await record(ledger, [story.start(releaseNamed('v1'))]);
    const { event, state } = story.tell({ kind: 'requested', verb: 'pause', to: null }, { actor: 'grace' });
    const asked = await ledgerOn(github, service).append(first?.id ?? '', event, state);

    expect(await callsOf(() => ledger.head())).toEqual({});
    expect(await ledger.head()).toEqual(first);
    await clock.sleep(15_000);
    expect(await ledger.head()).toEqual(asked);
    // What was read is looked at again each time.
    expect(await callsOf(() => ledger.head())).toEqual({ 'GET git/ref/{ref}': 0 });
  });

  it('look again after a conflict, however fresh the last write is', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service, { freshFor: millis(60_000) });
    const story = new Story(service);
    const [first] = await record(ledger, [story.start(releaseNamed('v1'))]);
    const one = story.tell({ kind: 'renewed' });
    const other = await ledgerOn(github, service).append(first?.id ?? '', one.event, one.state);
    const two = story.tell({ kind: 'renewed' });
    await expect(ledger.append(first?.id ?? '', two.event, two.state)).rejects.toThrow(LedgerConflict);
    expect(await ledger.head()).toEqual(other);
  });
});
