import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import type { Digest } from '@glidepath/model';
import { createProxyServer } from 'httpxy';
import type { Choice } from './balance.ts';
import { dial, LineAgent } from './dial.ts';
import type { Instance } from './instance.ts';
import { log } from './log.ts';
import type { Outcome, Trip } from './metrics.ts';

export interface ProxyOptions {
  readonly choice: Choice;
  nameOf(digest: Digest): string;
  record(trip: Trip): void;
  /** The daemon ends: clients are told to come back on another connection. */
  isStopping(): boolean;
}

/** Why the proxy itself answered: the value of the header `x-glidepath-error`. */
type ProxyError = 'no-instance' | 'broken' | 'no-upgrade';

/** A request on its way. */
interface Passage {
  readonly instance: Instance;
  readonly arrivedAt: number;
  /** The release has begun to answer. */
  begun: boolean;
  /** The release hung up before its answer was complete. */
  broken: boolean;
  /** An answer that is meant to last says nothing about latency. */
  endless: boolean;
}

export interface Proxy {
  request(req: IncomingMessage, res: ServerResponse): void;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Passes each request to one instance, and tells how it ended. */
export function createProxy(options: ProxyOptions): Proxy {
  const passages = new WeakMap<IncomingMessage, Passage>();
  // No time-outs of ours: how long an answer may take is for the release and its clients to say.
  const proxy = createProxyServer({ xfwd: true });

  proxy.on('proxyRes', (answer, req, res) => {
    const passage = passages.get(req);
    // That is between the release and us; the client's connection may be kept.
    delete answer.headers['keep-alive'];
    answer.headers.connection = options.isStopping() || !res.shouldKeepAlive ? 'close' : 'keep-alive';
    if (passage === undefined) return;
    passage.begun = true;
    passage.endless = answer.headers['content-type']?.startsWith('text/event-stream') === true;
    const check = (): void => {
      if (!answer.complete && !res.destroyed) passage.broken = true;
    };
    answer.once('error', check);
    answer.once('close', check);
  });

  proxy.on('proxyReqWs', (request, req) => {
    const passage = passages.get(req);
    if (passage === undefined) return;
    request.once('upgrade', () => {
      passage.begun = true;
      finish(passage, { kind: 'answered', status: 101 });
    });
    request.once('response', (answer) => {
      passage.begun = true;
      finish(passage, { kind: 'answered', status: answer.statusCode ?? 502 });
    });
  });

  proxy.on('error', (error, req, res) => {
    const passage = req === undefined ? undefined : passages.get(req);
    if (passage === undefined || passage.begun) return;
    if (res instanceof ServerResponse) {
      if (res.headersSent || res.destroyed || res.socket?.destroyed === true) return;
      refuse(res, 'broken', `${options.nameOf(passage.instance.berth.digest)} hung up: ${error.message}`);
    } else if (res instanceof Socket && res.writable) {
      finish(passage, { kind: 'answered', status: 502 });
      refuseUpgrade(res, 'broken');
    }
  });

  function finish(passage: Passage, outcome: Outcome, durationMs: number | null = null): void {
    const { digest } = passage.instance.berth;
    options.record({ digest, name: options.nameOf(digest), outcome, durationMs, begun: passage.begun });
  }

  function miss(digest: Digest | null): void {
    if (digest === null) return;
    const outcome = { kind: 'answered', status: 503 } as const;
    options.record({ digest, name: options.nameOf(digest), outcome, durationMs: null, begun: false });
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const arrivedAt = performance.now();
    const line = await dial(options.choice);
    if (line.kind === 'missed') {
      miss(line.digest);
      refuse(res, 'no-instance', 'No instance is ready to answer.');
      return;
    }
    const { instance, socket } = line;
    if (res.closed || res.destroyed) {
      socket.destroy();
      instance.release();
      return;
    }
    const passage: Passage = { instance, arrivedAt, begun: false, broken: false, endless: false };
    passages.set(req, passage);
    res.once('close', () => {
      instance.release();
      finish(passage, outcomeOf(res, passage), passage.endless ? null : performance.now() - arrivedAt);
    });
    res.setHeader('x-glidepath-release', headerText(options.nameOf(instance.berth.digest)));
    // Answered by Node already (`expect`), or not understood here (`upgrade` to anything but a WebSocket).
    delete req.headers.expect;
    delete req.headers.upgrade;
    await proxy.web(req, res, {
      target: targetOf(instance),
      agent: new LineAgent(socket),
      headers: { connection: 'close' },
    });
  }

  async function tunnel(req: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on('error', () => undefined);
    if (!(client instanceof Socket) || !isWebSocket(req)) {
      refuseUpgrade(client, 'no-upgrade');
      return;
    }
    const arrivedAt = performance.now();
    const line = await dial(options.choice);
    if (line.kind === 'missed') {
      miss(line.digest);
      refuseUpgrade(client, 'no-instance');
      return;
    }
    const { instance, socket } = line;
    socket.once('close', () => {
      instance.release();
      client.destroySoon();
    });
    client.once('close', () => {
      socket.destroySoon();
    });
    if (client.destroyed) {
      socket.destroy();
      return;
    }
    passages.set(req, { instance, arrivedAt, begun: false, broken: false, endless: true });
    await proxy.ws(req, client, { target: targetOf(instance), agent: new LineAgent(socket) }, head);
  }

  return {
    request(req, res) {
      // Rejects when the client's or the instance's connection breaks, which the events above have told already.
      serve(req, res).catch(() => {
        if (!res.headersSent) refuse(res, 'broken', 'The request could not be passed on.');
      });
    },
    upgrade(req, socket, head) {
      tunnel(req, socket, head).catch((error: unknown) => {
        log(`tunnel: ${String(error)}`);
        socket.destroy();
      });
    },
  };
}

export function isWebSocket(req: IncomingMessage): boolean {
  return req.method === 'GET' && req.headers.upgrade?.toLowerCase() === 'websocket';
}

function outcomeOf(res: ServerResponse, passage: Passage): Outcome {
  if (passage.broken) return { kind: 'cut' };
  return res.writableFinished ? { kind: 'answered', status: res.statusCode } : { kind: 'left' };
}

function targetOf(instance: Instance): { host: string; port: number; protocol: string } {
  return { host: '127.0.0.1', port: instance.berth.port, protocol: 'http:' };
}

const STATUS: Readonly<Record<ProxyError, readonly [number, string]>> = {
  'no-instance': [503, 'Service Unavailable'],
  broken: [502, 'Bad Gateway'],
  'no-upgrade': [501, 'Not Implemented'],
};

function refuse(res: ServerResponse, error: ProxyError, text: string): void {
  const [status] = STATUS[error];
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-glidepath-error': error });
  res.end(`${text}\n`);
}

function refuseUpgrade(socket: Duplex, error: ProxyError): void {
  const [status, text] = STATUS[error];
  socket.end(
    `HTTP/1.1 ${status} ${text}\r\nx-glidepath-error: ${error}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
}

/** A release's name may hold what a header may not. */
function headerText(name: string): string {
  return /^[\x20-\x7e]+$/.test(name) ? name : encodeURIComponent(name);
}
