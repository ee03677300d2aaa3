import { randomUUID } from 'node:crypto';
import type { ApprovalRecord, ReviewRecord } from './approval-records.ts';
import { actionOf, applied, Refused, type Draft, type Instruction } from './instructions.ts';
import type { Actor, AuditRecord, FlagRecord, Member, VariationRecord } from './records.ts';

interface Drafted {
  readonly draft: Draft;
  /** Of the flag in its environment before. */
  readonly version: number;
}

/** What an account of LaunchDarkly holds, and the only place where it changes. */
export class World {
  readonly flags: FlagRecord[] = [];
  /** Newest first. */
  readonly audit: AuditRecord[] = [];
  /** Environments in which a change needs an approval. */
  readonly approvals = new Set<string>();
  /** Oldest first. */
  readonly requests: ApprovalRecord[] = [];
  /** Environments in which a scheduled change of every flag is pending. */
  readonly scheduled = new Set<string>();
  #at = Date.parse('2026-03-01T10:00:00Z');

  /** A flag that is off everywhere, as it is made: on, all would get the first variation; off, all get the last. */
  addFlag(
    project: string,
    key: string,
    variations: readonly Omit<VariationRecord, 'id'>[],
    environments: readonly string[],
  ): FlagRecord {
    const flag: FlagRecord = {
      project,
      key,
      createdAt: this.#tick(),
      variations: variations.map((variation) => ({ id: randomUUID(), ...variation })),
      archived: false,
      version: 1,
      environments: new Map(
        environments.map((name) => [
          name,
          {
            on: false,
            offVariation: variations.length - 1,
            fallthrough: { variation: 0 },
            targets: [],
            rules: [],
            version: 1,
            lastModified: this.#at,
          },
        ]),
      ),
    };
    this.flags.push(flag);
    return flag;
  }

  /**
   * A semantic patch: all of it, or nothing.
   * @throws Refused
   */
  change(
    flag: FlagRecord,
    environment: string,
    instructions: readonly Instruction[],
    by: Actor,
    comment: string,
  ): void {
    const { draft, version } = this.#draft(flag, environment, instructions);
    const at = this.#tick();
    flag.version += 1;
    flag.variations = draft.variations;
    flag.archived = draft.archived;
    flag.environments.set(environment, { ...draft.settings, version: version + 1, lastModified: at });
    const resource = `proj/${flag.project}:env/${environment}:flag/${flag.key}`;
    this.audit.unshift({
      id: randomUUID(),
      at,
      by,
      comment,
      accesses: instructions.map((one) => ({ action: actionOf(one), resource })),
      name: flag.key,
    });
  }

  /** @throws Refused where the change would make no sense now */
  request(
    flag: FlagRecord,
    environment: string,
    instructions: readonly Instruction[],
    description: string,
  ): ApprovalRecord {
    this.#draft(flag, environment, instructions);
    const request: ApprovalRecord = {
      id: randomUUID(),
      flag,
      environment,
      createdAt: this.#tick(),
      description,
      instructions,
      reviews: [],
      status: 'pending',
      version: 1,
    };
    this.requests.push(request);
    return request;
  }

  /** A person looks at a request. */
  review(request: ApprovalRecord, kind: ReviewRecord['kind'], by: Member, comment = ''): void {
    request.version += 1;
    request.reviews.push({ id: randomUUID(), kind, at: this.#tick(), by, comment });
  }

  /** @throws Refused where nobody has approved it, or where it can't be made any more: then it has failed */
  applyRequest(request: ApprovalRecord, by: Actor, comment: string): void {
    if (request.status !== 'pending' || request.reviews.at(-1)?.kind !== 'approve')
      throw new Refused(400, 'invalid_request', 'The approval request can not be applied');
    request.version += 1;
    try {
      this.change(request.flag, request.environment, request.instructions, by, comment);
      request.status = 'completed';
    } catch (error) {
      request.status = 'failed';
      throw error;
    }
  }

  withdraw(request: ApprovalRecord): void {
    this.requests.splice(this.requests.indexOf(request), 1);
  }

  #draft(flag: FlagRecord, environment: string, instructions: readonly Instruction[]): Drafted {
    const own = flag.environments.get(environment);
    if (own === undefined) throw new Refused(404, 'not_found', `Unknown environment key ${environment}`);
    if (flag.archived) throw new Refused(400, 'invalid_request', 'Archived flags can not be changed');
    const draft = instructions.reduce<Draft>((state, one) => applied(one, state), {
      settings: own,
      variations: flag.variations,
      archived: flag.archived,
    });
    return { draft, version: own.version };
  }

  /** Each change has a moment of its own. */
  #tick(): number {
    this.#at += 1000;
    return this.#at;
  }
}
