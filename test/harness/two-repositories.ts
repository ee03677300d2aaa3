import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { GitHub } from '../github/index.ts';

/** One address for two emulated repositories. */
export interface Front extends AsyncDisposable {
  readonly url: string;
}

/** Sends what is asked of `other`'s repository to it, and all else to `main`. */
export async function frontOf(main: GitHub, other: GitHub): Promise<Front> {
  const { owner, repo } = other.repository;
  const server = createServer((asked, answer) => {
    const { url = '/', method, headers } = asked;
    const { url: place } = url.startsWith(`/repos/${owner}/${repo}/`) ? other : main;
    const there = forward(new URL(url, place), { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    there.on('error', () => answer.destroy());
    asked.pipe(there);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
