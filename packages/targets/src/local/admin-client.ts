import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type * as z from 'zod/mini';
import { parseJson } from './durable.ts';
import type { Contact } from './protocol.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const PATIENCE_MS = 10_000;

/** Asks the daemon; rejects with the system's error when it can't be reached. */
export async function ask(
  contact: Contact,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body: unknown = null,
  limitMs = PATIENCE_MS,
): Promise<Reply> {
  const payload = body === null ? null : Buffer.from(JSON.stringify(body));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: contact.port,
        method,
        path,
        agent: false,
        signal: AbortSignal.timeout(limitMs),
        headers: {
          authorization: `Bearer ${contact.token}`,
          ...(payload === null ? {} : { 'content-length': payload.length }),
        },
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(payload ?? undefined);
  });
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}

/** What a reply holds, or null when it is not what `schema` says. */
export function read<T>(reply: Reply, schema: z.ZodMiniType<T>): T | null {
  return reply.status === 200 ? parseJson(reply.body, schema) : null;
}
