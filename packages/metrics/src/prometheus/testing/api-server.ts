import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One HTTP request as the server saw it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly body: string;
}

/** Does what it likes with an answer. */
export type Behaviour = (response: ServerResponse, asked: Asked) => void;

/** A server on loopback that plays Prometheus, well or badly; a queue of behaviours goes before the lasting one. */
export class ApiServer {
  readonly asked: Asked[] = [];
  readonly next: Behaviour[] = [];
  behaviour: Behaviour = vector([]);
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ApiServer> {
    const server = new ApiServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const query = new URLSearchParams(body).get('query') ?? '';
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      query,
      headers: request.headers,
      body,
    };
    this.asked.push(asked);
    (this.next.shift() ?? this.behaviour)(response, asked);
  }
}

/** Labels and the value as Prometheus writes it. */
export type Row = readonly [labels: Readonly<Record<string, string>>, value: string | HistogramText];

/** A native histogram as Prometheus writes it. */
export interface HistogramText {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [rule: number, from: string, to: string, count: string])[];
}

export const NOW_S = 1_700_000_000;

export function vector(rows: readonly Row[]): Behaviour {
  const result = rows.map(([metric, value]) =>
    typeof value === 'string' ? { metric, value: [NOW_S, value] } : { metric, histogram: [NOW_S, value] },
  );
  return json(200, { status: 'success', data: { resultType: 'vector', result } });
}

/** Answers each of the queries that came joined, or the only one. */
export function answers(rowsFor: (query: string) => readonly Row[]): Behaviour {
  return (response, asked) => {
    const parts = [
      ...asked.query.matchAll(/label_replace\((.*?), "glidepath_query", "(\d+)", "", ""\)(?: or |$)/gs),
    ];
    const rows =
      parts.length === 0
        ? rowsFor(asked.query)
        : parts.flatMap(([, query = '', mark = '']) =>
            rowsFor(query).map(([labels, value]): Row => [{ ...labels, glidepath_query: mark }, value]),
          );
    vector(rows)(response, asked);
  };
}

/** Answers by what is asked, the first that fits. */
export function answering(...known: readonly (readonly [asked: string, rows: readonly Row[]])[]): Behaviour {
  return answers((query) => known.find(([part]) => query.includes(part))?.[1] ?? []);
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** Whatever was asked. */
export type Regardless = (response: ServerResponse) => void;

/** Never answers. */
export const hang: Regardless = () => {};

/** Hangs up before it answers. */
export const hangUp: Regardless = (response) => void response.socket?.destroy();

/** Promises more than it sends, and hangs up. */
export const cutOff: Regardless = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"status":"success","data":', () => void response.socket?.destroy());
};

/** Sends without end, until the other side has had enough. */
export function flood(sent: (bytes: number) => void): Regardless {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(256 * 1024, ' ');
    const more = (): void => {
      if (response.destroyed) return;
      sent(chunk.length);
      response.write(chunk, () => setImmediate(more));
    };
    more();
  };
}
