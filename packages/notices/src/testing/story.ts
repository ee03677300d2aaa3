import type { Entry } from '@glidepath/conductor';
import { digest, instant, millis, percent, type Release } from '@glidepath/model';
import {
  emptyState,
  fold,
  type EnvironmentState,
  type Move,
  type Plan,
  type VerdictNote,
} from '@glidepath/rollout';
import type { Links, News } from '../news.ts';

export const V1 = release('v1.4.2', '1');
export const V2 = release('v1.5.0', '2');

function release(name: string, digit: string): Release {
  return {
    digest: digest(`sha256:${digit.repeat(64)}`),
    name,
    commit: digit.repeat(40),
    committedAt: null,
  };
}

const BAKE = { min: millis(10_000), max: millis(600_000) };

const PLAN: Plan = {
  strategy: 'canary',
  steps: [{ weight: percent(5), bake: BAKE, approval: false, wave: null }],
  waves: [],
  watch: BAKE,
  policies: {
    breach: 'rollback',
    tooFewSamples: 'pause',
    noData: 'pause',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    pause: { timeout: millis(3_600_000), then: 'rollback' },
  },
  progressDeadline: millis(60_000),
};

export const BREACH: VerdictNote = {
  kind: 'breach',
  reason: 'availability: 61 of 1,200 requests to v1.5.0 failed (5.1 %), 24 of 22,800 to v1.4.2 (0.1 %).',
  slis: [
    {
      sli: 'availability',
      candidate: { bad: 61, total: 1_200 },
      stable: { bad: 24, total: 22_800 },
      lnRollback: 9.3,
      lnPromotion: null,
    },
  ],
};

export const LINKS: Links = {
  ledger: 'refs/glidepath/checkout/production',
  run: 'https://github.example/acme/checkout/actions/runs/17',
  environment: 'https://checkout.example',
  runbook: 'https://wiki.example/runbooks/checkout?a=1&b=2',
};

const START = Date.UTC(2026, 2, 2, 9, 14);

/** A ledger in the making: each move a minute after the one before. */
export class Story {
  readonly entries: Entry[] = [];
  #state: EnvironmentState;

  constructor(live: Release | null = V1) {
    this.#state = { ...emptyState('checkout', 'production'), live };
  }

  move(move: Move, note = '', verdict: VerdictNote | null = null, actor = 'ada'): Entry {
    const at = instant(START + this.entries.length * 60_000);
    const event = { ...move, at, actor, note, verdict };
    this.#state = fold(this.#state, event);
    const entry = { id: String(this.entries.length).padStart(40, 'e'), event, state: this.#state };
    this.entries.push(entry);
    return entry;
  }

  start(release = V2, stable: Release | null = V1): Entry {
    const rollout = { id: 'rollout-17', release, stable, plan: PLAN, passedOver: [] };
    return this.move(
      { kind: 'started', rollout },
      `${release.name} is to replace ${stable?.name ?? 'nothing'}.`,
    );
  }

  step(): Entry {
    return this.move({ kind: 'stepped', index: 0 }, '2 of 2 instances ready');
  }
}

/** Comes in, is found bad at 5 %, and goes back. */
export function breached(): Story {
  const story = new Story();
  story.start();
  story.step();
  story.move({ kind: 'rolling-back', to: 'rolled-back', reason: 'breach' }, BREACH.reason, BREACH);
  story.move(
    { kind: 'ended', decision: 'rolled-back', reason: 'breach' },
    'All traffic goes to v1.4.2 again.',
  );
  return story;
}

export function newsOf({ id, event, state }: Entry, topic: News['topic'] = 'end'): News {
  if (state.rollout === null) throw new Error('the entry has no rollout');
  return { topic, entry: id, event, rollout: state.rollout, state, links: LINKS };
}
