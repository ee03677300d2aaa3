import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { TargetError, type Artifact, type Target } from '@glidepath/conductor';
import { percent, type Digest, type LaunchDarklyTargetSpec, type Release } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { personsWord } from '../persons-word.ts';
import { Api } from './api.ts';
import { Approvals, type Wanted } from './approvals.ts';
import { commentOn, type Author } from './comments.ts';
import { Connection } from './connection.ts';
import { courseTo, leavesOthers } from './course.ts';
import { described, servedAlone, shareOf, type Flag, type Setting } from './flag.ts';
import { Troubles } from './troubles.ts';
import { artifactOf, variationMeant, type Variation } from './variations.ts';
import { Witness } from './witness.ts';

export interface LaunchDarklyTargetOptions extends Author {
  readonly spec: LaunchDarklyTargetSpec;
  /** Ms since 1970. */
  readonly now: () => number;
}

/** How long to wait before a change is tried again that met another one, ms. */
const PAUSES = [100, 300, 900];
/** How often a flag is looked at whose change waits for a person, ms: LaunchDarkly limits calls. */
const LOOK_EVERY = 5000;

/** A flag of LaunchDarkly: a release is one of its variations, its weight the share of the default rule. */
export function createLaunchDarklyTarget(options: LaunchDarklyTargetOptions): Target {
  return new LaunchDarklyTarget(options);
}

class LaunchDarklyTarget implements Target {
  readonly counters = null;
  readonly #spec: LaunchDarklyTargetSpec;
  readonly #author: Author;
  readonly #api: Api;
  readonly #witness: Witness;
  readonly #now: () => number;
  /** Null: an approval that is needed is refused, and none is asked for. */
  readonly #approvals: Approvals | null;
  /** What was seen while an approval is waited for, and until when it is looked at no more. */
  #waits: { readonly desired: Desired; readonly view: TargetView; readonly until: number } | null = null;
  /** What was desired at the last look, where the flag was there: it need not be asked for again. */
  #there: Desired | null = null;
  /** Who takes part in the rollout of the last split that was asked for. */
  #candidate: Digest | null = null;
  #stable: Digest | null = null;

  constructor({ spec, now, ...author }: LaunchDarklyTargetOptions) {
    this.#spec = spec;
    this.#author = author;
    this.#now = now;
    const connection = new Connection(spec.server, author.env, now, new Troubles(spec));
    this.#api = new Api(spec, connection);
    this.#approvals = spec.approvals === null ? null : new Approvals(spec, author, connection);
    this.#witness = new Witness(this.#api, spec);
  }

  async acquire(wanted: Digest | null): Promise<Artifact> {
    const { flag: key, variation } = this.#spec;
    const { variations } = await this.#living();
    if (wanted === null) return artifactOf(variationMeant(variation, variations, key), key);
    const found = variations.find(({ digest }) => digest === wanted);
    if (found !== undefined) return artifactOf(found, key);
    throw new TargetError(
      `No variation of the flag ${key} has the digest ${wanted}: it was deleted, its value was changed, or it is of another flag.`,
      true,
    );
  }

  async standing(): Promise<Release | null> {
    const { flag: key, server } = this.#spec;
    const flag = await this.#living();
    const serves = flag.variations.find(({ id }) => id === servedAlone(flag.setting));
    if (serves !== undefined) return releaseOf(serves, key);
    const at = `The flag ${key} in ${server.environment}`;
    throw new TargetError(
      flag.setting.on
        ? `${at} is ${described(flag)}: somebody else's rollout is under way. End it first, so that its default rule gives all of them one variation.`
        : `${at} is off and has no off variation, so nobody knows what a rollout would go back to. Give it one in LaunchDarkly.`,
      true,
    );
  }

  /**
   * LaunchDarkly knows no fence: that a conductor is late shows in that the flag stands otherwise than it left it. Going
   * forward nothing is changed where somebody else has had the last word: `observe` tells.
   */
  async apply(desired: Desired): Promise<void> {
    if (isDeepStrictEqual(desired, this.#there) || this.#waiting(desired) !== null) return;
    this.#there = null;
    const forward = this.#isForward(desired);
    this.#takePart(desired, forward);
    for (const pause of [...PAUSES, null]) {
      const flag = await this.#api.flag();
      if (forward && (await this.#witness.disturbance(desired, flag)) !== null) return;
      if (desired.kind === 'only' && leavesOthers(desired.release, flag))
        this.#stable = desired.release.digest;
      // Archived, it serves nobody and can't be changed.
      if (flag.archived) return this.#approvals?.tidy(null);
      const course = courseTo(desired, flag, this.#spec);
      if (course.kind !== 'change') {
        this.#witness.expect(flag.setting);
        return this.#approvals?.tidy(null);
      }
      this.#witness.expect(flag.setting, course.after);
      const conflict = await this.#change(
        { desired, instructions: course.instructions, forward },
        course.after,
      );
      if (conflict === null) return;
      if (pause === null) throw conflict;
      await sleep(pause);
    }
  }

  async observe(desired: Desired): Promise<TargetView> {
    const before = this.#waiting(desired);
    if (before !== null) return before;
    const view = await this.#viewOf(desired, await this.#api.flag());
    this.#there = view.settled ? desired : null;
    const isOver = view.settled || view.failure !== null || view.foreign !== null;
    const seen = isOver ? null : this.#approvals?.seen(desired, view);
    this.#waits = seen == null ? null : { desired, view: seen, until: this.#now() + LOOK_EVERY };
    return seen ?? view;
  }

  // No connection is held.
  async close(): Promise<void> {}

  /** Null: it is changed, or a person has to agree first. Else the error that somebody else's change is told by. */
  async #change(wanted: Wanted, after: Setting): Promise<TargetError | null> {
    const approvals = this.#approvals;
    if (approvals?.awaits(wanted) === true) {
      await approvals.pursue(wanted);
      return null;
    }
    const { desired, instructions, forward } = wanted;
    const answer = await this.#api.patch(instructions, commentOn(desired, this.#author), !forward);
    switch (answer.kind) {
      case 'patched':
        this.#witness.expect(after);
        await approvals?.tidy(null);
        return null;
      case 'conflict':
        return answer.error;
      case 'approval':
        if (approvals === null) throw answer.error;
        await approvals.pursue(wanted);
        await approvals.tidy(wanted);
        return null;
    }
  }

  #waiting(desired: Desired): TargetView | null {
    const waits = this.#waits;
    const fresh = waits !== null && isDeepStrictEqual(waits.desired, desired) && this.#now() < waits.until;
    return fresh ? waits.view : null;
  }

  async #viewOf(desired: Desired, flag: Flag): Promise<TargetView> {
    const weight = this.#weightOf(desired, flag);
    const view: TargetView = {
      settled: false,
      failure: null,
      weight,
      foreign: null,
      note: described(flag),
    };
    if (this.#isForward(desired)) {
      const disturbance = await this.#witness.disturbance(desired, flag);
      if (disturbance !== null) {
        // Before the first step it is off by plan.
        const isKilled = !flag.setting.on && desired.kind === 'split' && desired.weight > 0;
        return { ...view, foreign: personsWord(disturbance, isKilled) };
      }
    }
    if (flag.archived)
      return this.#unserved(desired, view, 'archived, so each application falls back to its own default');
    const course = courseTo(desired, flag, this.#spec);
    switch (course.kind) {
      case 'there':
        return { ...view, settled: true };
      case 'change':
        return view;
      case 'left-off':
        return this.#unserved(
          desired,
          view,
          `${view.note}: somebody turned it off, and a rollout turns a flag on with its first step only`,
        );
    }
  }

  /** What is desired serves nobody. Nobody gets what was taken back either, which is all that going back is for. */
  #unserved(desired: Desired, view: TargetView, note: string): TargetView {
    const isBack =
      desired.kind === 'none' || (desired.kind === 'only' && desired.release.digest === this.#stable);
    if (isBack) return { ...view, settled: true, note };
    const { flag, server } = this.#spec;
    const what = `The flag ${flag} in ${server.environment} is ${note}. Mend that in LaunchDarkly.`;
    return { ...view, foreign: personsWord(what) };
  }

  #weightOf(desired: Desired, { variations, setting }: Flag): TargetView['weight'] {
    if (desired.kind === 'none') return percent(0);
    const release = desired.kind === 'split' ? desired.candidate : desired.release;
    const id = variations.find(({ digest }) => digest === release.digest)?.id;
    return id === undefined ? percent(0) : shareOf(id, setting);
  }

  #takePart(desired: Desired, forward: boolean): void {
    if (!forward) this.#candidate = null;
    if (desired.kind !== 'split') return;
    this.#candidate = desired.candidate.digest;
    this.#stable = desired.stable?.digest ?? null;
  }

  /** Going back nobody's word counts but the ledger's. A run that begins there can't tell, and takes it for going back. */
  #isForward(desired: Desired): boolean {
    switch (desired.kind) {
      case 'split':
        return true;
      case 'only':
        return desired.release.digest === this.#candidate;
      case 'none':
        return false;
    }
  }

  /** @throws TargetError where it is archived */
  async #living(): Promise<Flag> {
    const flag = await this.#api.flag();
    if (!flag.archived) return flag;
    throw new TargetError(
      `The flag ${this.#spec.flag} is archived in LaunchDarkly, so it serves nobody. Restore it there, or name another one.`,
      true,
    );
  }
}

function releaseOf(variation: Variation, flag: string): Release {
  const { digest, name } = artifactOf(variation, flag);
  return { digest, name, commit: null, committedAt: null };
}
