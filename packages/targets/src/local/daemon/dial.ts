import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Digest } from '@glidepath/model';
import { pick, type Choice } from './balance.ts';
import type { Instance } from './instance.ts';
import { draw } from './shares.ts';

/** A connection to an instance, open and unused; or who should have answered and could not be reached. */
export type Dialled =
  | { readonly kind: 'line'; readonly instance: Instance; readonly socket: Socket }
  | { readonly kind: 'missed'; readonly digest: Digest | null };

/**
 * Opens a connection for one request. Nothing of the request has been read or sent by then, so whom we can't connect to
 * is passed over: another instance of the release is tried, then the other release. The instance counts the request as
 * its own from here on; the caller releases it.
 */
export async function dial(choice: Choice): Promise<Dialled> {
  const tried = new Set<Instance>();
  let kept: Digest | null = null;
  for (;;) {
    const instance = pick(choice, kept, tried);
    if (instance === null) return { kind: 'missed', digest: kept ?? draw(choice.shares, Math.random()) };
    kept ??= instance.berth.digest;
    instance.acquire();
    try {
      return { kind: 'line', instance, socket: await open(instance.berth.port) };
    } catch {
      instance.release();
      instance.suspect();
      tried.add(instance);
    }
  }
}

const PATIENCE_MS = 3000;

async function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const giveUp = setTimeout(() => {
      socket.destroy(new Error(`no connection to port ${port} within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    // Stays: the instance may hang up before the HTTP client listens for it.
    socket.on('error', (error) => {
      clearTimeout(giveUp);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(giveUp);
      resolve(socket);
    });
  });
}

/**
 * Hands one open connection to one request. There is no pool: a kept connection may be closed by the instance in the
 * very moment in which it is used again, and then nobody can tell whether the request was seen.
 */
export class LineAgent extends Agent {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super({ keepAlive: false });
    this.#socket = socket;
  }

  override createConnection(): Socket {
    return this.#socket;
  }
}
