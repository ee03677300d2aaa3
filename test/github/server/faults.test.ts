import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import type { Fault, GitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';
import { Faults } from './faults.ts';

const REF = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const CREATE = 'POST /repos/{owner}/{repo}/issues';

/** The bare answer to a call that meets the fault. */
async function meet(github: GitHub, fault: Fault): Promise<Response> {
  github.faults.push({ match: REF, fault });
  return read(github);
}

function read({ url, token }: GitHub): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${url}/repos/acme/checkout/git/ref/heads/main`, { headers });
}

test('a fault meets the calls it is for, as often as it was told', async () => {
  await using github = await startGitHub();
  github.faults.push({ match: REF, fault: { kind: 'status', status: 502 }, times: 2, after: 1 });
  const statuses: number[] = [];
  for (let call = 0; call < 4; call++) statuses.push((await read(github)).status);
  expect(statuses).toEqual([200, 502, 502, 200]);
  expect(github.faults.pending()).toEqual([]);
  expect(github.calls().map(({ fault }) => fault)).toEqual([null, 'status', 'status', null]);
});

test('faults are chosen by method, route and true path', () => {
  const faults = new Faults();
  const fault: Fault = { kind: 'reset' };
  const takes = (match: string, method: string, route: string, path: string) => {
    faults.clear();
    faults.push({ match, fault });
    return faults.take(method, route, path) !== null;
  };
  const route = '/repos/{owner}/{repo}/git/ref/{ref}';
  const path = '/repos/acme/checkout/git/ref/heads/main';
  expect(takes('* *', 'GET', route, path)).toBe(true);
  expect(takes('GET */git/ref/{ref}', 'GET', route, path)).toBe(true);
  expect(takes('GET */heads/main', 'GET', route, path)).toBe(true);
  expect(takes('GET */heads/mai', 'GET', route, path)).toBe(false);
  expect(takes('POST *', 'GET', route, path)).toBe(false);
  expect(() => takes('/git/ref', 'GET', route, path)).toThrow('METHOD route');
});

test('a server’s trouble is an answer of GitHub’s, or a page', async () => {
  await using github = await startGitHub();
  const json = await meet(github, { kind: 'status', status: 503 });
  expect([json.status, await json.json()]).toMatchObject([503, { status: '503' }]);
  const page = await meet(github, { kind: 'status', status: 502, html: true });
  expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  const conflict = await meet(github, { kind: 'status', status: 409, message: 'Git Repository is empty.' });
  expect([conflict.status, await conflict.json()]).toMatchObject([
    409,
    { message: 'Git Repository is empty.' },
  ]);
});

test('a rate limit is told in headers, or not at all', async () => {
  await using github = await startGitHub();
  const told = await meet(github, { kind: 'rate-limit', resetIn: 30 });
  expect(told.status).toBe(403);
  expect(await told.text()).toContain('API rate limit exceeded');
  expect(told.headers.get('x-ratelimit-remaining')).toBe('0');
  const seconds = Number(told.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(31);
  const bare = await meet(github, { kind: 'rate-limit', status: 429, bare: true });
  expect(bare.status).toBe(429);
  expect([...bare.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
});

test('a secondary limit says when to come back, or not', async () => {
  await using github = await startGitHub();
  const told = await meet(github, { kind: 'secondary-limit', status: 429, retryAfter: 7 });
  expect([told.status, told.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await told.text()).toContain('secondary rate limit');
  const silent = await meet(github, { kind: 'secondary-limit' });
  expect([silent.status, silent.headers.get('retry-after')]).toEqual([403, null]);
  expect(silent.headers.get('x-ratelimit-remaining')).not.toBe('0');
});

test('a planned refusal does nothing', async () => {
  await using github = await startGitHub();
  github.faults.push({ match: CREATE, fault: { kind: 'status', status: 500 } });
  const { issues } = clientOf(github);
  expect(await refusalOf(issues.create({ ...github.repository, title: 'One' }))).toMatchObject({
    status: 500,
  });
  expect((await issues.listForRepo(github.repository)).data).toEqual([]);
});

test.each<Fault>([{ kind: 'reset' }, { kind: 'lost-answer' }, { kind: 'truncated' }])(
  'an answer that $kind breaks off',
  async (fault) => {
    await using github = await startGitHub();
    github.faults.push({ match: CREATE, fault });
    const headers = { authorization: `Bearer ${github.token}` };
    const call = fetch(`${github.url}/repos/acme/checkout/issues`, {
      method: 'POST',
      headers,
      body: '{"title":"One"}',
    }).then((response) => response.text());
    await expect(call).rejects.toThrow(/fetch failed|terminated/);
    expect(github.calls()).toMatchObject([{ status: null, fault: fault.kind }]);
    // A reset comes before the work, the others after it.
    expect(github.world.issues.size).toBe(fault.kind === 'reset' ? 0 : 1);
  },
);

test.each<Fault>([{ kind: 'timeout' }, { kind: 'lost-answer', hang: true }])(
  'after $kind nothing comes',
  async (fault) => {
    await using github = await startGitHub();
    github.faults.push({ match: REF, fault });
    const patience = AbortSignal.timeout(300);
    const call = fetch(`${github.url}/repos/acme/checkout/git/ref/heads/main`, {
      headers: { authorization: `Bearer ${github.token}` },
      signal: patience,
    });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await read(github)).status).toBe(200);
  },
);

test('a slow answer is the true one', async () => {
  await using github = await startGitHub();
  const answer = await meet(github, { kind: 'slow', ms: 50 });
  expect(await answer.json()).toMatchObject({ ref: 'refs/heads/main' });
});
