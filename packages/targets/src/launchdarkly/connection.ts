import { setTimeout as sleep } from 'node:timers/promises';
import type { LaunchDarklyTargetSpec } from '@glidepath/model';
import { exchange, type Answered, type Question } from '../web/exchange.ts';
import type { Environment } from '../web/token.ts';
import type { Troubles } from './troubles.ts';
import { waitAsked } from './wait-asked.ts';

/** Rate limits of LaunchDarkly begin anew every ten seconds. */
const LONGEST_WAIT_MS = 10_000;
const MOST_WAITS = 2;
const JSON_BODY = 'application/json';
/** LaunchDarkly tells a semantic patch by its content type alone. */
const SEMANTIC_PATCH = `${JSON_BODY}; domain-model=launchdarkly.semanticpatch`;

/** How LaunchDarkly is asked: with the token, and no more often than it wants. */
export class Connection {
  readonly troubles: Troubles;
  readonly #server: LaunchDarklyTargetSpec['server'];
  readonly #env: Environment;
  readonly #now: () => number;
  #quietUntil = 0;

  constructor(
    server: LaunchDarklyTargetSpec['server'],
    env: Environment,
    now: () => number,
    troubles: Troubles,
  ) {
    this.#server = server;
    this.#env = env;
    this.#now = now;
    this.troubles = troubles;
  }

  /**
   * Asks once more where LaunchDarkly wants a moment's rest.
   * @throws TargetError where no answer came
   */
  async ask(method: Question['method'], path: string, body: unknown = null): Promise<Answered> {
    const { troubles } = this;
    const token = troubles.tokenIn(this.#env);
    for (let waits = 0; ; waits++) {
      if (this.#now() < this.#quietUntil) throw troubles.limited(this.#quietUntil - this.#now());
      const url = `${this.#server.url}${path}`;
      const headers = {
        authorization: token,
        accept: 'application/json',
        ...(body === null ? {} : { 'content-type': method === 'PATCH' ? SEMANTIC_PATCH : JSON_BODY }),
      };
      const text = body === null ? null : JSON.stringify(body);
      const reply = await exchange({ method, url, headers, body: text }, this.#server.timeout);
      if (reply.kind !== 'answered') throw troubles.silent(reply);
      if (reply.status !== 429) return reply;
      const wait = waitAsked(reply.headers, this.#now());
      if (waits === MOST_WAITS || wait > LONGEST_WAIT_MS) {
        this.#quietUntil = this.#now() + wait;
        throw troubles.limited(wait);
      }
      await sleep(wait);
    }
  }
}
