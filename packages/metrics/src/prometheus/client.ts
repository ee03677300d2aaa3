import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, millis, type PrometheusServer } from '@glidepath/model';
import type { SourceContext, Trouble } from '../source.ts';
import type { Answer } from './answer.ts';
import { shown } from '../foreign-text.ts';
import { MEND_CREDENTIALS } from '../aws/mend.ts';
import { LARGEST_ANSWER, type Question, type Reply } from '../web/exchange.ts';
import { exchangeSigned, type SignedReply } from '../web/signed-exchange.ts';
import { logIn, type Login } from '../web/login.ts';
import { afterMs, mendOf, mendOfLogin, waitText } from './mends.ts';

/** What is asked of an endpoint, and what only the one who asks knows of its answers. */
export interface Ask<T> {
  /** Below the URL of the server. */
  readonly path: string;
  /** What is posted, told how long there is for an answer; null: it is asked for with GET. */
  readonly form: ((limitMs: number) => Readonly<Record<string, string>>) | null;
  read(reply: Answered): Answer<T>;
  /** What a good answer is, such as `a vector of the query API`. */
  readonly what: string;
  /** What the credentials must be allowed at Amazon Managed Prometheus. */
  readonly permission: string;
  readonly mendRefused: string;
  readonly mendLarge: string;
}

export type Answered = Extract<Reply, { readonly kind: 'answered' }>;

export type Outcome<T> = { readonly kind: 'good'; readonly value: T } | Failed;

export interface Failed {
  readonly kind: 'failed';
  readonly trouble: Trouble;
  /** query: a smaller or other one may fare better. */
  readonly blame: 'query' | 'server';
}

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/** Trouble that may be over in a moment, and when to ask again at the earliest. */
interface Passing {
  readonly kind: 'passing';
  readonly failed: Failed;
  readonly afterMs: number;
}

/** The HTTP API of one server. */
export class Client {
  readonly #server: PrometheusServer;
  readonly #context: Pick<SourceContext, 'env' | 'workspace'>;
  #login: Promise<Login | Trouble> | null = null;
  #secrets: readonly string[] = [];

  constructor(server: PrometheusServer, context: Pick<SourceContext, 'env' | 'workspace'>) {
    this.#server = server;
    this.#context = context;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Somebody else's text as a message may have it. */
  shown(text: string): string {
    return shown(text, this.#secrets);
  }

  /** Asks, and again with growing pauses while there is time and hope. Never rejects. */
  async ask<T>(ask: Ask<T>, limitMs: number): Promise<Outcome<T>> {
    this.#login ??= logIn({ ...this.#server, headersEnv: {}, place: PLACE }, this.#context);
    const login = await this.#login;
    if ('kind' in login) {
      this.#login = null;
      return { kind: 'failed', trouble: login, blame: 'server' };
    }
    const end = performance.now() + limitMs;
    for (let attempt = 1; ; attempt++) {
      const leftMs = end - performance.now();
      const question = questionOf(ask, this.#server.url, login.headers, leftMs);
      const reply = await exchangeSigned(question, login, leftMs);
      this.#secrets = login.secrets();
      const outcome = this.#judge(ask, reply, limitMs);
      if (outcome.kind !== 'passing') return outcome;
      const pause = Math.max(outcome.afterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (attempt === MOST_ATTEMPTS || performance.now() + pause >= end) return outcome.failed;
      await sleep(pause);
    }
  }

  #judge<T>(ask: Ask<T>, reply: SignedReply, limitMs: number): Outcome<T> | Passing {
    const { url } = this.#server;
    switch (reply.kind) {
      case 'answered':
        return this.#judgeAnswer(ask, reply);
      case 'too-large': {
        const mib = LARGEST_ANSWER / 1024 ** 2;
        return down(`${url} answered with more than ${mib} MiB`, ask.mendLarge, 'query');
      }
      case 'too-late': {
        const limit = formatDuration(millis(Math.max(0, Math.round(limitMs))));
        return down(
          `${url} did not answer within ${limit}`,
          'check that it runs and is not overloaded',
          'query',
        );
      }
      case 'unsigned':
        return down(`there are no AWS credentials to sign with: ${this.shown(reply.why)}`, MEND_CREDENTIALS);
      case 'broken':
        return passing(
          down(`${url} can't be reached (${this.shown(reply.code)})`, mendOf(reply.code, PLACE)),
          0,
        );
    }
  }

  #judgeAnswer<T>(ask: Ask<T>, reply: Answered): Outcome<T> | Passing {
    const { url, auth } = this.#server;
    const { status, type, retryAfter, location } = reply;
    const answer = ask.read(reply);
    const said = answer.kind === 'refused' ? `: ${this.shown(answer.error)}` : '';
    const answered = `${url} answered ${status}${said}`;
    if (status >= 200 && status < 300) {
      if (answer.kind === 'read') return { kind: 'good', value: answer.value };
      if (answer.kind === 'refused') return down(`${url} refused the query${said}`, ask.mendRefused, 'query');
      const kind = type === '' ? '' : ` (${this.shown(type)})`;
      return down(
        `${url} answered with ${answer.why}${kind}, not with ${ask.what}`,
        `check ${PLACE}.url, and what stands in between`,
      );
    }
    switch (status) {
      case 400:
      case 422:
        return down(`${url} refused the query with ${status}${said}`, ask.mendRefused, 'query');
      case 401:
      case 403:
        return down(answered, mendOfLogin(auth, PLACE, ask.permission));
      case 404: {
        const endpoint = `${url}${ask.path.replace(/\?.*$/s, '')}`;
        return down(answered, `there is no such API at ${endpoint}; check the path in ${PLACE}.url`);
      }
      case 429:
        return passing(
          down(`${answered}${waitText(retryAfter)}`, 'ask less often: write a longer analysis.poll'),
          afterMs(retryAfter),
        );
    }
    if (status >= 300 && status < 400) {
      const to = location === null ? '' : ` to ${this.shown(location.replace(/[?#].*$/s, ''))}`;
      return down(`${url} redirects${to}`, `name the API itself in ${PLACE}.url, not a page to log in`);
    }
    // Prometheus answers so where a query took too long.
    const blame = status === 503 && said !== '' ? 'query' : 'server';
    const failed = down(answered, 'look at its own log', blame);
    return status >= 500 ? passing(failed, afterMs(retryAfter)) : failed;
  }
}

const PLACE = 'sources.prometheus';

function questionOf<T>(
  { path, form }: Ask<T>,
  server: string,
  login: Login['headers'],
  limitMs: number,
): Question {
  const url = `${server}${path}`;
  const headers = { ...login, accept: 'application/json' };
  if (form === null) return { method: 'GET', url, headers, body: '' };
  return {
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form(limitMs)).toString(),
  };
}

function down(why: string, mend: string, blame: Failed['blame'] = 'server'): Failed {
  return { kind: 'failed', trouble: { kind: 'source-down', why, mend }, blame };
}

function passing(failed: Failed, after: number): Passing {
  return { kind: 'passing', failed, afterMs: after };
}
