/**
 * The demo's service: a small shop. It needs nothing but Node and is started with PORT and HOST. How it behaves stands
 * in release.json beside it.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const WORK_MS = 15;
/** Each piece of work takes WORK_MS, give or take this share of it. */
const JITTER = 0.3;
const LONGEST_BODY = 64 * 1024;
const LONGEST_WAIT_MS = 5_000;
const STREAM_CHUNKS = 8;

const release = readRelease(new URL('release.json', import.meta.url));
const port = Number(process.env['PORT']);
const host = process.env['HOST'] ?? '127.0.0.1';

if (release.diesOnStart) {
  process.stderr.write(`${release.name}: the price list is missing; cannot start\n`);
  process.exit(1);
}
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  process.stderr.write('PORT must be a number from 1 to 65535\n');
  process.exit(2);
}

const random = mulberry32(port ^ Date.now());

const server = createServer((request, response) => {
  response.once('close', closeWhenStopping);
  answer(request, response).catch((error: unknown) => {
    // Where the client has gone nobody is left to tell.
    if (response.destroyed || response.headersSent) return;
    process.stderr.write(`${release.name}: ${String(error)}\n`);
    json(response, 500, { error: 'internal' });
  });
});
server.listen(port, host);

/** New requests go elsewhere by now; those under way are answered, then the process ends by itself. */
process.once('SIGTERM', () => {
  server.close();
});

/** A connection that was busy at the stop would be kept alive for seconds after its last answer. */
function closeWhenStopping(): void {
  if (!server.listening) server.closeIdleConnections();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://shop.invalid');
  response.setHeader('x-demo-release', release.name);
  if (url.pathname === '/healthz') {
    json(response, 200, { release: release.name });
    return;
  }
  const length = await readBody(request);
  if (length === null) {
    json(response, 413, { error: `send at most ${LONGEST_BODY} bytes` });
    return;
  }
  await sleep(WORK_MS * release.slowFactor * (1 - JITTER + 2 * JITTER * random()));
  if (random() < release.failRate) {
    response.setHeader('x-demo-fault', 'injected');
    json(response, 500, { error: 'the payment provider refused the currency' });
    return;
  }
  await route(`${request.method} ${url.pathname}`, url.searchParams, length, response);
}

async function route(
  name: string,
  query: URLSearchParams,
  length: number,
  response: ServerResponse,
): Promise<void> {
  switch (name) {
    case 'GET /':
      json(response, 200, { shop: 'open', release: release.name });
      return;
    case 'GET /cart':
      json(response, 200, { items: 3, total: '41.50' });
      return;
    case 'POST /cart':
    case 'POST /checkout':
      json(response, 201, { accepted: length });
      return;
    case 'GET /slow':
      await sleep(Math.min(LONGEST_WAIT_MS, Math.max(0, Number(query.get('ms') ?? 0))));
      json(response, 200, { waited: true });
      return;
    case 'GET /export':
      await exportOrders(response);
      return;
    default:
      json(response, 404, { error: `there is no ${name}` });
  }
}

/** A streaming response: it is cut where somebody stops this process too early. */
async function exportOrders(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/csv' });
  for (let chunk = 1; chunk <= STREAM_CHUNKS; chunk++) {
    response.write(`order ${chunk},${'x'.repeat(1_000)}\n`);
    await sleep(WORK_MS);
  }
  response.end('end\n');
}

function json(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** The body's length; null where it is longer than this service takes. */
async function readBody(request: IncomingMessage): Promise<number | null> {
  let length = 0;
  for await (const chunk of request) {
    length += Buffer.byteLength(String(chunk));
    if (length > LONGEST_BODY) return null;
  }
  return length;
}

function readRelease(file: URL): {
  readonly name: string;
  readonly failRate: number;
  readonly slowFactor: number;
  readonly diesOnStart: boolean;
} {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (
    typeof read === 'object' &&
    read !== null &&
    'name' in read &&
    typeof read.name === 'string' &&
    'failRate' in read &&
    typeof read.failRate === 'number' &&
    'slowFactor' in read &&
    typeof read.slowFactor === 'number' &&
    'diesOnStart' in read &&
    typeof read.diesOnStart === 'boolean'
  ) {
    const { name, failRate, slowFactor, diesOnStart } = read;
    return { name, failRate, slowFactor, diesOnStart };
  }
  throw new Error('release.json needs name, failRate, slowFactor and diesOnStart');
}

/** Tommy Ettinger's mulberry32: evenly from 0 to 1, from a 32-bit seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
