import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import type { GitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';
import { Budget } from './budget.ts';
import { Contract } from './contract.ts';
import { Pipeline } from './pipeline.ts';
import type { Reply } from './reply.ts';
import { Tokens } from './tokens.ts';

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

function call({ url, token }: GitHub, path: string, init: Init = {}): Promise<Response> {
  return fetch(`${url}${path}`, { ...init, headers: { authorization: `token ${token}`, ...init.headers } });
}

test('a stranger learns nothing', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github, 'ghs_other');
  expect(await refusalOf(repos.get(github.repository))).toEqual({ status: 401, message: 'Bad credentials' });
  const nobody = await call(github, '/repos/acme/checkout', { headers: { authorization: '' } });
  expect([nobody.status, await nobody.json()]).toMatchObject([401, { message: 'Requires authentication' }]);
  const other = clientOf(github).repos.get({ owner: 'acme', repo: 'other' });
  expect(await refusalOf(other)).toEqual({ status: 404, message: 'Not Found' });
});

test('a missing permission is named as GitHub names it', async () => {
  const permissions = { contents: 'write', deployments: 'read' } as const;
  await using github = await startGitHub({ tokens: { ghs_all: {}, ghs_some: { permissions } } });
  const { issues, repos } = clientOf(github, 'ghs_some');
  const at = github.repository;
  const forbidden = { status: 403, message: 'Resource not accessible by integration' };
  expect(await refusalOf(issues.create({ ...at, title: 'One' }))).toEqual(forbidden);
  expect(await refusalOf(repos.createDeployment({ ...at, ref: 'main' }))).toEqual(forbidden);
  await repos.listDeployments(at);
  await repos.getContent({ ...at, path: 'README.md' });
  await repos.get(at);

  const raw = await call(github, '/repos/acme/checkout/issues/1/comments', {
    method: 'POST',
    headers: { authorization: 'Bearer ghs_some' },
    body: '{"body":"x"}',
  });
  expect(raw.headers.get('x-accepted-github-permissions')).toBe('issues=write; pull_requests=write');
  expect(await raw.json()).toEqual({
    message: 'Resource not accessible by integration',
    documentation_url: 'https://docs.github.com/rest/issues/comments#create-an-issue-comment',
    status: '403',
  });
  github.tokens.set('ghs_some', { permissions: { pull_requests: 'write' } });
  await clientOf(github).issues.create({ ...at, title: 'One' });
  await issues.createComment({ ...at, issue_number: 1, body: 'x' });
  expect(github.violations).toEqual([]);
});

test('GITHUB_TOKEN is nobody’s, a person’s token is theirs', async () => {
  await using github = await startGitHub({
    tokens: { ghs_app: {}, ghp_dana: { login: 'dana', kind: 'user' } },
  });
  const { users } = clientOf(github);
  expect(await refusalOf(users.getAuthenticated())).toMatchObject({ status: 403 });
  expect((await clientOf(github, 'ghp_dana').users.getAuthenticated()).data.login).toBe('dana');
});

test('what GitHub’s description does not know is refused and remembered', async () => {
  await using github = await startGitHub();
  const post = (path: string, body: unknown) =>
    call(github, `/repos/acme/checkout${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answers = [
    await post('/git/refs', { ref: 'refs/heads/x' }),
    await post('/git/refs', { ref: 'refs/heads/x', sha: 7 }),
    await post('/deployments', { ref: 'main', required_context: [] }),
    await post('/deployments/7/statuses', { state: 'done' }),
    await post('/issues', undefined),
    await call(github, '/repos/acme/checkout/issues?label=x'),
    await call(github, '/repos/acme/checkout/deployments/seven'),
    await call(github, '/repos/acme/checkout/issues', { method: 'POST', body: '{' }),
    await call(github, '/repos/acme/checkout', { headers: { accept: 'text/html' } }),
    await call(github, '/repos/acme/checkout', { headers: { 'x-github-api-version': '2020-01-01' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  expect(github.violations.map(({ trouble }) => trouble.join())).toEqual([
    expect.stringContaining("must have required property 'sha'"),
    expect.stringContaining('/requestBody/sha must be string'),
    expect.stringContaining('"required_context", which GitHub does not know'),
    expect.stringContaining('/requestBody/state must be equal to one of the allowed values'),
    expect.stringContaining("must have required property 'requestBody'"),
    expect.stringContaining('must NOT have additional properties (label)'),
    expect.stringContaining('/path/deployment_id must be integer'),
    'body is no JSON',
    "Accept text/html is no media type of GitHub's API",
    expect.stringContaining('X-GitHub-Api-Version 2020-01-01'),
  ]);
  expect(await answers[2]?.text()).toContain('POST /repos/acme/checkout/deployments');
});

test('a route that nobody serves is remembered too', async () => {
  await using github = await startGitHub();
  expect((await call(github, '/repos/acme/checkout/stargazers')).status).toBe(404);
  expect(github.violations).toMatchObject([{ kind: 'request', path: '/repos/acme/checkout/stargazers' }]);
});

test.each<[string, Reply]>([
  ['lacks what GitHub always sends', { status: 200, body: { ref: 'refs/heads/main' } }],
  ['has a status that GitHub never sends', { status: 202, body: {} }],
])('an answer of ours that %s is our mistake', async (_, reply) => {
  const pipeline = new Pipeline({
    contract: await Contract.load(),
    tokens: new Tokens({ t: {} }),
    budget: new Budget(null),
    repository: 'acme/checkout',
    routes: { 'git/get-ref': () => reply },
  });
  const incoming = {
    method: 'GET',
    pathname: '/repos/acme/checkout/git/ref/heads/main',
    search: new URLSearchParams(),
    headers: { authorization: 'token t', 'user-agent': 'test' },
    text: '',
  };
  const answer = await pipeline.answer(incoming, pipeline.match(incoming));
  expect(answer.status).toBe(500);
  expect(pipeline.violations).toMatchObject([{ kind: 'response' }]);
});

test('every answer tells what is left; a budget that was set runs out', async () => {
  await using github = await startGitHub({ budget: 3 });
  const left = async () => {
    const { status, headers } = await call(github, '/repos/acme/checkout/git/ref/heads/main');
    return [status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')];
  };
  expect(await left()).toEqual([200, '3', '2']);
  const rate = await clientOf(github).rateLimit.get();
  expect(rate.data.rate).toMatchObject({ limit: 3, used: 1, remaining: 2 });
  expect(await left()).toEqual([200, '3', '1']);
  expect(await left()).toEqual([200, '3', '0']);
  expect(await left()).toEqual([403, '3', '0']);
  expect(github.calls().map(({ cost }) => cost)).toEqual([1, 0, 1, 1, 0]);
});

test('calls are told by route, in order', async () => {
  await using github = await startGitHub();
  const { git, issues } = clientOf(github);
  await git.getRef({ ...github.repository, ref: 'heads/main' });
  await issues.create({ ...github.repository, title: 'One' });
  await git.getRef({ ...github.repository, ref: 'heads/main' });
  expect(github.calls().map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /repos/acme/checkout/git/ref/heads/main',
    'POST /repos/acme/checkout/issues',
    'GET /repos/acme/checkout/git/ref/heads/main',
  ]);
  expect(github.countByRoute()).toEqual({
    'GET /repos/{owner}/{repo}/git/ref/{ref}': 2,
    'POST /repos/{owner}/{repo}/issues': 1,
  });
  github.clearCalls();
  expect(github.calls()).toEqual([]);
});
