import type { Millis } from '@glidepath/model';

/** More than any answer that is asked for here: GitHub's largest, a whole tree, has 7 MB. */
const LARGEST = 32 * 1024 * 1024;
/** How long a call may still take once the run is told to stop: a runner leaves 7.5 s for everything. */
const HURRY_MS = 2500;

export interface FetchLimits {
  /** How long one try may take, to the last byte. */
  readonly timeout: Millis;
  readonly stop: AbortSignal;
  readonly token: string;
}

/**
 * `fetch` for one try of a call. It has the whole body before it returns, so an answer that is cut off is a failed call;
 * it does not follow a redirect of a write, which would turn it into a read; it shows the token to nobody, even if
 * a server sent it back.
 */
export function boundedFetch({ timeout, stop, token }: FetchLimits): typeof fetch {
  return async (input, init) => {
    const deadline = new Deadline(timeout, stop);
    try {
      const redirect = isRead(init?.method ?? 'GET') ? 'follow' : 'manual';
      const response = await fetch(input, { ...init, redirect, signal: deadline.signal });
      const body = (await textOf(response)).replaceAll(token, '***');
      return whole(response, body);
    } catch (error) {
      if (!deadline.signal.aborted) throw error;
      throw new Error(`no answer within ${deadline.allowed / 1000} s`, { cause: error });
    } finally {
      deadline.clear();
    }
  };
}

/** Aborts when the time is up; there is less of it once the run is told to stop. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #stop: AbortSignal;
  readonly #began = performance.now();
  #timer: NodeJS.Timeout;
  /** In milliseconds. */
  allowed: number;

  constructor(timeout: Millis, stop: AbortSignal) {
    this.#stop = stop;
    this.allowed = stop.aborted ? Math.min(timeout, HURRY_MS) : timeout;
    this.#timer = this.#start();
    stop.addEventListener('abort', this.#hurry, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#stop.removeEventListener('abort', this.#hurry);
  }

  readonly #hurry = (): void => {
    this.allowed = Math.min(this.allowed, performance.now() - this.#began + HURRY_MS);
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  };

  #start(): NodeJS.Timeout {
    const left = this.#began + this.allowed - performance.now();
    return setTimeout(() => this.#controller.abort(), left);
  }
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: AsyncIterable<Uint8Array> = body;
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new Error(`the answer has more than ${LARGEST / 1024 / 1024} MB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The same answer with a body that is there already. */
function whole({ status, statusText, headers, url }: Response, body: string): Response {
  const bodiless = status === 204 || status === 205 || status === 304;
  const response = new Response(bodiless ? null : body, { status, statusText, headers });
  return Object.defineProperty(response, 'url', { value: url });
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
