import { TargetError } from '@glidepath/conductor';
import type { UnleashTargetSpec } from '@glidepath/model';
import { jsonIn } from '../web/json-text.ts';
import { allowed, type AdminCalls } from './admin-call.ts';
import { readFlag, type FlagState } from './flag-state.ts';
import type { Write } from './goal.ts';
import { changesOf, whoDid, type Change } from './history.ts';
import { drawingOf, GRADUAL, titleFor } from './own-strategy.ts';

/** One flag in one environment: read, and changed. */

export type Look =
  | { readonly kind: 'flag'; readonly state: FlagState }
  /** Nobody gets it any more; why is a sentence. */
  | { readonly kind: 'gone'; readonly why: string };

export class FlagApi {
  readonly #calls: AdminCalls;
  readonly #spec: UnleashTargetSpec;

  constructor(calls: AdminCalls, spec: UnleashTargetSpec) {
    this.#calls = calls;
    this.#spec = spec;
  }

  /** @throws Passing, TargetError */
  async look(): Promise<Look> {
    const { flag, server } = this.#spec;
    const answer = allowed(await this.#calls.ask('GET', this.#path));
    if (answer.kind === 'missing') return await this.#missing(answer.said);
    const read = readFlag(jsonIn(answer.body), server.environment);
    if (read === null)
      throw new TargetError(
        `${this.#calls.place} described the flag ${flag} in a way that is not understood; check target.unleash.url, and that nothing in between changes answers.`,
      );
    if (read.archived) return await this.#missing('it is archived');
    if (read.state !== null) return { kind: 'flag', state: read.state };
    throw new TargetError(
      `The flag ${flag} of ${this.#calls.place} has no environment ${server.environment}; it has ${read.places.map((name) => JSON.stringify(name)).join(', ') || 'none'}.`,
      true,
    );
  }

  /** Newest first; none where Unleash does not tell. */
  async changes(): Promise<readonly Change[]> {
    return changesOf(this.#calls, this.#spec.flag);
  }

  /** @throws Passing, TargetError */
  async write(write: Write): Promise<void> {
    switch (write.kind) {
      case 'create':
        return await this.#do('POST', '/strategies', {
          name: GRADUAL,
          title: titleFor(0),
          parameters: { ...drawingOf(this.#spec), rollout: '0' },
          constraints: [],
          segments: [],
        });
      case 'set':
        return await this.#do('PATCH', `/strategies/${write.strategy.id}`, this.#patch(write));
      case 'turn':
        return await this.#do('POST', `/${write.to}`, null);
    }
  }

  /** Tests come first: where somebody else has changed the strategy since it was read, nothing is written. */
  #patch({ strategy, share, drawing }: Extract<Write, { kind: 'set' }>): readonly object[] {
    const { stickiness, groupId } = drawingOf(this.#spec);
    const seen =
      strategy.rollout === null
        ? []
        : [{ op: 'test', path: '/parameters/rollout', value: String(strategy.rollout) }];
    return [
      { op: 'test', path: '/title', value: strategy.title },
      ...seen,
      { op: 'add', path: '/title', value: titleFor(share) },
      { op: 'add', path: '/parameters/rollout', value: String(share) },
      ...(drawing
        ? [
            { op: 'add', path: '/parameters/stickiness', value: stickiness },
            { op: 'add', path: '/parameters/groupId', value: groupId },
          ]
        : []),
    ];
  }

  async #do(method: 'POST' | 'PATCH', path: string, body: object | null): Promise<void> {
    const environment = encodeURIComponent(this.#spec.server.environment);
    // What is missing now is told by the next look.
    allowed(await this.#calls.ask(method, `${this.#path}/environments/${environment}${path}`, body));
  }

  /** Archived and deleted flags serve nobody; one that was moved to another project may, and is not ours to see. */
  async #missing(said: string): Promise<Look> {
    const { flag, server } = this.#spec;
    const [last] = (await this.changes()).filter(({ type }) => LIFE.has(type));
    if (last?.type === 'feature-archived')
      return { kind: 'gone', why: `${whoDid(last)} archived the flag ${flag}.` };
    if (last?.type === 'feature-deleted')
      return { kind: 'gone', why: `${whoDid(last)} deleted the flag ${flag}.` };
    throw new TargetError(
      `${this.#calls.place} shows no flag ${flag} in the project ${server.project}${said === '' ? '' : `: ${said}`}; check target.unleash.flag and project, and that the flag is not archived.`,
      true,
    );
  }

  get #path(): string {
    const { flag, server } = this.#spec;
    return `/projects/${encodeURIComponent(server.project)}/features/${encodeURIComponent(flag)}`;
  }
}
const LIFE: ReadonlySet<string> = new Set([
  'feature-archived',
  'feature-deleted',
  'feature-revived',
  'feature-created',
  'feature-project-change',
]);
