import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';

/** For how long nothing at all may come or go. */
const IDLE_MS = 60_000;

/** What is sent along. It can be opened as often as needed. */
export interface Payload {
  readonly size: number;
  open(): Readable;
}

/** One question, as it goes over the wire. */
export interface Question {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Payload | null;
}

/** The head of an answer; its body is still to be read, or to be dropped. */
export interface Answer {
  readonly method: Question['method'];
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** Redirects are not followed. @throws the system's error where no answer comes */
export async function exchange(question: Question, signal: AbortSignal | undefined): Promise<Answer> {
  const { method, url, headers, payload } = question;
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const length = method === 'GET' || method === 'HEAD' ? {} : { 'content-length': payload?.size ?? 0 };
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method,
      headers: { 'user-agent': 'glidepath', ...headers, ...length },
      timeout: IDLE_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    const body = payload?.open();
    request.once('timeout', () => request.destroy(new Error(`silent for ${IDLE_MS / 1000} s`)));
    request.once('response', (response) => {
      // An answer that does not wait for the body does not want it.
      body?.unpipe(request);
      body?.destroy();
      if (!request.writableFinished) response.once('close', () => request.destroy());
      resolve({ method, url, status: response.statusCode ?? 0, headers: response.headers, body: response });
    });
    request.on('error', (error) => {
      body?.destroy();
      reject(error);
    });
    body?.on('error', (error) => request.destroy(error));
    if (body === undefined) request.end();
    else body.pipe(request);
  });
}

/** Leaves the rest of an answer unread. */
export function drop({ method, body }: Answer): void {
  // A short rest is read, so that the connection can be used again; a long one is not worth it.
  if (method === 'HEAD' || Number(body.headers['content-length'] ?? Infinity) <= 64 * 1024) body.resume();
  else body.destroy();
}

/** Of several addresses that were tried in vain, the first one's. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** A header that is there at most once. */
export function headerOf({ headers }: Answer, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
