import { millis } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { createGitHub, type ClientOptions, type GitHub } from './client.ts';
import { GitHubError } from './faults.ts';
import { scripted, TOKEN, type Turn } from './testing/scripted-server.ts';

const REF = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const COMMIT = 'POST /repos/{owner}/{repo}/git/commits';
const DEPLOY = 'POST /repos/{owner}/{repo}/deployments';
const MOVE = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}';
const OK: Turn = { status: 200, body: { sha: 'abc' } };
const BAD: Turn = { status: 502, body: { message: 'Server Error' } };

const QUICK: ClientOptions = { pause: millis(1) };

async function failureOf(call: Promise<unknown>): Promise<GitHubError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GitHubError) return error;
  throw error instanceof Error ? error : new Error('it did not fail');
}

/** A client, and what it told. */
function client(access: Parameters<typeof createGitHub>[0], options: ClientOptions = QUICK) {
  const notes: string[] = [];
  const github: GitHub = createGitHub(access, { ...options, note: (text) => notes.push(text) });
  return { github, notes };
}

describe('a call', () => {
  it('goes to the repository, with the token and a name', async () => {
    const server = await scripted({ ...OK, headers: { etag: 'W/"1"' } });
    const { github } = client(server.access, { userAgent: 'glidepath/1.2.0' });
    const answer = await github.request(REF, { ref: 'glidepath/a b/production', page: 2 });
    expect(answer).toMatchObject({ status: 200, data: { sha: 'abc' }, headers: { etag: 'W/"1"' } });
    const [asked] = server.asked;
    expect(asked?.path).toBe('/repos/acme/checkout/git/ref/glidepath%2Fa%20b%2Fproduction?page=2');
    expect(asked?.headers).toMatchObject({
      authorization: `token ${TOKEN}`,
      'x-github-api-version': '2022-11-28',
    });
    expect(asked?.headers['user-agent']).toMatch(/^glidepath\/1\.2\.0 /);
  });

  it('may go to another repository', async () => {
    const server = await scripted(OK);
    await client(server.access).github.request(REF, { owner: 'other', repo: 'thing', ref: 'a' });
    expect(server.asked[0]?.path).toBe('/repos/other/thing/git/ref/a');
  });

  it('may be conditional', async () => {
    const server = await scripted({ status: 304, headers: { etag: 'W/"1"' } });
    const { github, notes } = client(server.access);
    const answer = await github.request(REF, { ref: 'a', headers: { 'if-none-match': 'W/"1"' } });
    expect(answer).toMatchObject({ status: 304, data: null, headers: { etag: 'W/"1"' } });
    expect(server.asked[0]?.headers['if-none-match']).toBe('W/"1"');
    expect(notes).toEqual([]);
  });

  it('below an Enterprise Server', async () => {
    const server = await scripted(OK);
    const access = { ...server.access, apiUrl: `${server.url}/api/v3` };
    await client(access).github.request(REF, { ref: 'a' });
    expect(server.asked[0]?.path).toBe('/api/v3/repos/acme/checkout/git/ref/a');
  });

  it('fails in words for users', async () => {
    const server = await scripted({ status: 401, body: { message: 'Bad credentials' } });
    const error = await failureOf(client(server.access).github.request(REF, { ref: 'a' }));
    expect(error).toMatchObject({ fault: 'unauthorized', status: 401 });
    expect(server.asked).toHaveLength(1);
  });
});

describe('a failed call', () => {
  it.each([
    ['reading', REF, BAD],
    ['reading, no answer', REF, 'cut'],
    ['reading, half an answer', REF, 'half'],
    ['moving a ref', MOVE, 'cut'],
    ['making a commit', COMMIT, 'cut'],
    ['making a ref', 'POST /repos/{owner}/{repo}/git/refs', BAD],
  ] as const)('is sent again: %s', async (_, route, turn) => {
    const server = await scripted(turn, turn, OK);
    const { github, notes } = client(server.access);
    expect((await github.request(route, { ref: 'a' })).status).toBe(200);
    expect(server.asked).toHaveLength(3);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^GitHub: .+\. Trying again\.$/);
  });

  it('is given up after three tries', async () => {
    const server = await scripted(BAD);
    const { github, notes } = client(server.access);
    expect(await failureOf(github.request(REF, { ref: 'a' }))).toMatchObject({
      fault: 'failed',
      status: 502,
    });
    expect(server.asked).toHaveLength(3);
    expect(notes).toHaveLength(2);
    // The next call has three tries as well.
    await failureOf(github.request(REF, { ref: 'a' }));
    expect(server.asked).toHaveLength(6);
  });

  it.each([
    ['a deployment', DEPLOY, BAD, 'failed'],
    ['a deployment, no answer', DEPLOY, 'cut', 'unreachable'],
    ['a comment, half an answer', 'POST /repos/{owner}/{repo}/issues/1/comments', 'half', 'unreachable'],
    ['a conflict', MOVE, { status: 409, body: { message: 'Conflict' } }, 'conflict'],
    ['a refusal', MOVE, { status: 422, body: { message: 'Update is not a fast forward' } }, 'refused'],
  ] as const)('is not sent again where that could do it twice: %s', async (_, route, turn, fault) => {
    const server = await scripted(turn, OK);
    const { github, notes } = client(server.access);
    expect(await failureOf(github.request(route, { ref: 'a' }))).toMatchObject({ fault });
    expect(server.asked).toHaveLength(1);
    expect(notes).toEqual([]);
  });

  it('is not sent again after an answer, even if it was before', async () => {
    const server = await scripted(BAD, { status: 422, body: { message: 'Object does not exist' } });
    const { github, notes } = client(server.access);
    expect(await failureOf(github.request(MOVE, { ref: 'a' }))).toMatchObject({ fault: 'refused' });
    expect(server.asked).toHaveLength(2);
    expect(notes).toHaveLength(1);
  });

  it('is sent again where it never arrived', async () => {
    const server = await scripted(OK);
    await server.close();
    const { github, notes } = client(server.access);
    const error = await failureOf(github.request(DEPLOY, {}));
    expect(error).toMatchObject({ fault: 'unreachable', status: null });
    expect(error.message).toContain('ECONNREFUSED');
    expect(notes).toHaveLength(2);
  });

  it('has a limit to each try', async () => {
    const server = await scripted('hang', OK);
    const { github, notes } = client(server.access, { ...QUICK, timeout: millis(100) });
    expect((await github.request(REF, { ref: 'a' })).status).toBe(200);
    expect(notes).toEqual(['GitHub: no answer within 0.1 s. Trying again.']);
  });
});

describe('a run that is told to stop', () => {
  it('still writes, but tries each call once', async () => {
    const server = await scripted(OK, BAD);
    const { github } = client(server.access, { ...QUICK, signal: AbortSignal.abort() });
    expect((await github.request(MOVE, { ref: 'a' })).status).toBe(200);
    await failureOf(github.request(MOVE, { ref: 'a' }));
    expect(server.asked).toHaveLength(2);
  });

  it('does not wait for a call that was under way', async () => {
    const server = await scripted('hang');
    const stop = new AbortController();
    const { github } = client(server.access, { ...QUICK, timeout: millis(60_000), signal: stop.signal });
    const call = failureOf(github.request(MOVE, { ref: 'a' }));
    setTimeout(() => stop.abort(), 50);
    expect((await call).message).toContain('no answer within 2.');
    expect(server.asked).toHaveLength(1);
  });
});

describe('what a server answers', () => {
  it('never shows the token', async () => {
    const server = await scripted({ status: 422, body: { message: `token ${TOKEN} is odd` } });
    const error = await failureOf(client(server.access).github.request(MOVE, { ref: 'a' }));
    expect(error.message).toContain('token *** is odd');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error.cause)).not.toContain(
      TOKEN,
    );
  });

  it('leads a read on, and a write nowhere', async () => {
    const server = await scripted(
      {
        status: 301,
        headers: { location: '/repositories/7/git/ref/a' },
        body: { message: 'Moved Permanently' },
      },
      OK,
      {
        status: 301,
        headers: { location: '/repositories/7/git/commits' },
        body: { message: 'Moved Permanently' },
      },
    );
    const { github } = client(server.access);
    expect((await github.request(REF, { ref: 'a' })).status).toBe(200);
    expect(await failureOf(github.request(COMMIT, {}))).toMatchObject({ fault: 'refused', status: 301 });
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  });

  it('may be a page of some proxy', async () => {
    const server = await scripted({ status: 503, body: '<html>Unicorn</html>' });
    const error = await failureOf(client(server.access).github.request(REF, { ref: 'a' }));
    expect(error.message).toMatch(/GitHub failed at GET .* \(503\)/);
  });
});
