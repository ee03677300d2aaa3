import { createHash } from 'node:crypto';
import { digest, instant, millis, percent } from '@glidepath/model';
import type { Release } from '@glidepath/model';
import { emptyState, fold } from '@glidepath/rollout';
import type { EnvironmentState, Event, Lease, Move, Plan, VerdictNote } from '@glidepath/rollout';

/** A believable rollout, told event by event. */

export const START = Date.UTC(2026, 2, 2, 9, 0, 0);

export function releaseNamed(name: string, commit: string | null = null): Release {
  return {
    digest: digest(`sha256:${createHash('sha256').update(name).digest('hex')}`),
    name,
    commit,
    committedAt: null,
  };
}

export const CANARY: Plan = {
  strategy: 'canary',
  steps: [5, 25].map((weight) => ({
    weight: percent(weight),
    bake: { min: millis(60_000), max: millis(1_800_000) },
    approval: false,
    wave: null,
  })),
  waves: [],
  watch: { min: millis(60_000), max: millis(600_000) },
  policies: {
    breach: 'rollback',
    tooFewSamples: 'extend',
    noData: 'pause',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    // oxlint-disable-next-line unicorn/no-thenable -- the model's own key, and a word, not a function
    pause: { timeout: millis(3_600_000), then: 'rollback' },
  },
  progressDeadline: millis(600_000),
};

export const LEASE: Lease = {
  holder: {
    id: '0b8b6e0e-6f0c-4b8e-9d5e-1c9b1f1f7f10',
    actor: 'ada',
    host: 'build-7#3f2a91c0',
    pid: 4711,
    started: '8812345',
    url: 'https://ci.example/runs/17',
    run: null,
  },
  expiresAt: instant(START + 900_000),
};

export interface Told {
  readonly event: Event;
  readonly state: EnvironmentState;
}

export interface Signed {
  readonly note?: string;
  readonly actor?: string;
  readonly verdict?: VerdictNote | null;
}

/** Folds moves one after the other, a minute apart. */
export class Story {
  #state: EnvironmentState;
  #minutes = 0;

  constructor(service = 'checkout', environment = 'production') {
    this.#state = { ...emptyState(service, environment), lease: LEASE, fence: 1 };
  }

  get state(): EnvironmentState {
    return this.#state;
  }

  tell(move: Move, { note = 'as planned', actor = 'ada', verdict = null }: Signed = {}): Told {
    const event: Event = { ...move, at: instant(START + this.#minutes++ * 60_000), actor, note, verdict };
    this.#state = { ...fold(this.#state, event), lease: LEASE };
    return { event, state: this.#state };
  }

  start(release: Release): Told {
    const id = `${release.name}-${this.#minutes}`;
    return this.tell({
      kind: 'started',
      rollout: { id, release, stable: this.#state.live, plan: CANARY, passedOver: [] },
    });
  }

  promote(release: Release): Told[] {
    return [
      this.start(release),
      this.tell({ kind: 'stepped', index: 0 }),
      this.tell({ kind: 'stepped', index: 1 }),
      this.tell({ kind: 'promoting' }),
      this.tell({ kind: 'watching' }),
      this.tell({ kind: 'finishing', reason: 'healthy' }),
      this.tell({ kind: 'ended', decision: 'promoted', reason: 'healthy' }),
    ];
  }

  rollBack(release: Release, verdict: VerdictNote): Told[] {
    return [
      this.start(release),
      this.tell({ kind: 'stepped', index: 0 }),
      this.tell(
        { kind: 'rolling-back', to: 'rolled-back', reason: 'breach' },
        { verdict, note: 'too many failures' },
      ),
      this.tell({ kind: 'ended', decision: 'rolled-back', reason: 'breach' }),
    ];
  }
}

export const BREACH: VerdictNote = {
  kind: 'breach',
  reason:
    'availability: 61 of 1,200 requests to v1.5.0 failed (5.1 %), 24 of 22,800 to v1.4.2 (0.1 %); ' +
    'ln E 9.3 is above 6.9, which happens to a good release at most once in 1,000 rollouts.',
  slis: [
    {
      sli: 'availability',
      candidate: { bad: 61, total: 1200 },
      stable: { bad: 24, total: 22_800 },
      lnRollback: 9.3,
      lnPromotion: null,
    },
  ],
};
