import { TargetError } from '@glidepath/conductor';
import { formatDuration, shown, type UnleashServer } from '@glidepath/model';
import { exchange, LARGEST_ANSWER, type Answered, type Question } from '../web/exchange.ts';
import { jsonIn } from '../web/json-text.ts';
import { retryAfter } from '../web/retry-after.ts';
import { tokenIn, type Environment } from '../web/token.ts';
import { Passing } from './patience.ts';

export interface AdminContext {
  readonly env: Environment;
  /** In ms since 1970. */
  readonly now: () => number;
}

/**
 * What Unleash said to a request. missing: it knows no such flag, project or strategy. unserved: it has no such path.
 * forbidden: the token is good, and its user may not.
 */
export type Answer =
  | { readonly kind: 'done'; readonly body: string }
  | { readonly kind: 'missing'; readonly said: string }
  | { readonly kind: 'unserved' | 'forbidden'; readonly why: string };

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
  async ask(method: Question['method'], path: string, body: object | null = null): Promise<Answer> {
    const token = tokenIn(this.#context.env, this.#server.tokenEnv, 'target.unleash.token-env', TOKEN);
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
        throw new Passing(
          `${answered}; it will be asked again.`,
          retryAfter(headers, this.#context.now()) ?? 0,
        );
    }
    if (status >= 500)
      throw new Passing(
        text.includes(FAILED_TEST)
          ? `Somebody else changes the flag in ${this.place} at the same time.`
          : `${answered}; look at its own log.`,
        retryAfter(headers, this.#context.now()) ?? 0,
      );
    // Whoever looks again is told that the flag is gone.
    if (nameIn(text) === 'ArchivedFeatureError') throw new Passing(`${answered}.`);
    throw new TargetError(`${answered}; check the names under target.unleash.`, true);
  }

  async #exchange(
    method: Question['method'],
    path: string,
    body: object | null,
    token: string,
  ): Promise<Answered> {
    const { url, timeout } = this.#server;
    const question = {
      method,
      url: `${url}/admin${path}`,
      headers: {
        authorization: token,
        accept: 'application/json',
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
    };
    const reply = await exchange(question, timeout);
    switch (reply.kind) {
      case 'answered':
        return reply;
      case 'too-large':
        throw new TargetError(
          `${this.place} answered with more than ${LARGEST_ANSWER / 1024 ** 2} MiB; check target.unleash.url.`,
        );
      case 'too-late':
        throw new Passing(
          `${this.place} did not answer within ${formatDuration(timeout)}; check that it runs and is not overloaded.`,
        );
      case 'broken':
        throw new Passing(`${this.place} can't be reached (${shown(reply.code, [token])}); ${REACH}.`);
    }
  }

  #mendRights(text: string): string {
    if (text.includes('SKIP_CHANGE_REQUEST')) return changeRequestMend(this.#server.environment);
    if (text.includes('token type'))
      return `${this.#server.tokenEnv} holds a token for SDKs: put a personal access token or that of a service account there`;
    return `give the user of ${this.#server.tokenEnv} the rights to turn the flag on and off there, and to add and change its strategies`;
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
const TOKEN = 'personal access token for Unleash, or one of a service account';
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
