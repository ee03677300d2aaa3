import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, millis, type DatadogServer } from '@glidepath/model';
import { shown } from '../foreign-text.ts';
import type { SourceContext, Trouble } from '../source.ts';
import { clockOf, exchange, LARGEST_ANSWER, type Question, type Reply } from '../web/exchange.ts';
import { down, type Asked } from '../web/json-api.ts';
import { readJson } from '../web/json-text.ts';
import { secretIn } from '../web/login.ts';
import { readAnswer, type Row } from './answer.ts';
import { Pace } from './pace.ts';
import { mendOf, mendRefused, MEND_BETWEEN, MEND_RATE, MEND_TAGS } from './mends.ts';

/** Whole intervals; `to` is not among them. Ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly interval: number;
}

/** `refused`: Datadog does not take one of the queries; alone the others may be good. */
export type Queried =
  | { readonly kind: 'rows'; readonly times: readonly number[]; readonly rows: readonly Row[] }
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | Trouble;

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
const TIMESERIES = '/api/v2/query/timeseries';
/** Answers whether the API key and the application key are valid, both in one. */
const VALIDATE = '/api/v2/validate_keys';
const MAY_QUERY = 'timeseries_query';

interface Request {
  readonly method: Question['method'];
  readonly path: string;
  readonly body: string;
  /** What the application key must be allowed to do. */
  readonly permission: string;
}

/** Trouble that may be over in a moment. */
interface Passing {
  readonly kind: 'passing';
  readonly trouble: Trouble;
}
interface Keys {
  readonly api: string;
  readonly app: string;
}

/** Datadog's API. */
export class Client {
  readonly pace: Pace;
  readonly url: string;
  readonly #server: DatadogServer;
  readonly #env: SourceContext['env'];
  readonly #agent: HttpAgent;

  constructor(server: DatadogServer, env: SourceContext['env'], now: () => number) {
    const { address } = server;
    this.#server = server;
    this.#env = env;
    this.pace = new Pace(now);
    this.url = address.kind === 'site' ? `https://api.${address.site}` : address.url;
    this.#agent = this.url.startsWith('https:')
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  }

  /** What the queries count in each interval, all in one request; asked again with growing pauses while there is time. */
  async query(queries: readonly string[], span: Span, limitMs: number): Promise<Queried> {
    const names = queries.map((_, index) => `q${index}`);
    const body = JSON.stringify({
      data: {
        type: 'timeseries_request',
        attributes: {
          from: span.from,
          to: span.to,
          interval: span.interval,
          queries: queries.map((query, index) => ({ data_source: 'metrics', name: names[index], query })),
          formulas: names.map((formula) => ({ formula })),
        },
      },
    });
    const request = { method: 'POST', path: TIMESERIES, body, permission: MAY_QUERY } as const;
    return this.#ask(request, limitMs, (reply, keys) => this.#rowsIn(reply, keys, mendRefused(queries)));
  }

  /** Null: both keys are valid. */
  async keysTrouble(limitMs: number): Promise<Trouble | null> {
    const request = { method: 'GET', path: VALIDATE, body: '', permission: MAY_QUERY } as const;
    const outcome = await this.#ask(request, limitMs, () => ({ kind: 'valid' }) as const);
    return outcome.kind === 'valid' ? null : outcome;
  }

  /** JSON of a good answer. `permission`: what the application key must be allowed to do. */
  async get(path: string, permission: string, limitMs: number): Promise<Asked> {
    const request = { method: 'GET', path, body: '', permission } as const;
    return this.#ask(request, limitMs, (reply, keys): Asked => {
      const answer = readJson(reply.body);
      if (reply.status < 300 && answer.ok) return { kind: 'json', json: answer.json, at: clockOf(reply) };
      const secrets = secretsOf(keys);
      if (answer.ok)
        return down(`${this.url} refused the question with ${saidIn(reply, secrets)}`, MEND_TAGS);
      const type = reply.type === '' ? '' : ` (${shown(reply.type, secrets)})`;
      const why =
        reply.status < 300
          ? `answered with ${answer.why}${type}, not with JSON`
          : `refused the question with ${reply.status}`;
      return down(`${this.url} ${why}`, reply.status < 300 ? MEND_BETWEEN : MEND_TAGS);
    });
  }

  /** Somebody else's text as a message may have it. */
  shown(text: string): string {
    const keys = this.#keys();
    return shown(text, 'kind' in keys ? [] : secretsOf(keys));
  }

  async #ask<T extends { readonly kind: string }>(
    { method, path, body, permission }: Request,
    mostMs: number,
    read: (reply: Extract<Reply, { kind: 'answered' }>, keys: Keys) => T,
  ): Promise<T | Trouble> {
    const keys = this.#keys();
    if ('kind' in keys) return keys;
    const headers = {
      accept: 'application/json',
      'dd-api-key': keys.api,
      'dd-application-key': keys.app,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    };
    // Of a limit that several questions share nothing may be left.
    const limitMs = Math.max(1, mostMs);
    const end = performance.now() + limitMs;
    for (let attempt = 1; ; attempt++) {
      const blocked = this.pace.emptyMs;
      if (blocked > 0 && performance.now() + blocked >= end) return this.#limited(blocked);
      if (blocked > 0) await sleep(blocked);
      const question = { method, url: `${this.url}${path}`, headers, body };
      const reply = await exchange(question, this.#agent, end - performance.now());
      if (reply.kind === 'answered') {
        this.pace.learn(reply.headers, reply.status === 429);
        if ((reply.status >= 200 && reply.status < 300) || reply.status === 400 || reply.status === 422)
          return read(reply, keys);
      }
      const outcome = this.#judge(reply, keys, permission, limitMs);
      if (outcome.kind !== 'passing') return outcome;
      const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      if (attempt === MOST_ATTEMPTS || performance.now() + pause >= end) return outcome.trouble;
      await sleep(pause);
    }
  }

  #keys(): Keys | Trouble {
    const { apiKeyEnv, appKeyEnv } = this.#server;
    const api = secretIn(this.#env, apiKeyEnv, 'sources.datadog.api-key-env');
    if (typeof api !== 'string') return api;
    const app = secretIn(this.#env, appKeyEnv, 'sources.datadog.app-key-env');
    return typeof app === 'string' ? { api, app } : app;
  }

  #rowsIn({ status, type, body }: Extract<Reply, { kind: 'answered' }>, keys: Keys, mend: string): Queried {
    const answer = readAnswer(body);
    const secrets = secretsOf(keys);
    if (answer.kind === 'error' || status >= 300) {
      const said = answer.kind === 'error' ? `: ${shown(answer.error, secrets)}` : '';
      const how = status >= 300 ? ` with ${status}` : '';
      return { kind: 'refused', trouble: down(`${this.url} refused the query${how}${said}`, mend) };
    }
    if (answer.kind === 'rows') return answer;
    const kind = type === '' ? '' : ` (${shown(type, secrets)})`;
    return down(`${this.url} answered with ${answer.why}${kind}, not with timeseries`, MEND_BETWEEN);
  }

  #judge(reply: Reply, keys: Keys, permission: string, limitMs: number): Trouble | Passing {
    switch (reply.kind) {
      case 'answered':
        return this.#judgeStatus(reply, keys, permission);
      case 'too-large': {
        const mib = LARGEST_ANSWER / 1024 ** 2;
        return down(`${this.url} answered with more than ${mib} MiB`, 'narrow the filters to this service');
      }
      case 'too-late': {
        const limit = formatDuration(millis(limitMs));
        return down(
          `${this.url} did not answer within ${limit}`,
          'look at status.datadoghq.com and the network',
        );
      }
      case 'broken': {
        const why = `${this.url} can't be reached (${shown(reply.code, secretsOf(keys))})`;
        return { kind: 'passing', trouble: down(why, mendOf(reply.code)) };
      }
    }
  }

  #judgeStatus(
    reply: Extract<Reply, { kind: 'answered' }>,
    keys: Keys,
    permission: string,
  ): Trouble | Passing {
    const { status, location } = reply;
    const secrets = secretsOf(keys);
    const answered = `${this.url} answered ${saidIn(reply, secrets)}`;
    const { apiKeyEnv, appKeyEnv } = this.#server;
    switch (status) {
      case 401:
      case 403:
        return down(
          answered,
          `check ${apiKeyEnv} and ${appKeyEnv}, that they are of this site, and that the application key may ${permission}`,
        );
      case 404:
        return down(answered, 'there is no API of Datadog; check sources.datadog.url');
      case 429: {
        const blocked = this.pace.emptyMs;
        return { kind: 'passing', trouble: blocked > 0 ? this.#limited(blocked) : down(answered, MEND_RATE) };
      }
    }
    if (status >= 300 && status < 400) {
      const to = location === null ? '' : ` to ${shown(location.replace(/[?#].*$/s, ''), secrets)}`;
      return down(`${this.url} redirects${to}`, 'name the API itself in sources.datadog.url');
    }
    const trouble = down(answered, 'look at status.datadoghq.com');
    return status >= 500 ? { kind: 'passing', trouble } : trouble;
  }

  #limited(ms: number): Trouble {
    const wait = formatDuration(millis(Math.ceil(ms / 1000) * 1000));
    return down(`the rate limit of ${this.url} is used up, and asks to be left alone for ${wait}`, MEND_RATE);
  }
}

/** The status, and what Datadog says of it. */
function saidIn({ status, body }: Extract<Reply, { kind: 'answered' }>, secrets: readonly string[]): string {
  const answer = readAnswer(body);
  return answer.kind === 'error' ? `${status}: ${shown(answer.error, secrets)}` : String(status);
}

function secretsOf({ api, app }: Keys): readonly string[] {
  return [api, app];
}
