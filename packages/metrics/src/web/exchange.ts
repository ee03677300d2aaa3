import {
  request as httpRequest,
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';

/** More than counts need. */
export const LARGEST_ANSWER = 8 * 1024 * 1024;

/** One question, as it goes over the wire. */
export interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly body: string;
}

/** An answer, whatever it says, or why there is none. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly type: string;
      readonly retryAfter: string | null;
      readonly location: string | null;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
    }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'broken'; readonly code: string };

/** Asks and reads the answer, up to a size and for so long. Redirects are not followed. Never rejects. */
export async function exchange(question: Question, agent: Agent, limitMs: number): Promise<Reply> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  try {
    const response = await send(question, agent, signal);
    const body = await textOf(response);
    if (body === null) return { kind: 'too-large' };
    return {
      kind: 'answered',
      status: response.statusCode ?? 0,
      type: response.headers['content-type'] ?? '',
      retryAfter: response.headers['retry-after'] ?? null,
      location: response.headers.location ?? null,
      headers: response.headers,
      body,
    };
  } catch (error) {
    return signal.aborted ? { kind: 'too-late' } : { kind: 'broken', code: codeOf(error) };
  }
}

async function send(
  { method, url, headers, body }: Question,
  agent: Agent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = start(url, { method, agent, signal, headers: { ...headers, ...length } });
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

/** The server's own clock, in ms since 1970; ours where it does not tell. */
export function clockOf({ headers }: Extract<Reply, { kind: 'answered' }>): number {
  const now = Date.parse(headers.date ?? '');
  return Number.isNaN(now) ? Date.now() : now;
}
