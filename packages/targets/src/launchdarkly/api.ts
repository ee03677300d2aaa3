import { setTimeout as sleep } from 'node:timers/promises';
import type { TargetError } from '@glidepath/conductor';
import type { LaunchDarklyTargetSpec } from '@glidepath/model';
import * as z from 'zod/mini';
import { exchange, type Answered, type Question } from '../web/exchange.ts';
import type { Environment } from '../web/token.ts';
import { historyAnswer, readFlag } from './answers.ts';
import type { Flag } from './flag.ts';
import { readHistory, type Change } from './history.ts';
import type { Instruction } from './instructions.ts';
import { Troubles } from './troubles.ts';
import { waitAsked } from './wait-asked.ts';

/** `conflict`: somebody else writes at the same time. */
export type Patched =
  | { readonly kind: 'patched'; readonly flag: Flag }
  | { readonly kind: 'conflict'; readonly error: TargetError };

const SEMANTIC_PATCH = 'application/json; domain-model=launchdarkly.semanticpatch';
/** Rate limits of LaunchDarkly begin anew every ten seconds. */
const LONGEST_WAIT_MS = 10_000;
const MOST_WAITS = 2;

/** LaunchDarkly's REST API, as far as one flag in one environment goes. */
export class Api {
  readonly #spec: LaunchDarklyTargetSpec;
  readonly #env: Environment;
  readonly #now: () => number;
  readonly #troubles: Troubles;
  #quietUntil = 0;

  constructor(spec: LaunchDarklyTargetSpec, env: Environment, now: () => number) {
    this.#spec = spec;
    this.#env = env;
    this.#now = now;
    this.#troubles = new Troubles(spec);
  }

  /** @throws TargetError */
  async flag(): Promise<Flag> {
    const reply = await this.#ask('GET', `${this.#flagPath()}?env=${this.#key('environment')}`, null);
    if (reply.status !== 200) throw this.#troubles.refused(reply, 'read');
    return this.#flagIn(reply);
  }

  /**
   * All of the instructions, or none.
   * @param urgent whether changes that others have planned may fail by it
   * @throws TargetError
   */
  async patch(instructions: readonly Instruction[], comment: string, urgent: boolean): Promise<Patched> {
    const { environment } = this.#spec.server;
    const body = JSON.stringify({ comment, environmentKey: environment, instructions });
    const reply = await this.#ask(
      'PATCH',
      `${this.#flagPath()}${urgent ? '?ignoreConflicts=true' : ''}`,
      body,
    );
    if (reply.status === 200) return { kind: 'patched', flag: this.#flagIn(reply) };
    const error = this.#troubles.refused(reply, 'change');
    if (reply.status === 409) return { kind: 'conflict', error };
    throw error;
  }

  /**
   * The newest changes of the flag in its environment, newest first; null where the token may not read the audit log.
   * @throws TargetError
   */
  async history(): Promise<readonly Change[] | null> {
    const { project, environment } = this.#spec.server;
    const resource = `proj/${project}:env/${environment}:flag/${this.#spec.flag}`;
    const reply = await this.#ask(
      'GET',
      `/api/v2/auditlog?limit=20&spec=${encodeURIComponent(resource)}`,
      null,
    );
    if (reply.status === 401 || reply.status === 403 || reply.status === 404) return null;
    if (reply.status !== 200) throw this.#troubles.refused(reply, 'read');
    const answer = z.safeParse(historyAnswer, this.#troubles.jsonIn(reply));
    if (!answer.success) throw this.#troubles.broken('its audit log has another form than is known');
    return readHistory(answer.data);
  }

  #flagIn(reply: Answered): Flag {
    const answer = readFlag(this.#troubles.jsonIn(reply), this.#spec);
    switch (answer.kind) {
      case 'flag':
        return answer.flag;
      case 'no-environment':
        throw this.#troubles.noEnvironment();
      case 'broken':
        throw this.#troubles.broken(`the flag has another form than is known (${answer.why})`);
    }
  }

  /** Asks once more where LaunchDarkly wants a moment's rest. */
  async #ask(method: Question['method'], path: string, body: string | null): Promise<Answered> {
    const token = this.#troubles.tokenIn(this.#env);
    for (let waits = 0; ; waits++) {
      if (this.#now() < this.#quietUntil) throw this.#troubles.limited(this.#quietUntil - this.#now());
      const url = `${this.#spec.server.url}${path}`;
      const headers = {
        authorization: token,
        accept: 'application/json',
        ...(body === null ? {} : { 'content-type': SEMANTIC_PATCH }),
      };
      const reply = await exchange({ method, url, headers, body }, this.#spec.server.timeout);
      if (reply.kind !== 'answered') throw this.#troubles.silent(reply);
      if (reply.status !== 429) return reply;
      const wait = waitAsked(reply.headers, this.#now());
      if (waits === MOST_WAITS || wait > LONGEST_WAIT_MS) {
        this.#quietUntil = this.#now() + wait;
        throw this.#troubles.limited(wait);
      }
      await sleep(wait);
    }
  }

  #flagPath(): string {
    return `/api/v2/flags/${this.#key('project')}/${encodeURIComponent(this.#spec.flag)}`;
  }

  #key(name: 'project' | 'environment'): string {
    return encodeURIComponent(this.#spec.server[name]);
  }
}
