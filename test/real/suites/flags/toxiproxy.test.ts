import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCache } from '../../parts/cache.ts';
import { ensureToxiproxy } from '../../parts/toxiproxy.ts';
import { Toxiproxy, type Way } from './toxiproxy.ts';

/** Each fault is one that a client feels, and is gone when it is taken away. */

type Outcome = 'echo' | 'silence' | 'end' | 'ECONNRESET' | 'ECONNREFUSED';

/** Longer than any answer takes that comes at all. */
const LONG_MS = 20_000;
const SOON_MS = 300;

let way: Way;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const toxiproxy = await Toxiproxy.start(await ensureToxiproxy(openCache(process.env, () => undefined)));
  undo.defer(async () => toxiproxy.stop());
  // It says what it hears. Nobody minds connections that are reset.
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  undo.defer(async () => server[Symbol.asyncDispose]());
  way = await toxiproxy.wayTo(portOf(server.address()));
});

afterAll(async () => undo.disposeAsync());

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** What comes of a word said on a new connection. */
async function outcome(limitMs = LONG_MS): Promise<Outcome | Error> {
  const { hostname, port } = new URL(way.url);
  const socket = connect(Number(port), hostname, () => socket.write('well?'));
  try {
    return await new Promise((resolve) => {
      socket.once('data', () => resolve('echo'));
      socket.once('end', () => resolve('end'));
      socket.once('error', (error) => resolve(known(error)));
      socket.setTimeout(limitMs, () => resolve('silence'));
    });
  } finally {
    socket.destroy();
  }
}

function known(error: NodeJS.ErrnoException): Outcome | Error {
  return error.code === 'ECONNRESET' || error.code === 'ECONNREFUSED' ? error.code : error;
}

it('leads to the server', async () => {
  expect(await outcome()).toBe('echo');
});

it('makes answers late', async () => {
  const wellAgain = await way.add({ kind: 'latency', ms: SOON_MS });
  const before = performance.now();
  expect(await outcome()).toBe('echo');
  // Never earlier; the timers of two programs round.
  expect(performance.now() - before).toBeGreaterThan(SOON_MS - 5);
  await wellAgain();
  const muchLater = await way.add({ kind: 'latency', ms: LONG_MS, jitterMs: 10 });
  expect(await outcome(SOON_MS)).toBe('silence');
  await muchLater();
  expect(await outcome()).toBe('echo');
});

it('lets nothing through, for good or until it hangs up', async () => {
  const wellAgain = await way.add({ kind: 'timeout', ms: 0 });
  expect(await outcome(SOON_MS)).toBe('silence');
  await wellAgain();
  const hangsUp = await way.add({ kind: 'timeout', ms: 50 }, 'upstream');
  expect(await outcome()).toBe('end');
  await hangsUp();
  expect(await outcome()).toBe('echo');
});

it('resets connections', async () => {
  const wellAgain = await way.add({ kind: 'reset', afterMs: 0 });
  expect(await outcome()).toBe('ECONNRESET');
  await wellAgain();
  expect(await outcome()).toBe('echo');
});

it('is down and up again', async () => {
  await way.cut();
  expect(await outcome()).toBe('ECONNREFUSED');
  await way.mend();
  expect(await outcome()).toBe('echo');
});
