import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startGitHub } from '../../../test/github/index.ts';
import { encode } from './format.ts';
import { createGitHubLedger } from './github-ledger.ts';
import { createGitLedger } from './local-git.ts';
import { arbitraryEvent, arbitraryState } from './testing/arbitrary-entries.ts';
import { importEntries } from './testing/import-entries.ts';
import { clientOf, ledgerOn, newService, record, SetClock, watched } from './testing/on-github.ts';
import { run, temporaryFolder } from './testing/repository.ts';
import { BREACH, releaseNamed, Story } from './testing/story.ts';

const server = await startGitHub();
const github = clientOf(server);

afterAll(async () => server[Symbol.asyncDispose]());
// Whatever was asked and answered is of GitHub's own form.
afterEach(() => expect(server.violations).toEqual([]));

const REF = 'GET /repos/{owner}/{repo}/git/ref/{ref}';

async function commit(name: string, files: Record<string, string>): Promise<string> {
  return server.setup.commit({ files, message: name });
}

describe('the chain', () => {
  it('begins with nothing', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service);
    expect(ledger.ref).toBe(`refs/glidepath/${service}/production`);
    expect(await ledger.head()).toBeNull();
    expect(await ledger.history(10)).toEqual([]);

    const { event, state } = new Story(service).start(releaseNamed('v1.0.0', 'c'.repeat(40)));
    const first = await ledger.append(null, event, state);
    expect(first).toMatchObject({ event, state });
    expect(await ledger.head()).toEqual(first);
    expect(await ledgerOn(github, service).head()).toEqual(first);
    expect(run(server.git, 'log', '--format=%B', ledger.ref)).toContain('is not in this repository');
    expect(run(server.git, 'ls-tree', '--name-only', ledger.ref)).toBe('NO-FILES.txt');
    expect(run(server.git, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('grows, newest first in its history', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service);
    const entries = await record(ledger, new Story(service).promote(releaseNamed('v1')));
    expect(await ledger.head()).toEqual(entries.at(-1));
    expect(await ledger.history(100)).toEqual(entries.toReversed());
    expect(await ledger.history(2)).toEqual(entries.toReversed().slice(0, 2));
    expect(await ledger.history(0)).toEqual([]);
    expect(await ledgerOn(github, service).history(100)).toEqual(entries.toReversed());
  });

  it('keeps whatever an event and a state may hold', async () => {
    const service = newService();
    const samples = fc.sample(fc.tuple(arbitraryEvent, arbitraryState), { numRuns: 12, seed: 42 });
    const told = samples.map(([event, state]) => ({
      event,
      state: { ...state, service, environment: 'production' },
    }));
    const entries = await record(ledgerOn(github, service), told);
    expect(entries.map(({ event, state }) => ({ event, state }))).toEqual(told);
    expect(await ledgerOn(github, service).history(100)).toEqual(entries.toReversed());
    expect(run(server.git, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('is one for each service and environment, however alike their names', async () => {
    const service = newService();
    await record(ledgerOn(github, service), [new Story(service).start(releaseNamed('v1'))]);
    const other = createGitHubLedger({ github, service, environment: 'prod' });
    expect(await other.head()).toBeNull();
    expect(await ledgerOn(clientOf(server), `${service}-b`).head()).toBeNull();
  });

  it('takes the largest entry that there may be', async () => {
    const service = newService();
    const story = new Story(service);
    const long = 'word '.repeat(1000);
    const [sli = null] = BREACH.slis;
    if (sli === null) throw new Error('the story has no SLI');
    const verdict = {
      ...BREACH,
      reason: long,
      slis: Array.from({ length: 20 }, (_, at) => ({ ...sli, sli: `sli-${at}` })),
    };
    const [begun, , told] = story.rollBack(releaseNamed('v1'), verdict);
    if (begun === undefined || told === undefined) throw new Error('the story is too short');
    const blocked = Array.from({ length: 50 }, (_, at) => ({
      digest: releaseNamed(String(at)).digest,
      at: begun.event.at,
      reason: 'start-failed' as const,
      rollout: `20260302T090000Z-${at}`,
    }));
    const event = { ...told.event, note: long, actor: 'a'.repeat(100) };
    const state = { ...told.state, blocked };
    // No limit of GitHub's for a commit's message is known; the one for its other texts is 65,536 characters.
    expect(encode(event, state).length).toBeLessThan(32_768);
    const entry = await ledgerOn(github, service).append(null, event, state);
    expect(await ledgerOn(github, service).head()).toEqual(entry);
    expect(await ledgerOn(github, service).history(1)).toEqual([entry]);
  });

  it('is read a hundred entries at a time', async () => {
    const service = newService();
    const ledger = ledgerOn(github, service);
    const story = new Story(service);
    story.start(releaseNamed('v1'));
    const told = Array.from({ length: 130 }, () => story.tell({ kind: 'renewed' }));
    importEntries(server.git, ledger.ref, told);
    const read = await ledger.history(500);
    expect(read.map(({ event, state }) => ({ event, state }))).toEqual(told.toReversed());
    expect(await ledger.history(101)).toEqual(read.slice(0, 101));
  });
});

describe('a clone', () => {
  it('has the very commits that a local ledger would have written', async () => {
    const service = newService();
    const one = await commit('one', { 'app.txt': 'one\n' });
    const two = await commit('two', { 'app.txt': 'two\n' });
    const story = new Story(service);
    const told = [
      ...story.promote(releaseNamed('v1', one)),
      ...story.rollBack(releaseNamed('v2', two), BREACH),
      story.tell(
        { kind: 'requested', verb: 'promote', to: null },
        { actor: 'Grace <grace@example.com>', note: 'ünï' },
      ),
    ];
    const clone = join(temporaryFolder(), 'clone');
    run(temporaryFolder(), 'clone', '--quiet', server.git, clone);
    const there = await record(ledgerOn(github, service), told);
    const here = await record(
      createGitLedger({ repository: clone, service, environment: 'production' }),
      told,
    );
    expect(there).toEqual(here);
    const ref = `refs/glidepath/${service}/production`;
    const log = run(clone, 'log', '--format=raw', ref);
    run(clone, 'update-ref', '-d', ref);
    run(clone, 'fetch', '--quiet', 'origin', `${ref}:${ref}`);
    expect(run(clone, 'log', '--format=raw', ref)).toBe(log);
    expect(run(clone, 'diff', '--unified=0', `${there[6]?.id}`, `${there[8]?.id}`)).toContain('-one\n+two');
  });

  it('goes on with what was written on GitHub, and the other way round', async () => {
    const service = newService();
    const story = new Story(service);
    const local = createGitLedger({ repository: server.git, service, environment: 'production' });
    const ledger = ledgerOn(github, service);
    const first = await record(ledger, [story.start(releaseNamed('v1'))]);
    const second = await record(local, [story.tell({ kind: 'stepped', index: 0 })]);
    const third = await record(ledger, [story.tell({ kind: 'stepped', index: 1 })]);
    expect(await local.history(10)).toEqual([...third, ...second, ...first]);
  });
});

describe('a server that lags behind', () => {
  it('does not take back what was written or read, until it is the truth', async () => {
    const service = newService();
    const clock = new SetClock();
    let stale: Awaited<ReturnType<typeof github.request>> | null = null;
    const lagging = watched(github, async (route) => (route === REF && stale !== null ? stale : undefined));
    const ledger = ledgerOn(lagging, service, { clock });
    const story = new Story(service);
    const [first] = await record(ledger, [story.start(releaseNamed('v1'))]);
    stale = await github.request(REF, { ref: ledger.ref.slice('refs/'.length) });
    const second = story.tell({ kind: 'stepped', index: 0 });
    const entry = await ledger.append(first?.id ?? '', second.event, second.state);
    expect(await ledger.head()).toEqual(entry);
    await clock.sleep(29_999);
    expect(await ledger.head()).toEqual(entry);
    await clock.sleep(1);
    expect(await ledger.head()).toEqual(first);
  });
});

describe('files that a token may not write', () => {
  it('are left out, and the entry says so: a rollback is recorded all the same', async () => {
    const service = newService();
    const old = await commit('old', { '.github/workflows/ci.yml': 'on: push\n', 'app.txt': 'old\n' });
    const young = await commit('young', { '.github/workflows/ci.yml': 'on: [push]\n', 'app.txt': 'young\n' });
    server.tokens.set('ghs_actions', { permissions: { contents: 'write', workflows: 'none' } });
    const story = new Story(service);
    const local = createGitLedger({ repository: server.git, service, environment: 'production' });
    await record(local, story.promote(releaseNamed('v1', old)));

    const ledger = ledgerOn(clientOf(server, {}, 'ghs_actions'), service);
    const told = story.rollBack(releaseNamed('v2', young), BREACH);
    const entries = await record(ledger, told);
    const files = entries.map(({ id }) =>
      run(server.git, 'ls-tree', '-r', '--name-only', id).split('\n').at(-1),
    );
    expect(files).toEqual(['app.txt', 'app.txt', 'NO-FILES.txt', 'NO-FILES.txt']);
    expect(run(server.git, 'log', '-1', '--format=%B', ledger.ref).replaceAll('\n', ' ')).toContain(
      'GitHub does not let this token write workflow files as v1 has them.',
    );
    expect(entries.map(({ state }) => state)).toEqual(told.map(({ state }) => state));
    // A later run finds the release's files neither in the newest entry nor by itself.
    const later = ledgerOn(clientOf(server, {}, 'ghs_actions'), service);
    const again = story.start(releaseNamed('v3', young));
    await record(later, [again]);
    expect(run(server.git, 'ls-tree', '-r', '--name-only', later.ref)).toContain('app.txt');
  });
});
