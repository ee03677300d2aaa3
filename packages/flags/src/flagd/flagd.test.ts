import { millis } from '@glidepath/model';
import { afterEach, expect, it, vi } from 'vitest';
import { ask, flagsOf, told, valueOf } from '../testing/asking.ts';
import { replies, serveFlagd } from '../testing/fake-flagd.ts';
import type { FlagdReply } from '../testing/fake-flagd.ts';
import { deadPort } from '../testing/loopback.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function sourceAt(port: number) {
  const source = await flagsOf({
    kind: 'flagd',
    host: '127.0.0.1',
    port,
    tls: null,
    deadline: millis(1_000),
  });
  closing.push(async () => source.close());
  return source;
}

async function made(reply: FlagdReply, refuse = false) {
  const server = await serveFlagd(reply, refuse);
  closing.push(() => server.close());
  return { server, source: await sourceAt(server.port) };
}

it('gives value, variant and reason', async () => {
  const { source, server } = await made(replies.true);
  expect(await ask(source, 'on')).toEqual({ kind: 'value', value: true, variant: 'on', reason: 'STATIC' });
  expect(String(server.asked)).toContain('alice');
  expect(String(server.asked)).not.toContain('sdk-secret');
});

it('gives texts', async () => {
  const { source } = await made(replies.text);
  expect(valueOf(await ask(source, 'text', 'string'))).toBe('all');
});

it.each<[string, FlagdReply, string]>([
  ['no such flag', replies.missing, 'not-found: flagd at 127.0.0.1:'],
  ['another type', replies.mismatch, 'wrong-type: the flag "a" of flagd at 127.0.0.1:'],
  ['a disabled flag', replies.nothing, 'serves no value (DISABLED)'],
  ['a fault', replies.fault, 'cannot evaluate the flag "a": cannot evaluate'],
  ['a refusal', replies.forbidden, 'refused: flagd at 127.0.0.1:'],
])('%s is trouble', async (_title, reply, says) => {
  const { source } = await made(reply);
  expect(told(await ask(source, 'a'))).toContain(says);
});

it('is refused from the start', async () => {
  const { source } = await made(replies.true, true);
  expect(told(await ask(source, 'a'))).toContain('refused: flagd at 127.0.0.1:');
});

it('cannot be reached', async () => {
  const source = await sourceAt(await deadPort());
  expect(told(await ask(source, 'a', 'boolean', 4_000))).toContain('unreachable: flagd at 127.0.0.1:');
});

it('is unreachable while it is away, and well again after', async () => {
  const { source, server } = await made(replies.true);
  expect(valueOf(await ask(source, 'a'))).toBe(true);
  server.close();
  expect(await ask(source, 'a', 'boolean', 2_000)).toMatchObject({ kind: 'trouble', code: 'unreachable' });
  const again = await serveFlagd(replies.true, false, server.port);
  closing.push(() => again.close());
  await vi.waitFor(async () => expect(valueOf(await ask(source, 'a', 'boolean', 1_000))).toBe(true), {
    timeout: 15_000,
  });
}, 20_000);
