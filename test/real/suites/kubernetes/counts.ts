import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

const PER_MS = 4;

/**
 * What a service's own statistics would tell of each release, by its digest: requests come all the time, and half of those
 * to a failing one fail. Pods that kwok plays serve nobody.
 */
export class Counts implements AsyncDisposable {
  readonly failing = new Set<string>();
  readonly url: string;
  readonly #server: Server;
  /** How long requests have come, and since when they come again; null: none come now. */
  #came = 0;
  #since: number | null = Date.now();

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<Counts> {
    const server = createServer((request, response) => {
      const release = new URL(request.url ?? '/', 'http://localhost').searchParams.get('release') ?? '';
      const requests = counts.#elapsed() * PER_MS;
      const failures = counts.failing.has(release) ? requests / 2 : 0;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ requests, failures }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
    const counts = new Counts(server, `http://127.0.0.1:${address.port}`);
    return counts;
  }

  /** No more requests, so nobody can judge anything, until they come again. */
  stop(): void {
    this.#came = this.#elapsed();
    this.#since = null;
  }

  goOn(): void {
    this.#since ??= Date.now();
  }

  #elapsed(): number {
    return this.#came + (this.#since === null ? 0 : Date.now() - this.#since);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
