import { isDeepStrictEqual } from 'node:util';
import { shown, type LaunchDarklyTargetSpec } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { personsWord } from '../persons-word.ts';
import { ApprovalRequests, type ApprovalRequest } from './approval-requests.ts';
import { beginningOf, commentOn, isOwn, type Author } from './comments.ts';
import type { Connection } from './connection.ts';
import type { Instruction } from './instructions.ts';

/** A change that may not be made without an approval. */
export interface Wanted {
  readonly desired: Desired;
  readonly instructions: readonly Instruction[];
  readonly forward: boolean;
}

interface Asked extends Wanted {
  readonly request: ApprovalRequest;
  /** Why it will not come about, in a sentence; null: it may. */
  readonly refusal: string | null;
}

/** The approvals that a rollout waits for: each is asked for once, applied when it is given, and deleted when nobody needs it. */
export class Approvals {
  readonly #spec: LaunchDarklyTargetSpec;
  readonly #author: Author;
  readonly #requests: ApprovalRequests;
  #asked: Asked | null = null;
  /** Whether requests may be there that nobody needs; a run before this one may have left some. */
  #untidy = true;

  constructor(spec: LaunchDarklyTargetSpec, author: Author, connection: Connection) {
    this.#spec = spec;
    this.#author = author;
    this.#requests = new ApprovalRequests(spec, connection);
  }

  /** Whether this change is asked for already, so that it need not be tried without an approval. */
  awaits({ desired, instructions }: Wanted): boolean {
    const asked = this.#asked;
    return (
      asked !== null &&
      isDeepStrictEqual(asked.desired, desired) &&
      isDeepStrictEqual(asked.instructions, instructions)
    );
  }

  /**
   * Asks for the change, or looks what has become of it, and makes it once it is approved.
   * @throws TargetError
   */
  async pursue(wanted: Wanted): Promise<void> {
    const before = this.awaits(wanted) ? this.#asked : null;
    if (before === null) this.#untidy = true;
    const comment = commentOn(wanted.desired, this.#author);
    const request =
      before === null
        ? ((await this.#found(wanted)) ?? (await this.#requests.create(comment, wanted.instructions)))
        : await this.#requests.one(before.request.id);
    const refusal = await this.#refusalIn(request);
    const known = request ?? before?.request;
    // Going back gives up on nothing but a person's no: what failed or is gone is asked for anew.
    const over = request === null || request.state === 'failed' || request.state === 'applied';
    this.#asked =
      known === undefined || (over && !wanted.forward) ? null : { ...wanted, request: known, refusal };
    if (request?.state === 'approved') await this.#requests.apply(request.id, comment);
  }

  /**
   * Deletes requests of a rollout that nobody needs any more, so that nobody approves them later.
   * @param needed what is still waited for
   * @throws TargetError
   */
  async tidy(needed: Wanted | null): Promise<void> {
    if (needed === null && this.#asked !== null) {
      this.#asked = null;
      this.#untidy = true;
    }
    if (!this.#untidy) return;
    for (const request of await this.#requests.unfinished()) {
      if (!isOwn(request.description)) continue;
      if (needed === null || !this.#isFor(needed, request)) await this.#requests.delete(request.id);
    }
    this.#untidy = false;
  }

  /** The view of a change that is not made yet; null: no approval is waited for. */
  seen(desired: Desired, view: TargetView): TargetView | null {
    const asked = this.#asked;
    if (asked === null || !isDeepStrictEqual(asked.desired, desired)) return null;
    const at = new Date(asked.request.askedAt).toISOString().replace(/\.\d+Z$/, 'Z');
    const still =
      asked.forward || view.weight === 100
        ? view.note
        : `USERS STILL HAVE WHAT IS TO BE TAKEN BACK: ${view.note}`;
    const note = `${still}; it waits for an approval in LaunchDarkly, asked at ${at}`;
    if (asked.refusal === null || !asked.forward) return { ...view, note, failure: asked.refusal };
    return { ...view, note, foreign: personsWord(asked.refusal) };
  }

  /** A request that a run before this one made, or this one where the answer was lost. */
  async #found(wanted: Wanted): Promise<ApprovalRequest | null> {
    const own = (await this.#requests.unfinished()).filter((request) => this.#isFor(wanted, request));
    return own.toSorted((one, other) => other.askedAt - one.askedAt)[0] ?? null;
  }

  #isFor({ desired, instructions }: Wanted, request: ApprovalRequest): boolean {
    return (
      request.description.startsWith(beginningOf(desired, this.#author)) &&
      request.instructions.length === instructions.length &&
      instructions.every((instruction, place) => says(request.instructions[place] ?? {}, instruction))
    );
  }

  async #refusalIn(request: ApprovalRequest | null): Promise<string | null> {
    const { flag, server } = this.#spec;
    const change = `the change of the flag ${flag} in ${server.environment}`;
    if (request === null) return `Somebody deleted the approval request for ${change}.`;
    switch (request.state) {
      case 'declined': {
        const { memberId = null, comment = '' } = request.decline ?? {};
        const who = memberId === null ? 'Somebody' : await this.#requests.memberCalled(memberId);
        return `${who} declined ${change}${comment === '' ? '' : ` (${JSON.stringify(shown(comment))})`}.`;
      }
      case 'failed':
        return `LaunchDarkly could not make ${change} though it was approved: the flag was changed meanwhile. Look at its approval requests in LaunchDarkly.`;
      case 'open':
      case 'approved':
      case 'applied':
        return null;
    }
  }
}

/** LaunchDarkly may have added something of its own. */
function says(instruction: Readonly<Record<string, unknown>>, own: Instruction): boolean {
  return Object.entries(own).every(([key, value]) => isDeepStrictEqual(instruction[key], value));
}
