import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { because, errorCode } from '../errors.ts';
import { portOwner } from './port-owner.ts';
import { Refused } from './refused.ts';

/** A server at an address that may change while it serves. */
export class Listener {
  readonly #what: string;
  readonly #create: () => Server;
  #server: Server | null = null;
  #at = '';

  /** `create` makes a server that does not listen yet. */
  constructor(what: string, create: () => Server) {
    this.#what = what;
    this.#create = create;
  }

  /** Whether it listens there. */
  isAt(host: string, port: number): boolean {
    return this.#at === addressOf(host, port);
  }

  /**
   * Listens there from now on. At the old place nobody new is let in; who is in may finish.
   * @throws Refused when the port is not to be had; then all stays as it was
   */
  async move(host: string, port: number): Promise<void> {
    if (this.isAt(host, port)) return;
    const server = this.#create();
    try {
      await listen(server, host, port);
    } catch (error) {
      throw new Refused('port', this.#trouble(error, host, port));
    }
    this.close();
    this.#server = server;
    this.#at = addressOf(host, port);
  }

  /** Lets nobody new in. */
  close(): void {
    this.#server?.close();
    this.#server = null;
    this.#at = '';
  }

  #trouble(error: unknown, host: string, port: number): string {
    const where = `The ${this.#what} cannot listen on ${addressOf(host, port)}`;
    const code = errorCode(error);
    if (code === 'EADDRINUSE') {
      const who = portOwner(port) ?? 'another program';
      return `${where}: ${who} listens on port ${port} already, and it is not this environment's proxy. Stop it, or set another port.`;
    }
    if (code === 'EACCES') {
      return `${where}: this user may not. Ports below 1024 belong to root; set a higher one.`;
    }
    return `${where}: ${because(error)}. Check "host" and "port" of the target.`;
  }
}

/** Resolves with the port. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function addressOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
