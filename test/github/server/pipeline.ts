import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Budget } from './budget.ts';
import { isDescribed } from './boundary.ts';
import type { Contract, Match } from './contract.ts';
import { rateLimited } from './fault-answers.ts';
import { headerTrouble } from './headers.ts';
import { acceptedPermissions, mayCall } from './permissions.ts';
import { errorBody, Refusal } from './reply.ts';
import type { Reply } from './reply.ts';
import type { AnyHandler, Routes } from './routes.ts';
import type { Caller, Tokens } from './tokens.ts';

/** A request that did not fit GitHub's description, or an answer of ours that did not. */
export interface Violation {
  readonly kind: 'request' | 'response';
  readonly method: string;
  readonly path: string;
  /** What does not fit, one line each. */
  readonly trouble: readonly string[];
}

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  readonly pathname: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What is to be sent, and what it took of the budget. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly cost: number;
}

const REST = 'https://docs.github.com/rest';

/** From a request to GitHub's answer: who asks, whether it fits, whether it may, and only then the doing. */
export class Pipeline {
  readonly violations: Violation[] = [];
  readonly #contract: Contract;
  readonly #tokens: Tokens;
  readonly #budget: Budget;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;
  readonly #repository: string;

  constructor(parts: {
    readonly contract: Contract;
    readonly tokens: Tokens;
    readonly budget: Budget;
    readonly routes: Partial<Routes>;
    /** `acme/checkout`; others are not found. */
    readonly repository: string;
  }) {
    this.#contract = parts.contract;
    this.#tokens = parts.tokens;
    this.#budget = parts.budget;
    this.#handlers = new Map<string, AnyHandler>(Object.entries(parts.routes));
    this.#repository = parts.repository.toLowerCase();
  }

  match({ method, pathname }: Incoming): Match | null {
    return this.#contract.match(method, pathname);
  }

  callerOf({ headers }: Incoming): Caller | null {
    return this.#tokens.caller(headers.authorization);
  }

  /** Does what is asked. Never throws: trouble inside is a 500 and a violation. */
  async answer(incoming: Incoming, match: Match | null): Promise<Answer> {
    const reply = await this.#reply(incoming, match).catch((error: unknown) =>
      this.#violated('response', incoming, [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ]),
    );
    const checked = this.#checkedReply(incoming, match, reply);
    return this.finish(incoming, match, checked);
  }

  /** With the headers of every answer; a 304 where the caller has it already. */
  finish({ method, headers }: Incoming, match: Match | null, reply: Reply): Answer {
    const { status, body, type = 'application/json; charset=utf-8' } = reply;
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    const isGet = method === 'GET' && status === 200;
    // Writes too: recordings in octokit.rb show the same etag for POST and PATCH of a ref to the same commit.
    const isNamed = status === 200 || status === 201;
    const isKnown = isGet && isListed(etag, headers['if-none-match']);
    const cost = isKnown || match?.id === 'rate-limit/get' || isRateLimited(reply) ? 0 : 1;
    this.#budget.spend(cost);
    return {
      status: isKnown ? 304 : status,
      text: isKnown ? '' : text,
      cost,
      headers: {
        ...(text === '' || isKnown ? {} : { 'content-type': type }),
        ...(isNamed ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60' } : {}),
        'x-github-media-type': 'github.v3; format=json',
        'x-github-request-id': randomUUID(),
        ...this.#budget.headers(),
        ...(match === null ? {} : { 'x-accepted-github-permissions': acceptedPermissions(match.id) }),
        ...reply.headers,
      },
    };
  }

  async #reply(incoming: Incoming, match: Match | null): Promise<Reply> {
    const { method, pathname, search, headers, text } = incoming;
    const caller = this.callerOf(incoming);
    if (caller === null) {
      const message = (headers.authorization ?? '') === '' ? 'Requires authentication' : 'Bad credentials';
      return { status: 401, body: errorBody(401, message, REST) };
    }
    if (match === null) {
      this.#violated('request', incoming, ['GitHub has no such route, or the emulator does not serve it']);
      return { status: 404, body: errorBody(404, 'Not Found', REST) };
    }
    const { documentation } = match;
    if (match.id !== 'rate-limit/get' && this.#budget.isEmpty) {
      return rateLimited(403, this.#budget.view().reset - Math.floor(Date.now() / 1000));
    }
    const body = parsed(text);
    const trouble = headerTrouble(headers);
    if (body === null) trouble.push('body is no JSON');
    if (trouble.length > 0 || body === null) return this.#violated('request', incoming, trouble);
    const request = { method, path: target(pathname, search), headers: plain(headers), ...body };
    const checked = this.#contract.checkRequest(match, request);
    if (!('path' in checked)) return this.#violated('request', incoming, checked);
    const { owner, repo } = checked.path;
    if (
      typeof owner === 'string' &&
      typeof repo === 'string' &&
      `${owner}/${repo}`.toLowerCase() !== this.#repository
    ) {
      return { status: 404, body: errorBody(404, 'Not Found', documentation) };
    }
    if (!mayCall(caller, acceptedPermissions(match.id))) {
      return { status: 403, body: errorBody(403, 'Resource not accessible by integration', documentation) };
    }
    const handler = this.#handlers.get(match.id);
    if (handler === undefined || !isDescribed(checked)) throw new Error(`Nobody serves ${match.id}.`);
    const call = {
      ...checked,
      caller,
      pathname,
      search,
      accept: headers.accept ?? '',
    };
    try {
      return await handler(call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, errors } = error;
      return { status, headers: error.headers, body: errorBody(status, message, documentation, errors) };
    }
  }

  /** Our own answers must be GitHub's. */
  #checkedReply(incoming: Incoming, match: Match | null, reply: Reply): Reply {
    const isOurs = match !== null && reply.status < 500 && reply.status !== 400 && reply.type === undefined;
    if (!isOurs) return reply;
    const sent: unknown = reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
    const trouble = this.#contract.checkResponse(match, reply.status, sent);
    return trouble.length === 0 ? reply : this.#violated('response', incoming, trouble);
  }

  #violated(kind: Violation['kind'], incoming: Incoming, trouble: readonly string[]): Reply {
    const { method, pathname, search } = incoming;
    const path = target(pathname, search);
    this.violations.push({ kind, method, path, trouble });
    const status = kind === 'request' ? 400 : 500;
    const what = kind === 'request' ? 'The request' : "The emulator's answer";
    const message = `${what} does not fit GitHub's description: ${method} ${path}: ${trouble.join('; ')}`;
    return { status, body: errorBody(status, message, REST) };
  }
}

function target(pathname: string, search: URLSearchParams): string {
  return search.size === 0 ? pathname : `${pathname}?${search.toString()}`;
}

/** The body, if there is one; null for what is no JSON. */
function parsed(text: string): { readonly body?: unknown } | null {
  if (text === '') return {};
  try {
    return { body: JSON.parse(text) };
  } catch {
    return null;
  }
}

function plain(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

function isListed(etag: string, header: string | undefined): boolean {
  return (header ?? '').split(',').some((known) => known.trim() === etag);
}

function isRateLimited({ headers }: Reply): boolean {
  return headers?.['x-ratelimit-remaining'] === '0';
}
