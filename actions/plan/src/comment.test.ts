import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

/** The little of GitHub that is asked for: comments of an issue. */
let server: Server;
let calls: { readonly call: string; readonly token: string; readonly body: string }[];
let answer: (request: IncomingMessage) => readonly [status: number, body: unknown];

beforeEach(async () => {
  calls = [];
  server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const token = request.headers.authorization ?? '';
  calls.push({ call: `${request.method} ${request.url?.split('?')[0]}`, token, body });
  const [status, data] = answer(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
}

async function act(): Promise<{ runner: FakeRunner<Input, Output>; exitCode: number }> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const env = {
    GITHUB_WORKSPACE: workspaceWith(),
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_API_URL: `http://127.0.0.1:${address.port}`,
  };
  const runner = new FakeRunner<Input, Output>(env, { token: 'secret' });
  runner.pull = { number: 7, fork: false };
  return { runner, exitCode: await run(runner, import.meta.url) };
}

it('comments on the pull request by the token', async () => {
  const url = 'https://github.com/acme/shop/pull/7#issuecomment-1';
  answer = ({ method }) =>
    method === 'GET' ? [200, []] : [201, { id: 1, html_url: url, body: '', user: null }];
  const { runner, exitCode } = await act();
  expect(exitCode).toBe(0);
  expect(calls.map(({ call }) => call)).toEqual([
    'GET /repos/acme/shop/issues/7/comments',
    'POST /repos/acme/shop/issues/7/comments',
  ]);
  expect(calls.every(({ token }) => token.endsWith(' secret'))).toBe(true);
  expect(calls[1]?.body).toContain('<!-- glidepath:plan .github%2Fdelivery.yml -->');
  expect(runner.outputs.get('comment-url')).toBe(url);
  expect(runner.notes).toEqual([]);
});

it('names the lines that a job without the permission lacks, and is green', async () => {
  answer = () => [403, { message: 'Resource not accessible by integration' }];
  const { runner, exitCode } = await act();
  expect(exitCode).toBe(0);
  expect(runner.notes.map(({ level }) => level)).toEqual(['warning']);
  expect(runner.notes[0]?.message).toContain('\n\npermissions:\n  contents: read\n  pull-requests: write');
  expect(runner.outputs.has('comment-url')).toBe(false);
});
