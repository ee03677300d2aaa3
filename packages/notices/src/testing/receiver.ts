import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Does what it likes with an answer. */
export type Behaviour = (response: ServerResponse) => void;

/** A server on loopback that takes notices, well or badly; a queue of behaviours goes before the lasting one. */
export class Receiver {
  readonly received: Received[] = [];
  readonly next: Behaviour[] = [];
  behaviour: Behaviour = answer(200, 'ok');
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        this.received.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
        (this.next.shift() ?? this.behaviour)(response);
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `${this.origin}/services/T0/B0/hush`;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  get bodies(): readonly unknown[] {
    return this.received.map(({ body }): unknown => JSON.parse(body));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export function answer(status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** Never answers. */
export const hang: Behaviour = () => {};

/** Hangs up before it answers. */
export const hangUp: Behaviour = (response) => void response.socket?.destroy();

/** Begins a refusal and never ends it. */
export const endless: Behaviour = (response) => {
  response.writeHead(400);
  const more = (): void => {
    if (!response.destroyed) response.write(Buffer.alloc(64 * 1024, 'a'), () => setImmediate(more));
  };
  more();
};
