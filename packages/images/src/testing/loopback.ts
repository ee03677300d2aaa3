import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { RegistryAccess } from '../access.ts';

/** What a server was asked, as far as tests look at it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Handler = (asked: Asked, response: ServerResponse) => void;

/** A server on loopback that a test tells what to answer. It ends with the test. */
export class Loopback {
  readonly asked: Asked[] = [];
  readonly #server: Server;

  private constructor(handler: Handler) {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response, handler);
    });
  }

  static async start(handler: Handler): Promise<Loopback> {
    const loopback = new Loopback(handler);
    loopback.#server.listen(0, '127.0.0.1');
    await once(loopback.#server, 'listening');
    onTestFinished(async () => loopback.stop());
    return loopback;
  }

  get host(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `127.0.0.1:${address.port}`;
  }

  /** `GET /v2/shop/app/manifests/1`, in their order. */
  get lines(): readonly string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, handler: Handler): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    } catch {
      return;
    }
    const url = new URL(request.url ?? '', `http://${this.host}`);
    const { method = '', headers } = request;
    const asked = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.concat(chunks),
    };
    this.asked.push(asked);
    handler(asked, response);
  }
}

export interface TestAccess extends RegistryAccess {
  /** How long it was to wait, in ms; nobody really waits. */
  readonly waits: readonly number[];
}

export function testAccess(own: Partial<RegistryAccess> = {}): TestAccess {
  const waits: number[] = [];
  return {
    waits,
    login: async () => null,
    plainHttp: [],
    now: () => 1_000_000,
    wait: async (ms) => {
      waits.push(ms);
    },
    ...own,
  };
}
