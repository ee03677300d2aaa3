import type { Verdict } from '@glidepath/analysis';
import {
  instant,
  millis,
  percent,
  type AnalysisSpec,
  type Instant,
  type Millis,
  type Slo,
} from '@glidepath/model';
import {
  decide,
  desiredOf,
  fold,
  holdOf,
  lastLookAt,
  needsWork,
  restores,
  stationOf,
  weightOf,
  type Desired,
  type EnvironmentState,
  type GuardView,
  type Phase,
  type Rollout,
  type Seen,
  type Step,
  type TargetView,
} from '@glidepath/rollout';
import {
  LedgerError,
  TargetError,
  type Clock,
  type Guards,
  type Listener,
  type MetricSource,
  type SliHistory,
  type Target,
} from './ports.ts';
import { recall } from './past.ts';
import { noteOf, Sampler } from './sampler.ts';
import type { Session } from './session.ts';

export interface LoopPorts {
  readonly target: Target;
  readonly metrics: MetricSource;
  readonly guards: Guards;
  readonly clock: Clock;
  readonly listener: Listener;
}

export interface LoopSettings {
  readonly slos: readonly Slo[];
  readonly analysis: AnalysisSpec;
  /** Aborts when the run is told to stop. */
  readonly stop: AbortSignal;
}

/** On a cancelled runner 7.5 s pass between SIGINT and SIGTERM; what is not done by then may never be. */
const CANCEL_BUDGET = 6_500;
/** While something moves, look more often than the SLIs are polled. */
const MOVING_POLL = millis(500);
const CANCEL_POLL = millis(100);
const LONGEST_RETRY = 10_000;
const NEVER = new AbortController().signal;

/** How the loop came to its end. */
export type LoopEnd = 'ended' | 'left' | 'out-of-time';

/**
 * Drives the rollout that the session's ledger tells of until it has ended, is left paused, or a cancelled run has no
 * time left. Level-triggered: each round reads the ledger, asks the target for what the recorded phase desires, looks,
 * decides, records. It may die between any two lines.
 * @throws LeaseLost, LedgerError
 */
export async function conduct(session: Session, ports: LoopPorts, settings: LoopSettings): Promise<LoopEnd> {
  return new Loop(session, ports, settings).run();
}

class Loop {
  readonly #session: Session;
  readonly #ports: LoopPorts;
  readonly #settings: LoopSettings;
  readonly #sampler: Sampler;
  /** What was counted before the rollout; asked for once, while other things go on. */
  #past: Promise<readonly SliHistory[]> | null = null;
  #phase: Phase | null = null;
  #lookingSince: Instant;
  #settledSince: Instant | null = null;
  #verdict: Verdict | null = null;
  #away: Seen['away'] = null;
  /** The candidate's share when the target was seen last. */
  #weight = percent(0);
  #guards: readonly GuardView[] = [];
  /** What somebody else has changed and is put back with the next wish, and what was since the newest entry. */
  #restoring: string | null = null;
  #putBack: readonly string[] = [];
  #restored = 0;
  #trouble = '';
  #heldBy: string | null = null;
  #failures = 0;
  #stoppedAt: Instant | null = null;

  constructor(session: Session, ports: LoopPorts, settings: LoopSettings) {
    this.#session = session;
    this.#ports = ports;
    this.#settings = settings;
    this.#sampler = new Sampler(ports.metrics, settings.slos, settings.analysis);
    this.#lookingSince = ports.clock.now();
  }

  async run(): Promise<LoopEnd> {
    for (;;) {
      await this.#refresh();
      const { state } = this.#session;
      const { rollout } = state;
      if (rollout === null || !needsWork(state)) return 'ended';
      if (this.#outOfTime()) return 'out-of-time';
      this.#enter(rollout.phase);
      if (isWatched(rollout.phase)) this.#past ??= recall(this.#ports, this.#settings.slos, rollout);

      const desired = desiredOf(rollout);
      const { target, refusal } = await this.#bringAbout(desired, state.fence);
      await this.#look(rollout, target);
      const seen: Seen = {
        now: this.#ports.clock.now(),
        target,
        refusal,
        away: this.#away,
        verdict: this.#verdict,
        guards: this.#guards,
        lookingSince: this.#lookingSince,
        settledSince: this.#settledSince,
        restored: this.#restored,
        cancelled: this.#cancelled(),
      };
      const step = decide(state, seen);
      if (step === null) {
        this.#restoring = restores(rollout, seen) ? (target.foreign?.what ?? null) : null;
        await this.#session.renewIfDue();
        await this.#wait(rollout, target);
        continue;
      }
      await this.#record(state, step);
      if (step.move.kind === 'left' && this.#session.state.lease === null) return 'left';
    }
  }

  /**
   * What is known stays good while the lease lasts: nobody else may conduct, and a write tells what others have written. So
   * users are looked after though the ledger can't be read.
   */
  async #refresh(): Promise<void> {
    try {
      await this.#session.refresh();
    } catch (error) {
      if (!this.#outlasts(error)) throw error;
    }
  }

  /** A phase that this loop has not looked at yet: everything that was seen belongs to the one before. */
  #enter(phase: Phase): void {
    if (phase === this.#phase || sameStay(this.#phase, phase)) return;
    const station = stationOf(phase);
    const before = this.#phase === null ? null : stationOf(this.#phase);
    // Who let it go on from a pause has seen what others do.
    if (this.#phase?.kind === 'paused') this.#restored = 0;
    this.#phase = phase;
    this.#lookingSince = this.#ports.clock.now();
    // A pause stands at the weight where the rollout was: what is known of that weight stays known.
    if (phase.kind === 'paused' && station?.kind === before?.kind) return;
    this.#settledSince = null;
    this.#verdict = null;
  }

  /** Asks for `desired` until the target says that it is there. Trouble is part of what was seen. */
  async #bringAbout(
    desired: Desired,
    fence: number,
  ): Promise<{ target: TargetView; refusal: string | null }> {
    const { target, clock } = this.#ports;
    const restoring = this.#restoring;
    this.#restoring = null;
    try {
      await target.apply(desired, fence, restoring !== null);
      if (restoring !== null) this.#tellPutBack(restoring);
      const view = await target.observe(desired);
      this.#failures = 0;
      this.#away = null;
      this.#weight = view.weight;
      if (view.settled) this.#settle(clock.now());
      return { target: view, refusal: null };
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      this.#failures += 1;
      this.#away = error.final ? null : { since: this.#away?.since ?? clock.now(), why: error.message };
      const unseen = {
        settled: false,
        failure: null,
        weight: this.#weight,
        foreign: null,
        note: error.message,
      };
      return { target: unseen, refusal: error.final ? error.message : null };
    }
  }

  #settle(now: Instant): void {
    if (this.#settledSince !== null) return;
    this.#settledSince = now;
    const { rollout } = this.#session.state;
    const { poll } = this.#settings.analysis;
    this.#sampler.startStep(now, rollout === null ? null : lastLookAt(rollout, now, poll));
  }

  async #look(rollout: Rollout, target: TargetView): Promise<void> {
    const { clock, listener, guards } = this.#ports;
    if (!isWatched(rollout.phase) || this.#past === null) return;
    const pair = { candidate: rollout.release, stable: rollout.stable };
    const [{ verdict, look }, views] = await Promise.all([
      this.#sampler.look(clock.now(), target.weight, rollout.phase.kind, pair, this.#past),
      guards.look(rollout.release),
    ]);
    listener.sample(look);
    this.#guards = views;
    if (weightOf(rollout) > 0) this.#verdict = verdict;
  }

  async #record(state: EnvironmentState, step: Step): Promise<void> {
    const entrant = {
      ...step,
      note: [step.note, ...this.#putBack].join(' ').trim(),
      verdict: this.#verdict === null ? null : noteOf(this.#verdict),
    };
    const written = await this.#retrying(
      () => this.#session.record(entrant),
      async () => this.#goBackUnrecorded(state, step),
    );
    if (written) this.#putBack = [];
  }

  /** Users come first: while the ledger can't be written, the bad release is taken out of traffic all the same. */
  async #goBackUnrecorded(state: EnvironmentState, step: Step): Promise<void> {
    if (step.move.kind !== 'rolling-back') return;
    const { clock } = this.#ports;
    const after = fold(state, { ...step.move, at: clock.now(), actor: '', note: '', verdict: null });
    if (after.rollout !== null) await this.#bringAbout(desiredOf(after.rollout), state.fence);
  }

  /** Tries a ledger call again while the ledger can't be reached, for as long as the lease lasts. */
  async #retrying<T>(call: () => Promise<T>, meanwhile?: () => Promise<void>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!this.#outlasts(error)) throw error;
        await meanwhile?.();
        await this.#ports.clock.sleep(backOff(attempt), NEVER);
      }
    }
  }

  /** Whether it is trouble with the ledger that may pass while the lease lasts. Tells it. */
  #outlasts(error: unknown): boolean {
    const { lease } = this.#session.state;
    const lasts = this.#session.holds && lease !== null && lease.expiresAt > this.#ports.clock.now();
    if (!(error instanceof LedgerError) || !lasts || this.#outOfTime()) return false;
    this.#tell(error.message);
    return true;
  }

  async #wait(rollout: Rollout, target: TargetView): Promise<void> {
    const { clock } = this.#ports;
    const { poll } = this.#settings.analysis;
    if (target.foreign !== null) this.#tell(`${rollout.phase.kind}: ${target.foreign.what}`);
    else if (!target.settled) this.#tell(`${rollout.phase.kind}: ${target.note}`);
    else this.#tellHold(holdOf(rollout, { guards: this.#guards }));
    const still = isWatched(rollout.phase) && this.#settledSince !== null && this.#restoring === null;
    if (this.#cancelled()) await clock.sleep(CANCEL_POLL, NEVER);
    else if (this.#failures > 0) await clock.sleep(backOff(this.#failures), this.#settings.stop);
    else await clock.sleep(still ? poll : millis(Math.min(poll, MOVING_POLL)), this.#settings.stop);
  }

  #cancelled(): boolean {
    return this.#settings.stop.aborted;
  }

  #outOfTime(): boolean {
    if (!this.#cancelled()) return false;
    this.#stoppedAt ??= this.#ports.clock.now();
    return this.#ports.clock.now() - this.#stoppedAt > CANCEL_BUDGET;
  }

  /** Told when another guard begins to hold, and when none does any more: its numbers change at each look. */
  #tellHold(hold: GuardView | null): void {
    const guard = hold === null ? null : `${hold.guard} ${hold.state}`;
    if (guard === this.#heldBy) return;
    this.#heldBy = guard;
    this.#ports.listener.note(
      hold === null ? 'nothing holds it any more' : `held by a ${hold.kind}: ${hold.why}`,
    );
  }

  /** As a line now, and in the ledger with the next entry. */
  #tellPutBack(what: string): void {
    this.#restored += 1;
    const told = `${what} It was put back.`;
    this.#putBack = [...this.#putBack, told];
    this.#ports.listener.note(told);
  }

  /** The same trouble is told once. */
  #tell(message: string): void {
    if (message !== this.#trouble) this.#ports.listener.note(message);
    this.#trouble = message;
  }
}

/** Phases in which the SLIs are read. In `preparing` that is the base line of the counters. */
function isWatched(phase: Phase): boolean {
  switch (phase.kind) {
    case 'preparing':
    case 'step':
    case 'paused':
    case 'promoting':
    case 'watching':
      return true;
    case 'finishing':
    case 'rolling-back':
    case 'ended':
      return false;
  }
}

function sameStay(before: Phase | null, now: Phase): boolean {
  if (before === null || before.kind !== now.kind) return false;
  if (before.kind === 'ended' || now.kind === 'ended') return true;
  return instant(before.since) === instant(now.since);
}

function backOff(attempt: number): Millis {
  return millis(Math.min(LONGEST_RETRY, 250 * 2 ** Math.min(attempt, 10)));
}
