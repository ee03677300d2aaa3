import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Agent, fetch } from 'undici';
import type { Access } from './kubeconfig.ts';

/** A way to an API server that ends for good at a given write, as a run does whose machine is gone. */
export interface Dying extends AsyncDisposable {
  /** The text of a kubeconfig. */
  readonly kubeconfig: string;
  /** Whether it has ended. */
  readonly isDead: () => boolean;
}

/**
 * @param writes how many go through; the next one is its end
 * @param heard whether that one still arrives, and only its answer does not come back
 */
export async function dyingAfter(writes: number, heard: boolean, to: Access): Promise<Dying> {
  const agent = new Agent({ connect: { ca: to.certificate } });
  let left = writes;
  let dead = false;
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return {
    kubeconfig: plainly({ ...to, url: `http://127.0.0.1:${address.port}` }),
    isDead: () => dead,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await agent.destroy();
    },
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await buffer(request);
    const isLast = !dead && method !== 'GET' && !url.includes('dryRun') && left-- === 0;
    dead ||= isLast;
    if (dead && !(isLast && heard)) return end();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const type = headers['content-type'];
    const answer = await fetch(`${to.url}${url}`, {
      method,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${to.token}`,
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      body: body.length === 0 ? null : body,
      signal: gone.signal,
    });
    if (dead) return end();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).flushHeaders();
    // A watch tells one thing after another.
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  }

  function end(): void {
    server.closeAllConnections();
  }
}

/** Without TLS, so that it can be told what is a write. */
function plainly({ name, url, token }: Access): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}
