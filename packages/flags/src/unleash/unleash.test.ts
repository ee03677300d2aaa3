import type { ServerResponse } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { ask, flagsOf, SECRET, told, valueOf } from '../testing/asking.ts';
import { deadPort, serve } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';

const ALL = { name: 'default', parameters: {}, constraints: [] };
const variant = (name: string, type: string, value: string) => ({
  name,
  weight: 1000,
  weightType: 'variable',
  stickiness: 'default',
  payload: { type, value },
});
const flag = (name: string, more: object = {}) => ({
  name,
  type: 'release',
  enabled: true,
  strategies: [ALL],
  ...more,
});
const constrained = (contextName: string, value: string) => ({
  ...ALL,
  constraints: [{ contextName, operator: 'IN', values: [value], inverted: false, caseInsensitive: false }],
});
const FEATURES = [
  flag('on'),
  flag('off', { enabled: false }),
  flag('text', { variants: [variant('a', 'string', 'all')] }),
  flag('number', { variants: [variant('a', 'number', '2.5')] }),
  flag('object', { variants: [variant('a', 'json', '{"a":[1]}')] }),
  flag('no-number', { variants: [variant('a', 'number', 'x')] }),
  flag('for-alice', { strategies: [constrained('actor', 'alice')] }),
  flag('for-bob', { strategies: [constrained('actor', 'bob')] }),
  flag('in-production', { strategies: [constrained('environment', 'production')] }),
  flag('own-strategy', { strategies: [{ ...ALL, name: 'moon-phase' }] }),
  flag('no-strategies', { strategies: null }),
  flag('in-segment', { strategies: [{ ...ALL, segments: [7] }] }),
];
const SEGMENTS = [
  { id: 7, constraints: [{ contextName: 'release', operator: 'IN', values: ['v2'], inverted: false }] },
];

let server: Loopback;
let answer: (response: ServerResponse) => void;
afterEach(async () => server.close());

function features(all: unknown, status = 200, etag = '"1"'): typeof answer {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', etag }).end(JSON.stringify(all));
}

async function made(first = features({ version: 2, features: FEATURES, segments: SEGMENTS })) {
  answer = first;
  server = await serve((request, response) => {
    if (request.headers.authorization !== SECRET) response.writeHead(401).end();
    else if (request.url !== '/api/client/features') response.writeHead(404).end();
    else if (request.headers['if-none-match'] === '"1"' && answer === first) response.writeHead(304).end();
    else answer(response);
  });
  return sourceAt(`${server.url}/api`);
}

async function sourceAt(url: string, env: Record<string, string> = {}) {
  return flagsOf({ kind: 'unleash', url, tokenEnv: 'SECRET', app: 'glidepath', server: null }, { env });
}

it.each([
  ['on', 'boolean', true],
  ['off', 'boolean', false],
  ['text', 'string', 'all'],
  ['number', 'number', 2.5],
  ['object', 'object', { a: [1] }],
  ['for-alice', 'boolean', true],
  ['for-bob', 'boolean', false],
  ['in-production', 'boolean', true],
  ['in-segment', 'boolean', true],
] as const)('%s is a %s', async (key, type, value) => {
  const source = await made();
  expect(valueOf(await ask(source, key, type))).toEqual(value);
  await source.close();
});

it('tells variant and reason', async () => {
  const source = await made();
  expect(await ask(source, 'off')).toMatchObject({ value: false, variant: null, reason: 'DISABLED' });
  expect(await ask(source, 'text', 'string')).toMatchObject({ value: 'all', variant: 'a' });
  await source.close();
});

it.each([
  ['missing', 'boolean', 'not-found: Unleash at'],
  ['on', 'string', 'archived: the flag "on" of Unleash at'],
  ['text', 'number', 'wrong-type'],
  ['no-number', 'number', 'wrong-type'],
  ['own-strategy', 'boolean', 'broken: Unleash at'],
  ['no-strategies', 'boolean', 'rules that its SDK cannot follow'],
] as const)('%s as %s is trouble', async (key, type, says) => {
  const source = await made();
  expect(told(await ask(source, key, type))).toContain(says);
  await source.close();
});

it.each<[string, typeof answer, string]>([
  ['too few rights', features({}, 403), 'refuses what the environment variable SECRET holds (HTTP 403)'],
  ['too many requests', features({}, 429), 'unreachable'],
  ['a failure', features({}, 500), 'fails (HTTP 500)'],
  ['another API', features({}, 404), 'broken'],
  ['a strange answer', features({ features: {} }), 'answers with what is no list of flags'],
  ['a strange flag', features({ features: [{ name: 'on' }] }), 'answers with what is no list of flags'],
  [
    'a strange segment',
    features({ features: FEATURES, segments: [{}] }),
    'answers with what is no list of flags',
  ],
  ['a page', (response) => response.end('<p>'), 'answers with what is no list of flags'],
])('%s is trouble', async (_title, first, says) => {
  const source = await made(first);
  const words = told(await ask(source, 'on'));
  expect(words).toContain(says);
  expect(words).not.toContain(SECRET);
  await source.close();
});

it('is refused with a wrong token', async () => {
  await made();
  const source = await sourceAt(`${server.url}/api`, { SECRET: 'wrong-token' });
  const words = told(await ask(source, 'on'));
  expect(words).toContain('refuses what the environment variable SECRET holds (HTTP 401)');
  expect(words).not.toContain('wrong-token');
  await source.close();
});

it('cannot be reached', async () => {
  await made();
  const source = await sourceAt(`http://127.0.0.1:${await deadPort()}/api`);
  expect(told(await ask(source, 'on'))).toContain('does not answer (ECONNREFUSED)');
  await source.close();
});

it('is asked for each look, gives a change at once, and never what it had before', async () => {
  const source = await made();
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  expect(server.headers.map((one) => one['if-none-match'])).toEqual([undefined, '"1"']);
  answer = features({ version: 2, features: [flag('on', { enabled: false })] });
  expect(valueOf(await ask(source, 'on'))).toBe(false);
  expect(await ask(source, 'text', 'string')).toMatchObject({ code: 'not-found' });
  answer = features({}, 503);
  expect(await ask(source, 'on')).toMatchObject({ code: 'unreachable' });
  await source.close();
});

it('sends no metrics, and leaves no connection behind that is in use', async () => {
  const source = await made((response) => response.writeHead(200));
  expect(told(await ask(source, 'on', 'boolean', 100))).toContain('did not answer within 100ms');
  await source.close();
  await vi.waitFor(() => expect(server.open()).toBe(0));
  expect(server.asked).toEqual(['GET /api/client/features']);
});
