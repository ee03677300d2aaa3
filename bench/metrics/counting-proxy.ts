import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** What went through, headers and all. */
export interface Traffic {
  readonly requests: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Passes HTTP on to a server on loopback, unchanged, and counts it. */
export class CountingProxy {
  readonly #upstream: URL;
  readonly #server: Server;
  #traffic: Traffic = NOTHING;

  private constructor(upstream: string) {
    this.#upstream = new URL(upstream);
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async before(upstream: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(upstream);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Since it was last taken. */
  take(): Traffic {
    const traffic = this.#traffic;
    this.#traffic = NOTHING;
    return traffic;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { method = 'GET', url: path = '/', headers } = request;
    const { hostname, port } = this.#upstream;
    const onwards = ask({ hostname, port, method, path, headers });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      onwards.once('response', resolve).once('error', reject);
    });
    onwards.end(body);
    const answer = await answered;
    const content = await bodyOf(answer);
    const sent = method.length + path.length + ' HTTP/1.1\r\n'.length + 1 + headBytes(request) + body.length;
    const received = 'HTTP/1.1 200 OK\r\n'.length + headBytes(answer) + content.length;
    this.#traffic = {
      requests: this.#traffic.requests + 1,
      sentBytes: this.#traffic.sentBytes + sent,
      receivedBytes: this.#traffic.receivedBytes + received,
    };
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  }
}

const NOTHING: Traffic = { requests: 0, sentBytes: 0, receivedBytes: 0 };

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Each header is `name: value` and a line's end, the last followed by an empty line. */
function headBytes({ rawHeaders }: IncomingMessage): number {
  const texts = rawHeaders.reduce((sum, text) => sum + text.length, 0);
  return texts + (rawHeaders.length / 2) * ': \r\n'.length + '\r\n'.length;
}
