import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Login } from './login.ts';

/** More than the counters of a service need. */
export const LARGEST_ANSWER = 8 * 1024 * 1024;

/** An answer, whatever it says, or why there is none. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly type: string;
      readonly retryAfter: string | null;
      readonly location: string | null;
      readonly body: string;
    }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'broken'; readonly code: string };

/** Sends a form and reads the answer, up to a size and for so long. Redirects are not followed. Never rejects. */
export async function post(
  url: string,
  form: Readonly<Record<string, string>>,
  { headers, agent }: Login,
  limitMs: number,
): Promise<Reply> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  const body = new URLSearchParams(form).toString();
  try {
    const response = await send(url, body, { headers, agent }, signal);
    const text = await textOf(response);
    if (text === null) return { kind: 'too-large' };
    return {
      kind: 'answered',
      status: response.statusCode ?? 0,
      type: response.headers['content-type'] ?? '',
      retryAfter: response.headers['retry-after'] ?? null,
      location: response.headers.location ?? null,
      body: text,
    };
  } catch (error) {
    return signal.aborted ? { kind: 'too-late' } : { kind: 'broken', code: codeOf(error) };
  }
}

async function send(
  url: string,
  body: string,
  { headers, agent }: Pick<Login, 'headers' | 'agent'>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method: 'POST',
      agent,
      signal,
      headers: {
        ...headers,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      },
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** Null where it is larger than it may be; what is left of it is not read. */
async function textOf(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > LARGEST_ANSWER) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Of several addresses that were tried in vain, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
