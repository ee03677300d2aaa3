import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** What is done to the next request that carries a blob. */
export type Disturbance =
  /** Both connections are cut after so many bytes. */
  | { readonly kind: 'cut'; readonly after: number }
  /** It goes on with another login: as if the time had come for the old one to expire. */
  | { readonly kind: 'login'; readonly authorization: string };

/** A proxy between a client and a registry. */
export class Disturber {
  /** Used up one after the other. */
  readonly next: Disturbance[] = [];
  /** `PUT 201`: what was asked and answered; `PUT cut` for what was not. */
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #port: number;

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => this.#pass(request, response));
  }

  static async before(port: number): Promise<Disturber> {
    const disturber = new Disturber(port);
    disturber.#server.listen(0, '127.0.0.1');
    await once(disturber.#server, 'listening');
    return disturber;
  }

  get host(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const carries =
      Number(request.headers['content-length'] ?? 0) > 0 && request.url?.includes('/uploads/') === true;
    const disturbance = carries ? this.next.shift() : undefined;
    const login = disturbance?.kind === 'login' ? { authorization: disturbance.authorization } : {};
    const onwards = ask({
      host: '127.0.0.1',
      port: this.#port,
      path: request.url,
      method: request.method,
      headers: { ...request.headers, ...login },
    });
    const hangUp = (): void => {
      onwards.destroy();
      request.socket.destroy();
    };
    onwards.on('error', hangUp).on('response', (answer) => {
      this.seen.push(`${request.method} ${answer.statusCode}`);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.on('error', hangUp);
    if (disturbance?.kind !== 'cut') {
      request.pipe(onwards);
      return;
    }
    let left = disturbance.after;
    request.on('data', (chunk: Buffer) => {
      if (left <= 0) return;
      const part = chunk.subarray(0, left);
      left -= part.length;
      // The registry has to have it before the line is cut.
      onwards.write(part, () => {
        if (left > 0) return;
        this.seen.push(`${request.method} cut`);
        setTimeout(hangUp, 100);
      });
    });
  }
}
