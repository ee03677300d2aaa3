import { LedgerConflict, LedgerError } from '@glidepath/conductor';
import type { Entry, Ledger } from '@glidepath/conductor';
import { gitHubAccess, createGitHub, type ClientOptions } from '@glidepath/github';
import { millis } from '@glidepath/model';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startGitHub, type Fault } from '../../../test/github/index.ts';
import { encode } from './format.ts';
import { clientOf, ledgerOn, newService, record, watched } from './testing/on-github.ts';
import { run } from './testing/repository.ts';
import { releaseNamed, Story } from './testing/story.ts';
import type { Told } from './testing/story.ts';

/** What goes wrong between here and GitHub: nothing is lost, nothing is written twice, and the message has the mend. */

const server = await startGitHub();

afterAll(async () => server[Symbol.asyncDispose]());
afterEach(() => {
  expect(server.violations).toEqual([]);
  server.faults.clear();
});

const ADD_COMMIT = 'POST /repos/{owner}/{repo}/git/commits';
const ADD_REF = 'POST /repos/{owner}/{repo}/git/refs';
const MOVE_REF = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}';
const GET_REF = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const GET_COMMIT = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';

interface Scene {
  readonly ledger: Ledger;
  readonly service: string;
  readonly parent: Entry | null;
  readonly next: Told;
}

/** A ledger that is about to get its first or its second entry. */
async function scene(first: boolean, options: ClientOptions = {}): Promise<Scene> {
  const service = newService();
  const ledger = ledgerOn(clientOf(server, options), service);
  const story = new Story(service);
  const begun = story.start(releaseNamed('v1'));
  if (first) return { ledger, service, parent: await ledger.head(), next: begun };
  const [parent = null] = await record(ledger, [begun]);
  return { ledger, service, parent, next: story.tell({ kind: 'stepped', index: 0 }) };
}

async function append({ ledger, parent, next }: Scene): Promise<Entry> {
  return ledger.append(parent?.id ?? null, next.event, next.state);
}

/** What a later run finds. */
async function foundLater({ service }: Scene): Promise<readonly Entry[]> {
  return ledgerOn(clientOf(server), service).history(10);
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

const PASSING: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502, html: true },
  { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'lost-answer' },
];

/** The route that a write ends with, and whether it is of the first entry. */
const WRITES = [
  [ADD_COMMIT, false],
  [ADD_REF, true],
  [MOVE_REF, false],
] as const;

describe.each(WRITES)('at %s', (match, first) => {
  it.each(PASSING)('a trouble that passes is not noticed: %j', async (fault) => {
    const here = await scene(first);
    server.faults.push({ match, fault });
    const entry = await append(here);
    expect(server.faults.pending()).toEqual([]);
    expect(await here.ledger.head()).toEqual(entry);
    expect((await foundLater(here)).map(({ id }) => id)).toEqual([
      entry.id,
      ...(here.parent ? [here.parent.id] : []),
    ]);
  });

  it.each<Fault>([
    { kind: 'status', status: 502 },
    { kind: 'status', status: 409 },
    { kind: 'status', status: 422 },
    { kind: 'status', status: 403, message: 'Repository was archived so is read-only.' },
    { kind: 'reset' },
    { kind: 'rate-limit', resetIn: 3000 },
    { kind: 'rate-limit', bare: true },
    { kind: 'rate-limit', status: 429 },
    { kind: 'secondary-limit', retryAfter: 60 },
    { kind: 'secondary-limit' },
  ])('a trouble that stays is told, and nothing is written: %j', async (fault) => {
    const here = await scene(first);
    server.faults.push({ match, fault, times: 10 });
    const failure = await failureOf(append(here));
    expect(failure).toContain(`The ledger ${here.ledger.ref} cannot be written in acme/checkout: `);
    server.faults.clear();
    expect(await foundLater(here)).toEqual(here.parent === null ? [] : [here.parent]);
  });
});

describe('an answer that is lost after the write', () => {
  it.each([
    ['the first entry', ADD_REF, true],
    ['a later entry', MOVE_REF, false],
  ] as const)('each time: %s is seen at the ref', async (_, match, first) => {
    const here = await scene(first);
    server.faults.push({ match, fault: { kind: 'lost-answer' }, times: 3 });
    const entry = await append(here);
    expect(server.faults.pending()).toEqual([]);
    expect(await here.ledger.head()).toEqual(entry);
    expect((await foundLater(here))[0]).toEqual(entry);
  });

  it.each([
    ['the first entry', ADD_REF, true],
    ['a later entry', MOVE_REF, false],
  ] as const)('and somebody has gone on since: %s is seen in what came before', async (_, match, first) => {
    const { service, parent, next } = await scene(first);
    const client = clientOf(server);
    const story = new Story(service);
    story.start(releaseNamed('v1'));
    let others = 0;
    const busy = watched(client, async (route) => {
      // The look after the failure: by then another run has written twice.
      if (route !== GET_REF || server.faults.pending().length > 0 || others > 0) return undefined;
      others = 2;
      await record(ledgerOn(clientOf(server), service), [
        story.tell({ kind: 'requested', verb: 'pause', to: null }),
        story.tell({ kind: 'renewed' }),
      ]);
      return undefined;
    });
    const ledger = ledgerOn(busy, service);
    server.faults.push({ match, fault: { kind: 'lost-answer' }, times: 3 });
    const entry = await ledger.append(parent?.id ?? null, next.event, next.state);
    expect(others).toBe(2);
    const later = await ledgerOn(client, service).history(10);
    expect(later[2]).toEqual(entry);
    expect(await ledger.head()).toEqual(later[0]);
  });

  it('is not taken for a success where somebody else was first', async () => {
    const here = await scene(false);
    const rival = new Story(here.service);
    rival.start(releaseNamed('v1'));
    await record(ledgerOn(clientOf(server), here.service), [rival.tell({ kind: 'renewed' })]);
    server.faults.push({ match: MOVE_REF, fault: { kind: 'lost-answer' }, times: 3 });
    await expect(append(here)).rejects.toThrow(LedgerConflict);
    expect(await foundLater(here)).toHaveLength(2);
  });

  it('nor where nobody can look', async () => {
    const here = await scene(false);
    server.faults.push({ match: MOVE_REF, fault: { kind: 'lost-answer' }, times: 3 });
    server.faults.push({ match: GET_REF, fault: { kind: 'reset' }, times: 3 });
    expect(await failureOf(append(here))).toContain('cannot be reached');
    // The next look finds it.
    expect(await here.ledger.head()).toMatchObject({ event: here.next.event });
  });

  it('hangs: each try has its time', async () => {
    const here = await scene(false, { timeout: millis(1500), retries: 0 });
    server.faults.push({ match: MOVE_REF, fault: { kind: 'lost-answer', hang: true } });
    const entry = await append(here);
    expect((await foundLater(here))[0]).toEqual(entry);
  });
});

describe('a look', () => {
  it.each([GET_REF, GET_COMMIT])('passes over a trouble at %s', async (match) => {
    const here = await scene(false);
    for (const fault of PASSING) {
      server.faults.push({ match, fault });
      expect(await ledgerOn(clientOf(server), here.service).head()).toEqual(here.parent);
    }
  });

  it('that fails is no empty ledger', async () => {
    const here = await scene(false);
    for (const fault of [
      { kind: 'status', status: 502 },
      { kind: 'secondary-limit' },
      { kind: 'reset' },
    ] as const) {
      server.faults.push({ match: GET_REF, fault, times: 3 });
      const ledger = ledgerOn(clientOf(server), here.service);
      expect(await failureOf(ledger.head())).toContain(
        `The ledger ${ledger.ref} cannot be read in acme/checkout: `,
      );
      server.faults.clear();
    }
  });
});

describe('a token', () => {
  it('without the permission is told with the lines to add', async () => {
    server.tokens.set('ghs_reader', { permissions: { contents: 'read' } });
    const here = await scene(false);
    const ledger = ledgerOn(clientOf(server, {}, 'ghs_reader'), here.service);
    expect(await ledger.head()).toEqual(here.parent);
    expect(await failureOf(append({ ...here, ledger }))).toMatch(
      /cannot be written in acme\/checkout: The token may not .*\n\npermissions:\n {2}contents: write$/s,
    );
  });

  it('that may not even look is told so, and sees no empty ledger', async () => {
    server.tokens.set('ghs_blind', { permissions: {} });
    const ledger = ledgerOn(clientOf(server, {}, 'ghs_blind'), newService());
    expect(await failureOf(ledger.head())).toMatch(/permissions:\n {2}contents: read$/);
    expect(await failureOf(ledgerOn(clientOf(server, {}, 'ghs_gone'), newService()).head())).toMatch(
      /does not accept the token \(401: Bad credentials\)/,
    );
  });

  it('of another repository sees no empty ledger', async () => {
    const access = gitHubAccess({ ...server.env(), GITHUB_REPOSITORY: 'acme/secret' }, server.token);
    if (access === null) throw new Error('no token');
    const failure = await failureOf(ledgerOn(createGitHub(access), newService()).head());
    expect(failure).toContain(
      'cannot be read in acme/secret: GitHub shows no such thing in acme/secret to this token',
    );
  });
});

describe('an entry that cannot be read', () => {
  it('is told with the commands that put the ledger back', async () => {
    const here = await scene(false);
    const tree = run(server.git, 'rev-parse', `${here.parent?.id}^{tree}`);
    const foreign = run(server.git, 'commit-tree', tree, '-p', here.parent?.id ?? '', '-m', 'Fix a typo');
    run(server.git, 'update-ref', here.ledger.ref, foreign);
    const failure = await failureOf(ledgerOn(clientOf(server), here.service).head());
    const host = new URL(server.url).host;
    expect(failure).toContain(`Commit ${foreign} on ${here.ledger.ref} cannot be read`);
    expect(failure).toContain(
      `Put it back: gh api --hostname ${host} --method PATCH repos/acme/checkout/git/${here.ledger.ref} -f sha=${here.parent?.id} -F force=true`,
    );
    expect(await failureOf(ledgerOn(clientOf(server), here.service).history(5))).toBe(failure);
  });

  it('may be the only one, damaged, or no commit at all', async () => {
    const service = newService();
    const { ref } = ledgerOn(clientOf(server), service);
    const { event, state } = new Story(service).start(releaseNamed('v1'));
    const tree = run(server.git, 'rev-parse', 'main^{tree}');
    const message = encode(event, state).replace('"version":1', '"version":"1"');
    const damaged = run(server.git, 'commit-tree', tree, '-m', message);
    run(server.git, 'update-ref', ref, damaged);
    expect(await failureOf(ledgerOn(clientOf(server), service).head())).toMatch(
      new RegExp(
        `git/commits/${damaged} --jq .message\`, then .* --method DELETE repos/acme/checkout/git/${ref}$`,
      ),
    );
    run(server.git, 'update-ref', ref, tree);
    expect(await failureOf(ledgerOn(clientOf(server), service).head())).toContain(
      'points to a tree, not to an entry',
    );
  });
});

it('an id that is none never reaches GitHub', async () => {
  const here = await scene(true);
  server.clearCalls();
  const { event, state } = here.next;
  expect(await failureOf(here.ledger.append('../../x', event, state))).toContain(
    '"../../x" is not the id of a commit.',
  );
  expect(server.calls()).toEqual([]);
});

it('a repository without a commit has no ledger, and is told that it can have none yet', async () => {
  const service = newService();
  const empty = { kind: 'status', status: 409, message: 'Git Repository is empty.' } as const;
  server.faults.push({ match: '* *', fault: empty, times: 20 });
  const ledger = ledgerOn(clientOf(server), service);
  expect(await ledger.head()).toBeNull();
  const { event, state } = new Story(service).start(releaseNamed('v1'));
  expect(await failureOf(ledger.append(null, event, state))).toContain('Push a first commit.');
});
