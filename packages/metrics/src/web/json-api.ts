import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, millis, type SearchAuth } from '@glidepath/model';
import { MEND_CREDENTIALS } from '../aws/mend.ts';
import { shown } from '../foreign-text.ts';
import type { SourceContext, Trouble } from '../source.ts';
import { clockOf, LARGEST_ANSWER, type Reply } from './exchange.ts';
import { readJson } from './json-text.ts';
import { logIn, type Access, type Login } from './login.ts';
import { exchangeSigned, type SignedReply } from './signed-exchange.ts';

/** JSON of a good answer, or why there is none. */
export type Asked =
  /** `at`: when it was answered by the server's own clock, in ms since 1970; by ours where it does not tell. */
  { readonly kind: 'json'; readonly json: unknown; readonly at: number } | Trouble;

/** What is asked of an API, below its URL. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
  readonly type: 'application/json' | 'application/x-ndjson';
}

/** What only the one who knows the API can say of a bad answer. */
export interface Knowledge {
  /** What the server says of the error; null where it says nothing that is known. */
  errorIn(json: unknown): string | null;
  /** An error that has a meaning of its own; null: told by its status alone. */
  troubleIn(json: unknown): Trouble | null;
  readonly mendQuery: string;
  readonly mendMissing: string;
}

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/** Trouble that may be over in a moment, and when to ask again at the earliest. */
interface Passing {
  readonly kind: 'passing';
  readonly trouble: Trouble;
  readonly afterMs: number;
}

/** An API that answers in JSON. */
export class JsonApi {
  readonly #access: Access;
  readonly #knowledge: Knowledge;
  readonly #context: Pick<SourceContext, 'env' | 'workspace'>;
  #login: Login | null = null;
  #loggingIn: Promise<Login | Trouble> | null = null;

  constructor(access: Access, knowledge: Knowledge, context: Pick<SourceContext, 'env' | 'workspace'>) {
    this.#access = access;
    this.#knowledge = knowledge;
    this.#context = context;
  }

  /** Asks, and again with growing pauses while there is time and hope. Never rejects. */
  async ask(ask: Ask, mostMs: number): Promise<Asked> {
    const login = await (this.#loggingIn ??= logIn(this.#access, this.#context));
    if ('kind' in login) {
      this.#loggingIn = null;
      return login;
    }
    this.#login = login;
    const { method, path, body } = ask;
    const content = body === '' ? {} : { 'content-type': ask.type };
    const headers = { ...login.headers, accept: 'application/json', ...content };
    const question = { method, url: `${this.#access.url}${path}`, headers, body };
    // Of a limit that several questions share nothing may be left.
    const limitMs = Math.max(1, mostMs);
    const end = performance.now() + limitMs;
    for (let attempt = 1; ; attempt++) {
      const reply = await exchangeSigned(question, login, end - performance.now());
      const outcome = this.#judge(reply, login.secrets(), limitMs);
      if (outcome.kind !== 'passing') return outcome;
      const pause = Math.max(outcome.afterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (attempt === MOST_ATTEMPTS || performance.now() + pause >= end) return outcome.trouble;
      await sleep(pause);
    }
  }

  /** Somebody else's text as a message may have it. */
  shown(text: string): string {
    return shown(text, this.#login?.secrets() ?? []);
  }

  #judge(reply: SignedReply, secrets: readonly string[], limitMs: number): Asked | Passing {
    const { url, place } = this.#access;
    switch (reply.kind) {
      case 'answered':
        return this.#judgeAnswer(reply, secrets);
      case 'too-large': {
        const mib = LARGEST_ANSWER / 1024 ** 2;
        return down(`${url} answered with more than ${mib} MiB`, this.#knowledge.mendQuery);
      }
      case 'too-late': {
        const limit = formatDuration(millis(limitMs));
        return down(`${url} did not answer within ${limit}`, 'check that it runs and is not overloaded');
      }
      case 'unsigned':
        return down(
          `there are no AWS credentials to sign with: ${shown(reply.why, secrets)}`,
          MEND_CREDENTIALS,
        );
      case 'broken': {
        const trouble = down(
          `${url} can't be reached (${shown(reply.code, secrets)})`,
          mendOf(reply.code, place),
        );
        return { kind: 'passing', trouble, afterMs: 0 };
      }
    }
  }

  #judgeAnswer(reply: Extract<Reply, { kind: 'answered' }>, secrets: readonly string[]): Asked | Passing {
    const { url, place, auth } = this.#access;
    const { status, retryAfter, location } = reply;
    const read = readJson(reply.body);
    if (status >= 200 && status < 300) {
      if (read.ok) return { kind: 'json', json: read.json, at: clockOf(reply) };
      const kind = reply.type === '' ? '' : ` (${shown(reply.type, secrets)})`;
      return down(
        `${url} answered with ${read.why}${kind}, not with JSON`,
        `check ${place}.url, and what stands in between`,
      );
    }
    const error = read.ok ? this.#knowledge.errorIn(read.json) : null;
    const said = error === null ? '' : `: ${shown(error, secrets)}`;
    const answered = `${url} answered ${status}${said}`;
    const own = read.ok ? this.#knowledge.troubleIn(read.json) : null;
    if (own !== null) return own;
    switch (status) {
      case 400:
      case 422:
        return down(`${url} refused the query with ${status}${said}`, this.#knowledge.mendQuery);
      case 401:
      case 403:
        return down(
          answered,
          auth === null
            ? `give it credentials under ${place}.auth`
            : `check ${nameOf(auth)} and what it may read`,
        );
      case 404:
        return down(answered, this.#knowledge.mendMissing);
      case 429: {
        const trouble = down(
          `${answered}${waitText(retryAfter)}`,
          'ask less often: write a longer analysis.poll',
        );
        return { kind: 'passing', trouble, afterMs: afterMs(retryAfter) };
      }
    }
    if (status >= 300 && status < 400) {
      const to = location === null ? '' : ` to ${shown(location.replace(/[?#].*$/s, ''), secrets)}`;
      return down(`${url} redirects${to}`, `name the API itself in ${place}.url, not a page to log in`);
    }
    const trouble = down(answered, 'look at its own log');
    return status >= 500 ? { kind: 'passing', trouble, afterMs: afterMs(retryAfter) } : trouble;
  }
}

/** What gets in, as a person knows it. */
function nameOf(auth: SearchAuth): string {
  switch (auth.kind) {
    case 'basic':
      return auth.passwordEnv;
    case 'api-key':
    case 'bearer':
      return auth.env;
    case 'sigv4':
      return auth.role === null ? 'the AWS credentials, the region' : `the role ${auth.role}, the region`;
  }
}

export function down(why: string, mend: string): Trouble {
  return { kind: 'source-down', why, mend };
}

export function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}

/** Seconds, or a date: RFC 9110, 10.2.3. */
function afterMs(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

function waitText(retryAfter: string | null): string {
  const ms = afterMs(retryAfter);
  return ms === 0 ? '' : `, and asks to be left alone for ${formatDuration(millis(ms))}`;
}

function mendOf(code: string, place: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens there: start it, or check ${place}.url`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `check the name of the host in ${place}.url`;
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut; check what stands in between';
    default:
      return /CERT|SELF_SIGNED|ISSUER|SSL|TLS/.test(code)
        ? `check the certificates: ${place}.tls`
        : `check ${place}.url and the network`;
  }
}
