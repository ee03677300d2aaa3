import type { IncomingMessage, ServerResponse } from 'node:http';
import { millis } from '@glidepath/model';
import { afterEach, expect, it, vi } from 'vitest';
import { ask, CONTEXT, flagsOf, SECRET, told, valueOf } from '../testing/asking.ts';
import { bodyOf, deadPort, serve } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';

/** One answer of POST /ofrep/v1/evaluate/flags/{key}, as its description has it. */
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

let server: Loopback;
let asked = '';
afterEach(async () => server.close());

function send(
  response: ServerResponse,
  { status = 200, body, type = 'application/json', headers = {} }: Answer,
): void {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}

async function sourceWith(answer: Answer) {
  server = await serve((request, response) => {
    void answerTo(request, response, answer);
  });
  return sourceAt(server.url);
}

async function answerTo(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  asked = await bodyOf(request);
  send(response, answer);
}

async function sourceAt(url: string) {
  return flagsOf({ kind: 'ofrep', url, headers: { 'X-Tenant': 'team' }, tokenEnv: 'SECRET' });
}

it.each([
  [{ value: true, variant: 'on', reason: 'STATIC' }, 'boolean', true],
  [{ value: 'all' }, 'string', 'all'],
  [{ value: 2.5, variant: null, reason: null }, 'number', 2.5],
  [{ value: { a: [1, null] } }, 'object', { a: [1, null] }],
] as const)('%j', async (body, type, value) => {
  const source = await sourceWith({ body: { key: 'a/b', ...body } });
  expect(valueOf(await ask(source, 'a/b', type))).toEqual(value);
  expect(server.asked).toEqual(['POST /ofrep/v1/evaluate/flags/a%2Fb']);
  expect(server.headers[0]).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-tenant': 'team' });
  await source.close();
});

it('sends the context by name and nothing else', async () => {
  const source = await sourceWith({ body: { key: 'a', value: true } });
  await ask(source, 'a');
  const { service, environment, release, actor } = CONTEXT;
  expect(JSON.parse(asked)).toEqual({
    context: { targetingKey: service, service, environment, release, actor },
  });
  await source.close();
});

const OFREP = 'answers with what is no OFREP';
it.each<[string, Answer, string]>([
  ['no such flag', { status: 404, body: { key: 'a', errorCode: 'FLAG_NOT_FOUND' } }, 'not-found: OFREP at'],
  ['another type', { status: 400, body: { key: 'a', errorCode: 'TYPE_MISMATCH' } }, 'wrong-type'],
  ['a value of another type', { body: { key: 'a', value: 'x' } }, 'wrong-type: the flag "a" of OFREP at'],
  ['no value', { body: { key: 'a', reason: 'DISABLED' } }, 'serves no value (DISABLED)'],
  ['a disabled flag', { status: 404, body: { key: 'a', errorCode: 'FLAG_DISABLED' } }, 'archived'],
  [
    'rules that cannot be followed',
    { status: 500, body: { key: 'a', errorCode: 'PARSE_ERROR', errorDetails: `bad ${SECRET}\u001b[31m` } },
    'cannot evaluate the flag "a" (PARSE_ERROR: bad *** [31m)',
  ],
  ['a wrong token', { status: 401 }, 'refuses what the environment variable SECRET holds (HTTP 401)'],
  ['too few rights', { status: 403 }, 'refused'],
  ['too many requests', { status: 429 }, 'unreachable'],
  ['a failure', { status: 503 }, 'fails (HTTP 503)'],
  ['another API', { status: 404, type: 'text/html', body: '<p>' }, `${OFREP} (HTTP 404)`],
  ['a page', { type: 'text/html', body: '<p>' }, `${OFREP} (HTTP 200)`],
  ['what is no JSON', { body: '{' }, OFREP],
  ['a strange answer', { body: { key: 'a', value: true, variant: 5 } }, 'with what is no OFREP'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, `${OFREP} (HTTP 302)`],
  ['too much', { body: `"${'x'.repeat(9_000_000)}"` }, 'its answer is too large'],
])('%s is trouble', async (_title, answer, says) => {
  const source = await sourceWith(answer);
  const words = told(await ask(source, 'a'));
  expect(words).toContain(says);
  expect(words).not.toContain(SECRET);
  await source.close();
});

it('cannot be reached', async () => {
  server = await serve(() => undefined);
  const source = await sourceAt(`http://127.0.0.1:${await deadPort()}`);
  expect(told(await ask(source, 'a'))).toContain('does not answer (ECONNREFUSED)');
  await source.close();
});

it('does not wait for longer than it may, and hangs up at the end', async () => {
  server = await serve(() => undefined);
  const source = await sourceAt(server.url);
  expect(told(await ask(source, 'a', 'boolean', 100))).toContain('did not answer within 100ms');
  await source.close();
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('asks several questions side by side', async () => {
  const source = await sourceWith({ body: { key: 'a', value: true } });
  const questions = [
    { key: 'a', type: 'boolean' },
    { key: 'b', type: 'string' },
  ] as const;
  const answers = await source.evaluate(questions, CONTEXT, millis(5_000));
  expect(answers.map(({ kind }) => kind)).toEqual(['value', 'trouble']);
  await source.close();
});
