import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

const noticeSchema = z.object({
  topic: z.string(),
  environment: z.string(),
  decision: z.nullable(z.string()),
  live: z.nullable(z.object({ digest: z.string(), name: z.string() })),
});
export type Notice = z.output<typeof noticeSchema>;

/** An address that is told of what happens. */
export class Hook {
  readonly received: Notice[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request, response);
    });
  }

  static async start(): Promise<Hook> {
    const hook = new Hook();
    hook.#server.listen(0, '127.0.0.1');
    await once(hook.#server, 'listening');
    return hook;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the system gave no port');
    return `http://127.0.0.1:${address.port}/told-to-nobody`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.received.push(z.parse(noticeSchema, JSON.parse(await text(request))));
    response.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close').catch(() => undefined);
  }
}
