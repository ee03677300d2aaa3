import { digest, instant, millis, percent, type Instant, type Release } from '@glidepath/model';
import { emptyState, fold } from '../fold.ts';
import type { Recorded } from '../passages.ts';
import type { EnvironmentState, Move, Plan, Reason, Retreat, VerdictNote } from '../types.ts';

const BAKE = { min: millis(0), max: millis(60_000) };

const PLAN: Plan = {
  strategy: 'canary',
  steps: [{ weight: percent(10), bake: BAKE, approval: false, wave: null }],
  waves: [],
  watch: BAKE,
  policies: {
    breach: 'rollback',
    tooFewSamples: 'pause',
    noData: 'pause',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    pause: { timeout: millis(60_000), then: 'rollback' },
  },
  progressDeadline: millis(60_000),
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When each chronicle begins. */
export const FIRST = Date.UTC(2026, 0, 1);

/** A release of its own commit; `committedAt` null: nobody knows when it was made. */
export function releaseOf(number: number, committedAt: number | null = null): Release {
  const hex = number.toString(16);
  return {
    digest: digest(`sha256:${hex.padStart(64, '0')}`),
    name: `v${number}`,
    commit: hex.padStart(40, '0'),
    committedAt: committedAt === null ? null : instant(committedAt),
  };
}

/** A ledger that is written as the conductor would, a minute between two entries unless time is let pass. */
export class Chronicle {
  readonly #entries: Recorded[] = [];
  #state: EnvironmentState = emptyState('shop', 'production');
  #now = FIRST;

  get newest(): readonly Recorded[] {
    return this.#entries.toReversed();
  }

  get now(): Instant {
    return instant(this.#now);
  }

  wait(length: number): this {
    this.#now += length;
    return this;
  }

  move(move: Move, verdict: VerdictNote['kind'] | null = null): this {
    const note = verdict === null ? null : { kind: verdict, reason: '', slis: [] };
    const event = { ...move, at: this.now, actor: 'ada', note: '', verdict: note };
    this.#state = fold(this.#state, event);
    this.#entries.push({ event, state: this.#state });
    return this.wait(MINUTE);
  }

  start(release: Release): this {
    const id = `rollout-${this.#entries.length}`;
    return this.move({
      kind: 'started',
      rollout: { id, release, stable: this.#state.live, plan: PLAN, passedOver: [] },
    });
  }

  step(): this {
    return this.move({ kind: 'stepped', index: 0 });
  }

  /** Six entries. It has traffic after one minute, and is promoted after five. */
  promote(release: Release): this {
    this.start(release).step();
    this.move({ kind: 'promoting' }).move({ kind: 'watching' });
    return this.move({ kind: 'finishing', reason: 'healthy' }).move({
      kind: 'ended',
      decision: 'promoted',
      reason: 'healthy',
    });
  }

  goBack(reason: Reason, to: Retreat = 'rolled-back', verdict: VerdictNote['kind'] | null = null): this {
    return this.move({ kind: 'rolling-back', to, reason }, verdict).move({
      kind: 'ended',
      decision: to,
      reason,
    });
  }

  /** A person takes back what is live. */
  takeBack(): this {
    return this.move({ kind: 'requested', verb: 'rollback', to: null }).goBack('requested');
  }
}
