import { shown, type LaunchDarklyTargetSpec } from '@glidepath/model';
import * as z from 'zod/mini';
import type { Answered } from '../web/exchange.ts';
import { approvalAnswer, approvalsAnswer, memberAnswer } from './answers.ts';
import type { Connection } from './connection.ts';
import type { Instruction } from './instructions.ts';

/** `open`: nobody has decided. `applied`: the flag has been changed by it. `failed`: it was approved and can't be applied. */
export interface ApprovalRequest {
  readonly id: string;
  readonly state: 'open' | 'approved' | 'declined' | 'applied' | 'failed';
  readonly description: string;
  readonly instructions: readonly Readonly<Record<string, unknown>>[];
  /** Ms since 1970. */
  readonly askedAt: number;
  /** Who declined it, by a member's id, and why; null: nobody did, or another system than LaunchDarkly. */
  readonly decline: { readonly memberId: string | null; readonly comment: string } | null;
}

/** LaunchDarkly's approval requests for one flag in one environment. */
export class ApprovalRequests {
  readonly #connection: Connection;
  readonly #path: string;

  constructor({ flag, server }: LaunchDarklyTargetSpec, connection: Connection) {
    this.#connection = connection;
    const [project, key, environment] = [server.project, flag, server.environment].map(encodeURIComponent);
    this.#path = `/api/v2/projects/${project}/flags/${key}/environments/${environment}/approval-requests`;
  }

  /**
   * Those that may still be applied one day: a request that was declined can be approved after all.
   * @throws TargetError
   */
  async unfinished(): Promise<readonly ApprovalRequest[]> {
    const reply = await this.#connection.ask('GET', this.#path);
    if (reply.status !== 200) throw this.#connection.troubles.refused(reply, 'read');
    const { items } = this.#read(approvalsAnswer, reply);
    return items.map(requestOf).filter(({ state }) => state !== 'applied' && state !== 'failed');
  }

  /** @throws TargetError */
  async create(description: string, instructions: readonly Instruction[]): Promise<ApprovalRequest> {
    const reply = await this.#connection.ask('POST', this.#path, { description, instructions });
    if (reply.status !== 201) throw this.#connection.troubles.refused(reply, 'ask for an approval of');
    return requestOf(this.#read(approvalAnswer, reply));
  }

  /**
   * Null: somebody has deleted it.
   * @throws TargetError
   */
  async one(id: string): Promise<ApprovalRequest | null> {
    const reply = await this.#connection.ask('GET', this.#pathOf(id));
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw this.#connection.troubles.refused(reply, 'read');
    return requestOf(this.#read(approvalAnswer, reply));
  }

  /** @throws TargetError */
  async apply(id: string, comment: string): Promise<void> {
    const reply = await this.#connection.ask('POST', `${this.#pathOf(id)}/apply`, { comment });
    if (reply.status !== 200) throw this.#connection.troubles.refused(reply, 'apply an approved change of');
  }

  /** @throws TargetError */
  async delete(id: string): Promise<void> {
    const { status, ...reply } = await this.#connection.ask('DELETE', this.#pathOf(id));
    if (status !== 204 && status !== 404)
      throw this.#connection.troubles.refused({ status, ...reply }, 'delete an approval request of');
  }

  /**
   * As people know them; by the id where the token may not read members.
   * @throws TargetError
   */
  async memberCalled(id: string): Promise<string> {
    const reply = await this.#connection.ask('GET', `/api/v2/members/${encodeURIComponent(id)}`);
    const member: z.infer<typeof memberAnswer> = reply.status === 200 ? this.#read(memberAnswer, reply) : {};
    const name = [member.firstName, member.lastName].filter(Boolean).join(' ');
    return shown(name || member.email || `the member ${id}`);
  }

  #pathOf(id: string): string {
    return `${this.#path}/${encodeURIComponent(id)}`;
  }

  #read<T>(form: z.ZodMiniType<T>, reply: Answered): T {
    const { troubles } = this.#connection;
    const answer = z.safeParse(form, troubles.jsonIn(reply));
    if (answer.success) return answer.data;
    throw troubles.broken('what it says of approvals has another form than is known');
  }
}

function requestOf({ _id: id, ...answer }: z.infer<typeof approvalAnswer>): ApprovalRequest {
  const decline = answer.allReviews?.findLast(({ kind }) => kind === 'decline');
  return {
    id,
    state: stateOf(answer),
    description: answer.description ?? '',
    instructions: answer.instructions,
    askedAt: answer.creationDate,
    decline:
      decline === undefined ? null : { memberId: decline.memberId ?? null, comment: decline.comment ?? '' },
  };
}

function stateOf({
  status,
  reviewStatus,
}: Pick<z.infer<typeof approvalAnswer>, 'status' | 'reviewStatus'>): ApprovalRequest['state'] {
  switch (status) {
    case 'completed':
      return 'applied';
    case 'failed':
      return 'failed';
    case 'pending':
    case 'scheduled':
      return reviewStatus === 'pending' ? 'open' : reviewStatus;
  }
}
