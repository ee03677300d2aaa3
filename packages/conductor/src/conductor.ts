import { formatDuration, type Environment, type Instant, type Release } from '@glidepath/model';
import {
  admit,
  compilePlan,
  isUnderWay,
  keepsOut,
  needsWork,
  objection,
  whereabouts,
  type Admission,
  type ClosedGate,
  type Decision,
  type EnvironmentState,
  type Holder,
  type Reason,
} from '@glidepath/rollout';
import { conduct, type LoopEnd, type LoopPorts } from './loop.ts';
import { LedgerError, TargetError, type HolderProbe, type Ledger } from './ports.ts';
import type { Result } from './result.ts';
import { resultOf } from './outcome.ts';
import { heldBy, LeaseLost, Session } from './session.ts';

export interface Ports extends LoopPorts {
  readonly ledger: Ledger;
  readonly probe: HolderProbe;
}

/** One release to one environment. */
export interface Order {
  readonly service: string;
  readonly environment: Environment;
  readonly release: Release;
  readonly holder: Holder;
  /** Asks the gates that are outside of the ledger; those that are closed now. Never throws: one that can't be asked is closed. */
  readonly gates: () => Promise<readonly ClosedGate[]>;
  /** Why gates and blocks are to be passed over; null where nobody said so. */
  readonly override: string | null;
  /** Names the rollout; unique. */
  readonly rolloutId: string;
  /** Aborts when the run is told to stop. */
  readonly stop: AbortSignal;
}

/** Delivers a release and tells how it ended. Trouble is a result too: it throws only on a programming error. */
export async function deliver(ports: Ports, order: Order): Promise<Result> {
  const run = new Delivery(ports, order);
  try {
    return await run.deliver();
  } catch (error) {
    return run.failed(error);
  }
}

/** Goes on with whatever the ledger says is unfinished, until it has ended. */
export async function conclude(ports: Ports, order: Order): Promise<Result> {
  const run = new Delivery(ports, order);
  try {
    return await run.conclude();
  } catch (error) {
    return run.failed(error);
  }
}

class Delivery {
  readonly #ports: Ports;
  readonly #order: Order;
  readonly #session: Session;
  readonly #startedAt: Instant;
  #waitingFor = '';

  constructor(ports: Ports, order: Order) {
    this.#ports = ports;
    this.#order = order;
    this.#startedAt = ports.clock.now();
    this.#session = new Session(ports, {
      service: order.service,
      environment: order.environment.name,
      holder: order.holder,
    });
  }

  async deliver(): Promise<Result> {
    for (;;) {
      await this.#session.refresh();
      const { state } = this.#session;
      if (this.#order.stop.aborted)
        return this.#result('aborted', 'cancelled', 'cancelled before anything was changed');
      // What a rollout under way has made of the engine is its own to know.
      const standing = isUnderWay(state.rollout) ? null : await this.#ports.target.standing();
      const live = standing?.digest === state.live?.digest ? state.live : (standing ?? state.live);
      const admission = await this.#admission({ ...state, live }, driftOf(state.live, live));
      switch (admission.kind) {
        case 'reject':
          return this.#result('rejected', admission.reason, admission.message);
        case 'wait': {
          const tooLong = await this.#queue(admission.message);
          if (tooLong !== null) return this.#result('rejected', 'lock-held', tooLong);
          break;
        }
        case 'supersede':
          await this.#push(state, admission.message);
          break;
        case 'already-live':
          return await this.#keepLive(live ?? this.#order.release, state.fence);
        case 'start':
          if (await this.#start(live)) return await this.#conduct();
          break;
        case 'resume':
          if (await this.#takeOver('Goes on where the run before stopped.')) {
            await this.#wakeUp();
            return await this.#conduct();
          }
          break;
        case 'clear-first':
          await this.#clear();
          break;
      }
    }
  }

  async conclude(): Promise<Result> {
    for (;;) {
      await this.#session.refresh();
      const { state } = this.#session;
      const lease = await heldBy(state, this.#order.holder, this.#ports);
      if (lease !== null) {
        return this.#result('rejected', 'lock-held', `${whereabouts(lease.holder)} is at work on it`);
      }
      if (!needsWork(state)) return this.#result('rejected', 'nothing-to-do', 'no rollout is under way');
      if (this.#session.holds || (await this.#takeOver('Goes on where the run before stopped.'))) {
        await this.#wakeUp();
        return await this.#conduct();
      }
    }
  }

  async failed(error: unknown): Promise<Result> {
    if (error instanceof LeaseLost) return this.#result('failed', 'lease-lost', error.message);
    if (error instanceof LedgerError) return this.#result('failed', 'ledger-unreachable', error.message);
    if (error instanceof TargetError) return this.#result('failed', 'target-failed', error.message);
    throw error;
  }

  async #admission(state: EnvironmentState, drift: readonly ClosedGate[]): Promise<Admission> {
    const { release, holder, environment, gates, override } = this.#order;
    return admit(state, {
      release,
      now: this.#ports.clock.now(),
      heldBy: await heldBy(state, holder, this.#ports),
      arrivals: environment.arrivals.kind,
      gates: override === null ? [...drift, ...(await gates())] : [],
      override,
    });
  }

  /** Waits a poll for its turn. Why it waits no longer, once that is so. */
  async #queue(message: string): Promise<string | null> {
    const { arrivals } = this.#order.environment;
    const waited = this.#ports.clock.now() - this.#startedAt;
    if (arrivals.kind === 'queue' && waited > arrivals.timeout) {
      return `${message}; it has waited for ${formatDuration(arrivals.timeout)}, which is as long as the delivery file lets it`;
    }
    await this.#waitFor(`waits for its turn: ${message}`);
    return null;
  }

  /** Asks the rollout under way to make way, once, and waits a poll. */
  async #push(state: EnvironmentState, message: string): Promise<void> {
    const { release } = this.#order;
    const request = { verb: 'supersede', to: null } as const;
    if (state.rollout?.request?.verb !== 'supersede' && objection(state, request) === null) {
      const move = { kind: 'requested', ...request } as const;
      const note = `${release.name} is to come in.`;
      await this.#session.ask({ move, note, actor: null, verdict: null });
    }
    await this.#waitFor(`waits until the other has made way: ${message}`);
  }

  /** The same wait is told once. */
  async #waitFor(message: string): Promise<void> {
    const { clock, listener } = this.#ports;
    if (message !== this.#waitingFor) listener.note(message);
    this.#waitingFor = message;
    await clock.sleep(this.#order.environment.analysis.poll, this.#order.stop);
  }

  async #start(stable: Release | null): Promise<boolean> {
    const { environment, release, rolloutId, override } = this.#order;
    const { passedOver, slow } = await this.#guarded();
    const plan = compilePlan(environment, stable === null, slow?.factor);
    const slowly =
      slow === null ? '' : ` It bakes ${slow.factor} times as long as the delivery file says: ${slow.why}.`;
    return this.#session.record({
      move: { kind: 'started', rollout: { id: rolloutId, release, stable, plan, passedOver } },
      note:
        (override === null
          ? stable === null
            ? `${release.name} is the first release.`
            : `${release.name} is to replace ${stable.name}.`
          : `${release.name} is let in by an override: ${override}`) + slowly,
      actor: null,
      verdict: null,
    });
  }

  /** What the guards mean for a rollout that begins; an override passes over all that would keep it out. */
  async #guarded(): Promise<{ passedOver: readonly string[]; slow: { factor: number; why: string } | null }> {
    const { override, release } = this.#order;
    const views = (await this.#ports.guards.atStart(release)).filter(keepsOut);
    if (override !== null) return { passedOver: views.map(({ guard }) => guard), slow: null };
    const slow = views
      .flatMap(({ then, why }) => (then.kind === 'slow' ? [{ factor: then.factor, why }] : []))
      .toSorted((a, b) => b.factor - a.factor);
    return { passedOver: [], slow: slow[0] ?? null };
  }

  async #takeOver(note: string): Promise<boolean> {
    return this.#session.record({ move: { kind: 'taken-over' }, note, actor: null, verdict: null });
  }

  /** A rollout that only waits because its run was cancelled waits for nobody else. */
  async #wakeUp(): Promise<void> {
    const { rollout } = this.#session.state;
    if (rollout?.phase.kind !== 'paused' || rollout.phase.why !== 'cancelled' || rollout.request !== null)
      return;
    const note = 'The cancelled run is taken up again.';
    await this.#session.record({ move: { kind: 'resumed' }, note, actor: null, verdict: null });
  }

  /** Takes back the rollout of another release that nobody conducts any more. */
  async #clear(): Promise<void> {
    const { release } = this.#order;
    const note = `${release.name} is to come in.`;
    if (!(await this.#takeOver(`Nobody is at work on it any more. ${note}`))) return;
    if (this.#session.state.rollout?.phase.kind !== 'rolling-back') {
      await this.#session.record({
        move: { kind: 'requested', verb: 'supersede', to: null },
        note,
        actor: null,
        verdict: null,
      });
    }
    await this.#loop();
  }

  async #conduct(): Promise<Result> {
    const end = await this.#loop();
    const { rollout } = this.#session.state;
    if (rollout === null) throw new Error('the ledger lost the rollout');
    const note = this.#session.head?.event.note ?? '';
    switch (end) {
      case 'ended':
        return rollout.phase.kind === 'ended'
          ? this.#result(rollout.phase.decision, rollout.phase.reason, null)
          : this.#result('failed', 'error', note);
      case 'left':
        // The target is out of reach: users may still be where they must not be.
        if (rollout.phase.kind === 'rolling-back') return this.#result('failed', 'rollback-failed', note);
        return this.#result(
          'paused',
          rollout.phase.kind === 'paused' ? rollout.phase.why : 'cancelled',
          note,
        );
      case 'out-of-time':
        return this.#result(
          'failed',
          'cancelled',
          `the run was cancelled while it was ${rollout.phase.kind}; the next deploy or status goes on from there`,
        );
    }
  }

  async #loop(): Promise<LoopEnd> {
    const { environment, stop } = this.#order;
    return conduct(this.#session, this.#ports, {
      slos: environment.slos,
      analysis: environment.analysis,
      stop,
    });
  }

  /** The release is live by the ledger; the engine is held to it. */
  async #keepLive(live: Release, fence: number): Promise<Result> {
    const { target, clock, listener } = this.#ports;
    const { stop, environment } = this.#order;
    const desired = { kind: 'only', release: live } as const;
    const deadline = clock.now() + compilePlan(environment, true).progressDeadline;
    for (;;) {
      await target.apply(desired, fence);
      const view = await target.observe(desired);
      if (view.settled) return this.#result('promoted', 'already-live', `${live.name} is live already`);
      const trouble = view.failure ?? view.foreign?.what ?? null;
      if (trouble !== null) return this.#result('failed', 'target-failed', trouble);
      if (stop.aborted) return this.#result('failed', 'cancelled', view.note);
      if (clock.now() > deadline) return this.#result('failed', 'deadline', view.note);
      listener.note(view.note);
      await clock.sleep(environment.analysis.poll, stop);
    }
  }

  async #result(decision: Decision, reason: Reason, message: string | null): Promise<Result> {
    return resultOf({
      ledger: this.#ports.ledger,
      head: this.#session.head,
      service: this.#order.service,
      environment: this.#order.environment,
      release: this.#order.release,
      startedAt: this.#startedAt,
      endedAt: this.#ports.clock.now(),
      decision,
      reason,
      message,
    });
  }
}

/** What serves is not what was delivered last: somebody has changed it meanwhile. */
function driftOf(known: Release | null, live: Release | null): readonly ClosedGate[] {
  if (known === null || live === null || known.digest === live.digest) return [];
  const message = `${live.name} serves, and by the ledger it should be ${known.name}: somebody has changed that since`;
  return [{ reason: 'drift', message, until: null }];
}
