import { millis } from '@glidepath/model';
import type { LaunchDarklyFlags } from '@glidepath/model';
import { afterEach, expect, it, vi } from 'vitest';
import { ask, flagsOf, SECRET, told, valueOf } from '../testing/asking.ts';
import { flag, serveLaunchDarkly } from '../testing/fake-launchdarkly.ts';
import type { LaunchDarklyFlag } from '../testing/fake-launchdarkly.ts';
import { deadPort } from '../testing/loopback.ts';

const RULE = {
  id: 'r',
  variation: 1,
  clauses: [{ attribute: 'actor', op: 'in', values: ['alice'], negate: false, contextKind: 'user' }],
};
const FLAGS: readonly LaunchDarklyFlag[] = [
  flag('on', [true, false]),
  flag('off', [true, false], { on: false, offVariation: 1 }),
  flag('nothing', [true, false], { on: false }),
  flag('text', ['all', 'some']),
  flag('number', [2.5]),
  flag('object', [{ a: [1, null] }]),
  flag('for-alice', [false, true], { rules: [RULE] }),
];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function made(sdkKey = SECRET) {
  const server = await serveLaunchDarkly(FLAGS, sdkKey);
  closing.push(async () => server.close());
  return { server, source: await sourceAt(server.url) };
}

async function sourceAt(url: string, more: Partial<LaunchDarklyFlags> = {}) {
  const provider = {
    kind: 'launchdarkly',
    sdkKeyEnv: 'SECRET',
    url,
    timeout: millis(5_000),
    server: null,
    ...more,
  } as const;
  const source = await flagsOf(provider);
  closing.push(async () => source.close());
  return source;
}

it.each([
  ['on', 'boolean', true],
  ['off', 'boolean', false],
  ['text', 'string', 'all'],
  ['number', 'number', 2.5],
  ['object', 'object', { a: [1, null] }],
  ['for-alice', 'boolean', true],
] as const)('%s is a %s', async (key, type, value) => {
  const { source } = await made();
  expect(valueOf(await ask(source, key, type))).toEqual(value);
});

it('tells variant and reason', async () => {
  const { source } = await made();
  expect(await ask(source, 'for-alice')).toEqual({
    kind: 'value',
    value: true,
    variant: '1',
    reason: 'RULE_MATCH',
  });
});

it.each([
  ['missing', 'boolean', 'not-found', 'knows no flag "missing"'],
  ['text', 'boolean', 'wrong-type', 'the flag "text" of LaunchDarkly at'],
  ['nothing', 'boolean', 'archived', 'serves no value (OFF)'],
] as const)('%s as %s is %s', async (key, type, code, says) => {
  const { source } = await made();
  const answer = await ask(source, key, type);
  expect(answer).toMatchObject({ kind: 'trouble', code });
  expect(told(answer)).toContain(says);
});

it('is refused with a wrong key, which is not told', async () => {
  const { source, server } = await made('another');
  const answer = told(await ask(source, 'on'));
  expect(answer).toBe(
    `refused: LaunchDarkly at ${server.url} refuses what the environment variable SECRET holds (HTTP 401); check that it holds the key of the right environment, and that it was not revoked`,
  );
  expect(answer).not.toContain(SECRET);
});

it('is refused without a key', async () => {
  const source = await sourceAt('http://127.0.0.1:9', { sdkKeyEnv: 'OTHER' });
  expect(told(await ask(source, 'on'))).toContain(
    'refused: the environment variable OTHER, which flags.launchdarkly',
  );
});

it('cannot be reached', async () => {
  const url = `http://127.0.0.1:${await deadPort()}`;
  const source = await sourceAt(url, { timeout: millis(300) });
  expect(told(await ask(source, 'on'))).toContain(
    `unreachable: LaunchDarkly at ${url} does not answer (I/O error (connect`,
  );
});

it('does not wait for longer than it may', async () => {
  const { server } = await made();
  server.fail(503);
  const source = await sourceAt(server.url);
  expect(await ask(source, 'on', 'boolean', 100)).toMatchObject({ kind: 'trouble', code: 'unreachable' });
});

it('notices a change', async () => {
  const { server, source } = await made();
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  server.change(flag('on', [true, false], { version: 2, fallthrough: { variation: 1 } }));
  await vi.waitFor(async () => expect(valueOf(await ask(source, 'on'))).toBe(false));
});

it('is stale while the stream is lost, and well again after', async () => {
  const { server, source } = await made();
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  server.fail(503);
  server.hangUp();
  await vi.waitFor(async () => expect(await ask(source, 'on')).toMatchObject({ code: 'stale' }));
  expect(told(await ask(source, 'on'))).toContain('is lost for');
  server.fail(200);
  await vi.waitFor(async () => expect(valueOf(await ask(source, 'on'))).toBe(true), { timeout: 8_000 });
}, 10_000);

it('is refused once the key is revoked', async () => {
  const { server, source } = await made();
  expect(valueOf(await ask(source, 'on'))).toBe(true);
  server.fail(401);
  server.hangUp();
  await vi.waitFor(async () => expect(await ask(source, 'on')).toMatchObject({ code: 'refused' }), {
    timeout: 8_000,
  });
}, 10_000);

it('asks for nothing but flags, and leaves no connection behind', async () => {
  const { server, source } = await made();
  await ask(source, 'for-alice');
  await source.close();
  await vi.waitFor(() => expect(server.open()).toBe(0));
  expect(server.asked).toEqual(['GET /all']);
});
