import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { GitHubAccess } from '../access.ts';

/** A server on loopback that answers with what a test tells it, in order, and remembers what it was asked. */

export interface Scripted {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text goes as it is. */
  readonly body?: unknown;
}

/** `cut`: the connection ends without an answer. `hang`: there is none. `half`: the body ends too early. */
export type Turn = Scripted | 'cut' | 'hang' | 'half';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<IncomingMessage['headers']>;
  readonly body: string;
}

export interface ScriptedServer {
  readonly url: string;
  readonly access: GitHubAccess;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export const TOKEN = 'ghs_0123456789';

/** The last turn is repeated. It ends with the test. */
export async function scripted(...turns: readonly [Turn, ...Turn[]]): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const answerNext = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request;
    const body = await text(request);
    const turn = turns[Math.min(asked.length, turns.length - 1)] ?? 'cut';
    asked.push({ method, path, headers, body });
    answer(turn, response);
  };
  const server = createServer((request, response) => {
    void answerNext(request, response);
  });
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  onTestFinished(close);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    access: { apiUrl: url, serverUrl: url, owner: 'acme', repo: 'checkout', token: TOKEN },
    asked,
    close,
  };
}

function answer(turn: Turn, response: ServerResponse): void {
  if (turn === 'hang') return;
  if (turn === 'cut') {
    response.destroy();
    return;
  }
  if (turn === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"sha":', () => response.destroy());
    return;
  }
  const { status, headers = {}, body } = turn;
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}
