import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, millis, type PrometheusAuth, type PrometheusServer } from '@glidepath/model';
import type { SourceContext, Trouble } from '../source.ts';
import { readAnswer, type Sample } from './answer.ts';
import { shown } from '../foreign-text.ts';
import { MEND_CREDENTIALS } from '../aws/mend.ts';
import { LARGEST_ANSWER } from '../web/exchange.ts';
import { post, type Signed } from './http.ts';
import { logIn, type Login } from './login.ts';

export type Queried = { readonly kind: 'vector'; readonly samples: readonly Sample[] } | Trouble;

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/** Trouble that may be over in a moment, and when to ask again at the earliest. */
interface Passing {
  readonly kind: 'passing';
  readonly trouble: Trouble;
  readonly afterMs: number;
}

/** The query API of one server. */
export class Client {
  readonly #server: PrometheusServer;
  readonly #context: Pick<SourceContext, 'env' | 'workspace'>;
  #login: Promise<Login | Trouble> | null = null;

  constructor(server: PrometheusServer, context: Pick<SourceContext, 'env' | 'workspace'>) {
    this.#server = server;
    this.#context = context;
  }

  /** What a query gives now, by the server's clock; asked again with growing pauses while there is time. Never rejects. */
  async query(promql: string, limitMs: number): Promise<Queried> {
    this.#login ??= logIn(this.#server, this.#context);
    const login = await this.#login;
    if ('kind' in login) {
      this.#login = null;
      return login;
    }
    const end = performance.now() + limitMs;
    for (let attempt = 1; ; attempt++) {
      const leftMs = end - performance.now();
      const reply = await post(`${this.#server.url}/api/v1/query`, formOf(promql, leftMs), login, leftMs);
      const outcome = this.#judge(reply, login.secrets(), limitMs);
      if (outcome.kind !== 'passing') return outcome;
      const pause = Math.max(outcome.afterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (attempt === MOST_ATTEMPTS || performance.now() + pause >= end) return outcome.trouble;
      await sleep(pause);
    }
  }

  #judge(reply: Signed, secrets: readonly string[], limitMs: number): Queried | Passing {
    const { url } = this.#server;
    switch (reply.kind) {
      case 'answered':
        return this.#judgeAnswer(reply, secrets);
      case 'too-large': {
        const mib = LARGEST_ANSWER / 1024 ** 2;
        return down(`${url} answered with more than ${mib} MiB`, 'narrow the selectors to this service');
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
      case 'broken':
        return passing(
          down(`${url} can't be reached (${shown(reply.code, secrets)})`, mendOf(reply.code)),
          0,
        );
    }
  }

  #judgeAnswer(
    { status, type, retryAfter, location, body }: Extract<Signed, { kind: 'answered' }>,
    secrets: readonly string[],
  ): Queried | Passing {
    const { url, auth } = this.#server;
    const answer = readAnswer(body);
    const said = answer.kind === 'refused' ? `: ${shown(answer.error, secrets)}` : '';
    const answered = `${url} answered ${status}${said}`;
    if (status >= 200 && status < 300) {
      if (answer.kind === 'vector') return answer;
      if (answer.kind === 'refused') return down(`${url} refused the query${said}`, MEND_QUERY);
      const kind = type === '' ? '' : ` (${shown(type, secrets)})`;
      return down(
        `${url} answered with ${answer.why}${kind}, not with a vector of the query API`,
        'check sources.prometheus.url, and what stands in between',
      );
    }
    switch (status) {
      case 400:
      case 422:
        return down(`${url} refused the query with ${status}${said}`, MEND_QUERY);
      case 401:
      case 403:
        return down(answered, mendOfLogin(auth));
      case 404:
        return down(
          answered,
          `there is no query API at ${url}/api/v1/query; check the path in sources.prometheus.url`,
        );
      case 429:
        return passing(
          down(`${answered}${waitText(retryAfter)}`, 'ask less often: write a longer analysis.poll'),
          afterMs(retryAfter),
        );
    }
    if (status >= 300 && status < 400) {
      const to = location === null ? '' : ` to ${shown(location.replace(/[?#].*$/s, ''), secrets)}`;
      return down(
        `${url} redirects${to}`,
        'name the API itself in sources.prometheus.url, not a page to log in',
      );
    }
    const trouble = down(answered, 'look at its own log');
    return status >= 500 ? passing(trouble, afterMs(retryAfter)) : trouble;
  }
}

const MEND_QUERY = 'try the query by hand, and check the selectors';

/** Thanos is told not to answer with a part of the series; others pass over what they don't know. */
function formOf(query: string, limitMs: number): Record<string, string> {
  return { query, timeout: `${Math.max(1, Math.floor(limitMs))}ms`, partial_response: 'false' };
}

function down(why: string, mend: string): Trouble {
  return { kind: 'source-down', why, mend };
}

function passing(trouble: Trouble, after: number): Passing {
  return { kind: 'passing', trouble, afterMs: after };
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

function mendOfLogin(auth: PrometheusAuth | null): string {
  switch (auth?.kind) {
    case undefined:
      return 'give it credentials under sources.prometheus.auth';
    case 'bearer':
      return `check ${auth.env} and what it may read`;
    case 'basic':
      return `check ${auth.passwordEnv} and what it may read`;
    case 'sigv4':
      return 'check the region, and that the credentials or the role may aps:QueryMetrics on the workspace';
  }
}

function mendOf(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there: start it, or check sources.prometheus.url';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the name of the host in sources.prometheus.url';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut; check what stands in between';
    default:
      return /CERT|SELF_SIGNED|ISSUER|SSL|TLS/.test(code)
        ? 'check the certificates: sources.prometheus.tls'
        : 'check sources.prometheus.url and the network';
  }
}
