import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '@glidepath/conductor';
import { formatDuration, type UnleashServer } from '@glidepath/model';
import { shown } from './foreign-text.ts';

/** More than one flag needs. */
const LARGEST_ANSWER = 8 * 1024 * 1024;
const MOST_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
/** Who asks to be left alone for longer is not waited for: the conductor comes again. */
const LONGEST_PAUSE_MS = 5_000;

export interface AdminContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In ms since 1970. */
  readonly now: () => number;
}

export type Method = 'GET' | 'POST' | 'PATCH';

/**
 * What Unleash said to a request. missing: it knows no such flag, project or strategy. unserved: it has no such path.
 * forbidden: the token is good, and its user may not.
 */
export type Answer =
  | { readonly kind: 'done'; readonly body: string }
  | { readonly kind: 'missing'; readonly said: string }
  | { readonly kind: 'unserved' | 'forbidden'; readonly why: string };

/** Trouble that may be over in a moment: look again, then decide anew what is to be done. */
export class Passing extends TargetError {
  readonly afterMs: number;

  constructor(message: string, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}

/**
 * Does it again, from its beginning, with growing pauses, while its trouble may pass.
 * @throws TargetError
 */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Passing) || attempt === MOST_ATTEMPTS) throw error;
      const pause = Math.max(error.afterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (pause > LONGEST_PAUSE_MS) throw error;
      await sleep(pause);
    }
  }
}

/** Unleash's admin API, one request at a time. The token is in no message. */
export class AdminCalls {
  readonly #server: UnleashServer;
  readonly #context: AdminContext;

  constructor(server: UnleashServer, context: AdminContext) {
    this.#server = server;
    this.#context = context;
  }

  get place(): string {
    return `Unleash at ${this.#server.url}`;
  }

  /**
   * `path` is below /admin.
   * @throws Passing, TargetError
   */
  async ask(method: Method, path: string, body: object | null = null): Promise<Answer> {
    const token = this.#token();
    const { status, headers, text } = await this.#exchange(method, path, body, token);
    if (status >= 200 && status < 300) return { kind: 'done', body: text };
    const said = shown(saidIn(text), [token]);
    const answered = `${this.place} answered ${status}${said === '' ? '' : `: ${said}`}`;
    const { tokenEnv } = this.#server;
    if (status >= 300 && status < 400)
      throw new TargetError(
        `${this.place} redirects; name the API itself in target.unleash.url, not a page to log in.`,
        true,
      );
    switch (status) {
      case 401:
        throw new TargetError(
          `${this.place} does not know the token in ${tokenEnv} (HTTP 401); put a personal access token or that of a service account there that has not expired.`,
          true,
        );
      case 403:
        return { kind: 'forbidden', why: `${answered}; ${this.#mendRights(text)}.` };
      case 404:
        // A proxy, or another server, says it without Unleash's own words.
        return nameIn(text) === 'NotFoundError' && !text.includes('path you were looking for')
          ? { kind: 'missing', said }
          : {
              kind: 'unserved',
              why: `${answered}; check target.unleash.url: the admin API is below it at /admin.`,
            };
      case 409:
      case 429:
        throw new Passing(`${answered}; it will be asked again.`, this.#waitOf(headers.get('retry-after')));
    }
    if (status >= 500)
      throw new Passing(
        text.includes(FAILED_TEST)
          ? `Somebody else changes the flag in ${this.place} at the same time.`
          : `${answered}; look at its own log.`,
        this.#waitOf(headers.get('retry-after')),
      );
    // Whoever looks again is told that the flag is gone.
    if (nameIn(text) === 'ArchivedFeatureError') throw new Passing(`${answered}.`);
    throw new TargetError(`${answered}; check the names under target.unleash.`, true);
  }

  async #exchange(
    method: Method,
    path: string,
    body: object | null,
    token: string,
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const { url, timeout } = this.#server;
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(`${url}/admin${path}`, {
        method,
        redirect: 'manual',
        signal,
        headers: {
          authorization: token,
          accept: 'application/json',
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, text: await this.#textOf(response) };
    } catch (error) {
      if (error instanceof TargetError) throw error;
      if (signal.aborted)
        throw new Passing(
          `${this.place} did not answer within ${formatDuration(timeout)}; check that it runs and is not overloaded.`,
        );
      throw new Passing(`${this.place} can't be reached (${shown(whyNot(error), [token])}); ${REACH}.`);
    }
  }

  async #textOf(response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.byteLength;
      if (size > LARGEST_ANSWER)
        throw new TargetError(`${this.place} answered with more than 8 MiB; check target.unleash.url.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #token(): string {
    const { tokenEnv } = this.#server;
    const token = this.#context.env[tokenEnv]?.trim() ?? '';
    if (token === '')
      throw new TargetError(
        `The environment variable ${tokenEnv}, which target.unleash.token-env names, is not set; set it, in a workflow with env: { ${tokenEnv}: "\${{ secrets.${tokenEnv} }}" }.`,
        true,
      );
    // A header takes nothing else; the token itself is not told.
    if (/^[\x21-\x7e]+$/.test(token)) return token;
    throw new TargetError(
      `The environment variable ${tokenEnv} holds characters that no token has; check that it holds the token alone.`,
      true,
    );
  }

  #mendRights(text: string): string {
    if (text.includes('SKIP_CHANGE_REQUEST')) return changeRequestMend(this.#server.environment);
    if (text.includes('token type'))
      return `${this.#server.tokenEnv} holds a token for SDKs: put a personal access token or that of a service account there`;
    return `give the user of ${this.#server.tokenEnv} the rights to turn the flag on and off there, and to add and change its strategies`;
  }

  /** Seconds, or a date: RFC 9110, 10.2.3. */
  #waitOf(retryAfter: string | null): number {
    if (retryAfter === null) return 0;
    if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
    const date = Date.parse(retryAfter);
    return Number.isNaN(date) ? 0 : Math.max(0, date - this.#context.now());
  }
}

/** @throws TargetError where Unleash does not serve the path, or forbids it */
export function allowed(answer: Answer): Extract<Answer, { kind: 'done' | 'missing' }> {
  switch (answer.kind) {
    case 'done':
    case 'missing':
      return answer;
    case 'unserved':
    case 'forbidden':
      throw new TargetError(answer.why, true);
  }
}

/** How Unleash says that a JSON Patch met something else than it was made for. */
const FAILED_TEST = 'TEST_OPERATION_FAILED';
const REACH = 'check that it runs, target.unleash.url and the network';

export function changeRequestMend(environment: string): string {
  return `changes in ${environment} need a change request: turn that off for it, or give the token's user the right to skip change requests there`;
}

/** What an answer of trouble says, by Unleash's own form; nothing where it has another. */
function saidIn(text: string): string {
  return wordIn(text, 'message');
}

function nameIn(text: string): string {
  return wordIn(text, 'name');
}

function wordIn(text: string, key: 'message' | 'name'): string {
  const json = jsonIn(text);
  if (typeof json !== 'object' || json === null || !(key in json)) return '';
  const word: unknown = Object.entries(json).find(([name]) => name === key)?.[1];
  return typeof word === 'string' ? word : '';
}

/** Null where it is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Why nothing came, in a word or two: fetch hides it in causes. */
function whyNot(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyNot(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return whyNot(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
