import type { TargetError } from '@glidepath/conductor';
import type { LaunchDarklyTargetSpec } from '@glidepath/model';
import * as z from 'zod/mini';
import type { Answered } from '../web/exchange.ts';
import { historyAnswer, readFlag } from './answers.ts';
import type { Connection } from './connection.ts';
import type { Flag } from './flag.ts';
import { readHistory, type Change } from './history.ts';
import type { Instruction } from './instructions.ts';
import type { Troubles } from './troubles.ts';

/** `conflict`: somebody else writes at the same time. `approval`: a person has to agree first. */
export type Patched =
  | { readonly kind: 'patched'; readonly flag: Flag }
  | { readonly kind: 'conflict' | 'approval'; readonly error: TargetError };

/** LaunchDarkly's REST API, as far as one flag in one environment goes. */
export class Api {
  readonly #spec: LaunchDarklyTargetSpec;
  readonly #connection: Connection;
  readonly #troubles: Troubles;

  constructor(spec: LaunchDarklyTargetSpec, connection: Connection) {
    this.#spec = spec;
    this.#connection = connection;
    this.#troubles = connection.troubles;
  }

  /** @throws TargetError */
  async flag(): Promise<Flag> {
    const reply = await this.#connection.ask('GET', `${this.#flagPath()}?env=${this.#key('environment')}`);
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
    const reply = await this.#connection.ask(
      'PATCH',
      `${this.#flagPath()}${urgent ? '?ignoreConflicts=true' : ''}`,
      { comment, environmentKey: environment, instructions },
    );
    if (reply.status === 200) return { kind: 'patched', flag: this.#flagIn(reply) };
    const error = this.#troubles.refused(reply, 'change');
    if (reply.status === 409) return { kind: 'conflict', error };
    if (reply.status === 405) return { kind: 'approval', error };
    throw error;
  }

  /**
   * The newest changes of the flag in its environment, newest first; null where the token may not read the audit log.
   * @throws TargetError
   */
  async history(): Promise<readonly Change[] | null> {
    const { project, environment } = this.#spec.server;
    const resource = `proj/${project}:env/${environment}:flag/${this.#spec.flag}`;
    const reply = await this.#connection.ask(
      'GET',
      `/api/v2/auditlog?limit=20&spec=${encodeURIComponent(resource)}`,
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

  #flagPath(): string {
    return `/api/v2/flags/${this.#key('project')}/${encodeURIComponent(this.#spec.flag)}`;
  }

  #key(name: 'project' | 'environment'): string {
    return encodeURIComponent(this.#spec.server[name]);
  }
}
