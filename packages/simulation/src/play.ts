import type { Verdict } from '@glidepath/analysis';
import { digest, instant, millis, type Instant, type Release } from '@glidepath/model';
import {
  decide,
  lastLookAt,
  emptyState,
  fold,
  stationOf,
  weightOf,
  type EnvironmentState,
  type Move,
  type Phase,
  type Rollout,
} from '@glidepath/rollout';
import type { Course, Regression } from './course.ts';
import type { Random } from './random.ts';
import { TrialJudge } from './trial-judge.ts';
import { World } from './world.ts';

/** How a simulated rollout ended. Times are in ms since it started. */
export interface Outcome {
  /** breach: found to be worse. undecided: the longest bake was over without enough evidence either way. */
  readonly ending: 'promoted' | 'breach' | 'undecided';
  readonly ms: number;
  /** When the candidate took traffic at each weight in turn, the watch at 100 % last. */
  readonly arrivals: readonly number[];
  /** Requests that failed only because the candidate is not as good as the stable release, in expectation. */
  readonly excessBad: number;
}

/** As the conductor: while something moves it looks more often. */
const MOVING_POLL_MS = 500;

/**
 * One rollout, from its start to its end, by the state machine that drives the live ones. The release is ready at once;
 * traffic moves when it is asked to, and the target says so one look later. Approvals are given at once. Where a policy
 * says `hold` it is looked on for two bakes, then taken as undecided.
 */
export function play(course: Course, regression: Regression, random: Random): Outcome {
  return new Performance(course, regression, random).outcome();
}

class Performance {
  readonly #course: Course;
  readonly #world: World;
  readonly #judge: TrialJudge;
  readonly #arrivals: number[] = [];
  #state: EnvironmentState;
  #now: Instant = START;
  #lookingSince: Instant = START;
  #settledSince: Instant | null = null;
  /** The target was asked for the phase's weight at an earlier look. */
  #asked = false;
  #verdict: Verdict | null = null;

  constructor(course: Course, regression: Regression, random: Random) {
    this.#course = course;
    this.#world = new World(course, regression, random);
    this.#judge = new TrialJudge(course.slis, course.settings, this.#world.past());
    this.#state = fold(
      { ...emptyState('simulated', 'simulated'), live: STABLE },
      signed(
        {
          kind: 'started',
          rollout: { id: '1', release: CANDIDATE, stable: STABLE, plan: course.plan, passedOver: [] },
        },
        START,
      ),
    );
  }

  outcome(): Outcome {
    for (;;) {
      const { rollout } = this.#state;
      if (rollout === null) throw new Error('the simulated rollout was lost');
      const ending = endingOf(rollout.phase) ?? this.#heldFor(rollout);
      if (ending !== null) return this.#ended(ending);
      const settled = this.#look(rollout);
      const step = decide(this.#state, {
        now: this.#now,
        target: { settled, failure: null, foreign: null, weight: weightOf(rollout), note: '' },
        refusal: null,
        away: null,
        verdict: this.#verdict,
        guards: [],
        lookingSince: this.#lookingSince,
        settledSince: this.#settledSince,
        restored: 0,
        cancelled: false,
      });
      if (step === null) this.#wait(settled);
      else this.#record(step.move);
    }
  }

  /** One round of the conductor: whether the target is where it should be, and what the judge says of the figures. */
  #look(rollout: Rollout): boolean {
    const settled = this.#asked || rollout.phase.kind === 'preparing';
    this.#asked = true;
    if (settled && this.#settledSince === null) {
      this.#settledSince = this.#now;
      const last = lastLookAt(rollout, this.#now, millis(this.#course.settings.pollMs));
      this.#judge.startStep(this.#now, last ?? undefined);
    }
    const weight = weightOf(rollout);
    const counted = this.#world.until(this.#now - START, weight);
    const verdict = this.#judge.observe(this.#now, weight, counted);
    if (weight > 0) this.#verdict = verdict;
    return settled;
  }

  #wait(settled: boolean): void {
    const { pollMs } = this.#course.settings;
    this.#now = instant(this.#now + (settled ? pollMs : Math.min(pollMs, MOVING_POLL_MS)));
  }

  #record(move: Move): void {
    const before = this.#state.rollout?.phase;
    const weightBefore = this.#weight;
    this.#state = fold(this.#state, signed(move, this.#now));
    const phase = this.#state.rollout?.phase;
    if (phase === undefined || phase === before) return;
    if (phase.kind === 'paused' && phase.why === 'approval') {
      this.#state = fold(this.#state, signed({ kind: 'requested', verb: 'promote', to: null }, this.#now));
      return;
    }
    this.#lookingSince = this.#now;
    this.#settledSince = null;
    this.#verdict = null;
    this.#asked = this.#weight === weightBefore;
    if ((phase.kind === 'step' && this.#weight > 0) || phase.kind === 'promoting')
      this.#arrivals.push(this.#now - START);
  }

  get #weight(): number {
    return this.#state.rollout === null ? 0 : weightOf(this.#state.rollout);
  }

  /** A policy that holds waits without end: what there is to see is seen within two bakes. */
  #heldFor({ phase, plan }: Rollout): Outcome['ending'] | null {
    if (this.#settledSince === null) return null;
    if (this.#verdict?.kind === 'breach' && plan.policies.breach === 'hold') return 'breach';
    const station = stationOf(phase);
    if (plan.policies.tooFewSamples !== 'hold' || station === null) return null;
    const bake = station.kind === 'watching' ? plan.watch : plan.steps[station.index]?.bake;
    return bake != null && this.#now - this.#settledSince >= 2 * bake.max ? 'undecided' : null;
  }

  #ended(ending: Outcome['ending']): Outcome {
    return {
      ending,
      ms: this.#now - START,
      arrivals: this.#arrivals,
      excessBad: this.#world.excessBad,
    };
  }
}

function endingOf(phase: Phase): Outcome['ending'] | null {
  switch (phase.kind) {
    case 'finishing':
      return 'promoted';
    case 'rolling-back':
      return phase.reason === 'breach' ? 'breach' : 'undecided';
    case 'paused':
      if (phase.why === 'approval') return null;
      return phase.why === 'breach' ? 'breach' : 'undecided';
    case 'preparing':
    case 'step':
    case 'promoting':
    case 'watching':
    case 'ended':
      return null;
  }
}

function signed<M extends Move>(move: M, at: Instant) {
  return { ...move, at, actor: 'simulation', note: '', verdict: null };
}

const START = instant(0);
const STABLE: Release = {
  digest: digest(`sha256:${'0'.repeat(64)}`),
  name: 'stable',
  commit: null,
  committedAt: null,
};
const CANDIDATE: Release = {
  digest: digest(`sha256:${'1'.repeat(64)}`),
  name: 'candidate',
  commit: null,
  committedAt: null,
};
