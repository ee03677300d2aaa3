import {
  formatPercent,
  instant,
  millis,
  type Bake,
  type Instant,
  type Millis,
  type Policy,
} from '@glidepath/model';
import type { Verdict } from '@glidepath/analysis';
import { stepAt } from './desired.ts';
import { isUnderWay, stationOf } from './fold.ts';
import { objection } from './requests.ts';
import type {
  EnvironmentState,
  GuardView,
  Move,
  PauseReason,
  Phase,
  Request,
  Retreat,
  Rollout,
  TargetView,
} from './types.ts';

/** What the conductor saw at one look. */
export interface Seen {
  readonly now: Instant;
  /** Against what the present phase desires. */
  readonly target: TargetView;
  /** Why the target refuses for good what the present phase desires; null where it does not. */
  readonly refusal: string | null;
  /** The newest verdict at the present weight; null before there is one. */
  readonly verdict: Verdict | null;
  /** What watches over the whole service; none where no guard was asked yet or there is none. */
  readonly guards: readonly GuardView[];
  /** When this run began to look at the present phase: later than the phase's start where another run began it. */
  readonly lookingSince: Instant;
  /** When the target was first seen settled since then; null before. */
  readonly settledSince: Instant | null;
  /** This run was told to stop. */
  readonly cancelled: boolean;
}

/** The next move, with the sentence that goes into the ledger. `actor` is null where it is the conductor's own. */
export interface Step {
  readonly move: Move;
  readonly note: string;
  readonly actor: string | null;
}

/**
 * What to do next: a move to record, or null to keep looking. The conductor records the move, folds it, and has the
 * target bring about what the new state desires.
 */
export function decide(state: EnvironmentState, seen: Seen): Step | null {
  const { rollout } = state;
  if (rollout === null || rollout.phase.kind === 'ended') {
    return rollout?.request == null ? null : afterTheEnd(state, rollout.request);
  }
  if (rollout.phase.kind === 'rolling-back') return retreat(rollout, rollout.phase, seen);
  if (rollout.request !== null) {
    const asked = obey(state, rollout, rollout.request, seen);
    if (asked !== null) return asked;
  }
  if (seen.cancelled) {
    const stopped = cancel(rollout);
    if (stopped !== null) return stopped;
  }
  return advance(rollout, seen);
}

function advance(rollout: Rollout, seen: Seen): Step | null {
  const { phase, plan, release } = rollout;
  const { target, now } = seen;
  if (phase.kind === 'ended' || phase.kind === 'rolling-back') return null;
  const failure = seen.refusal ?? target.failure;
  if (failure !== null) {
    const reason = phase.kind === 'preparing' ? 'start-failed' : 'target-failed';
    return goBack('rolled-back', reason, failure);
  }
  const alarm = breachOf(rollout, seen) ?? alarmOf(rollout, seen);
  if (alarm !== null) return alarm;
  const hold = holdOf(rollout, seen);
  if (seen.settledSince === null && now - seen.lookingSince > plan.progressDeadline) {
    return goBack(
      'rolled-back',
      'deadline',
      `No progress within ${plan.progressDeadline / 1000} s: ${target.note}`,
    );
  }
  switch (phase.kind) {
    case 'preparing':
      if (!target.settled) return null;
      return hold === null
        ? onwards(rollout, -1, `${release.name} is ready: ${target.note}`)
        : heldBack(rollout, seen, hold);
    case 'promoting':
      return target.settled
        ? own({ kind: 'watching' }, `All traffic goes to ${release.name}; it is watched.`)
        : null;
    case 'finishing':
      return target.settled
        ? own({ kind: 'ended', decision: 'promoted', reason: phase.reason }, `${release.name} is live.`)
        : null;
    case 'paused':
      return waitForPerson(rollout, phase, now);
    case 'step': {
      const step = stepAt(rollout, phase.index);
      if (step.bake === null) {
        if (!target.settled) return null;
        if (step.approval) return pause('approval', 'It waits for approval.');
        return hold === null ? onwards(rollout, phase.index, target.note) : heldBack(rollout, seen, hold);
      }
      return judge(rollout, step.bake, seen, hold, () =>
        step.approval
          ? pause('approval', `The evidence at ${formatPercent(step.weight)} is in; it waits for approval.`)
          : onwards(rollout, phase.index, seen.verdict?.reason ?? ''),
      );
    }
    case 'watching':
      return judge(rollout, plan.watch, seen, hold, () =>
        own({ kind: 'finishing', reason: 'healthy' }, seen.verdict?.reason ?? ''),
      );
  }
}

/** A breach is acted on wherever traffic flows, a pause included: that is when nobody else is looking. */
function breachOf(rollout: Rollout, { verdict }: Seen): Step | null {
  const { phase } = rollout;
  if (verdict?.kind !== 'breach') return null;
  if (phase.kind !== 'promoting' && stationOf(phase) === null) return null;
  switch (rollout.plan.policies.breach) {
    case 'rollback':
      return goBack('rolled-back', 'breach', verdict.reason);
    case 'pause':
      return phase.kind === 'paused' || phase.kind === 'promoting' ? null : pause('breach', verdict.reason);
    case 'hold':
      return null;
  }
}

/** A guard whose alarm means more than standing still. It counts before traffic flows, too. */
function alarmOf(rollout: Rollout, seen: Seen): Step | null {
  const { phase } = rollout;
  if (phase.kind === 'finishing') return null;
  const firing = guardsOf(rollout, seen).filter(({ state }) => state === 'firing');
  const back = firing.find(({ then }) => then.kind === 'rollback');
  if (back !== undefined) return goBack('rolled-back', 'guard', back.why);
  const wait = firing.find(({ then }) => then.kind === 'pause');
  if (wait === undefined || phase.kind === 'paused' || stationOf(phase) === null) return null;
  return pause('guard', wait.why);
}

/** The guard that keeps the rollout where it stands; one that fires before one that can't be asked. */
export function holdOf(rollout: Rollout, seen: Pick<Seen, 'guards'>): GuardView | null {
  const guards = guardsOf(rollout, seen);
  return (
    guards.find(({ state }) => state === 'firing') ?? guards.find(({ state }) => state === 'unknown') ?? null
  );
}

/** Held where no traffic flows yet: what can't be asked is waited for as long as the target is. */
function heldBack({ plan }: Rollout, { now, lookingSince }: Seen, hold: GuardView): Step | null {
  if (hold.state !== 'unknown' || now - lookingSince <= plan.progressDeadline) return null;
  return goBack('rolled-back', 'source-down', hold.why);
}

function guardsOf({ passedOver }: Rollout, { guards }: Pick<Seen, 'guards'>): readonly GuardView[] {
  return guards.filter(({ guard, then }) => {
    const forNewcomers = then.kind === 'refuse' || then.kind === 'slow';
    return !forNewcomers && !passedOver.includes(guard);
  });
}

/**
 * One look during a bake. `passed` is called only when every SLI has shown that it is no worse, and no guard holds.
 */
function judge(
  rollout: Rollout,
  bake: Bake,
  seen: Seen,
  hold: GuardView | null,
  passed: () => Step,
): Step | null {
  const { verdict, settledSince, now } = seen;
  if (settledSince === null || verdict === null) return null;
  const elapsed = now - settledSince;
  if (elapsed < bake.min) return null;
  const { policies } = rollout.plan;
  const onwardsUnlessHeld = (): Step | null => {
    if (hold === null) return passed();
    return hold.state === 'unknown'
      ? overdue('source-down', policies.sourceDown, bake, elapsed, hold.why)
      : null;
  };
  switch (verdict.kind) {
    case 'healthy':
      return onwardsUnlessHeld();
    case 'breach':
      return null;
    case 'too-few-samples':
      // At 100 % the steps before have compared the two; here it is enough that traffic flows and nothing breaches.
      if (rollout.phase.kind === 'watching' && elapsed >= bake.max && hasTraffic(verdict))
        return onwardsUnlessHeld();
      return overdue('too-few-samples', policies.tooFewSamples, bake, elapsed, verdict.reason);
    case 'no-data':
      return overdue('no-data', policies.noData, bake, elapsed, verdict.reason);
    case 'source-down':
      return overdue('source-down', policies.sourceDown, bake, elapsed, verdict.reason);
  }
}

function overdue(
  reason: 'too-few-samples' | 'no-data' | 'source-down',
  policy: Policy,
  bake: Bake,
  elapsed: number,
  why: string,
): Step | null {
  const limit = policy === 'extend' ? 2 * bake.max : bake.max;
  if (elapsed < limit) return null;
  switch (policy) {
    case 'hold':
      return null;
    case 'extend':
    case 'pause':
      return pause(reason, why);
    case 'rollback':
      return goBack('rolled-back', reason, why);
  }
}

/** A poll, and what a look may take. */
const LAST_POLLS = 2;

/**
 * From when on a look is the last one for certain at which too little evidence is put up with; null: it is without end,
 * or nothing is judged where the rollout stands.
 * @param settled since when it stands there
 */
export function lastLookAt(rollout: Rollout, settled: Instant, poll: Millis): Instant | null {
  const longest = longestLook(rollout);
  if (longest === null || longest <= LAST_POLLS * poll) return null;
  return instant(settled + longest - LAST_POLLS * poll);
}

function longestLook(rollout: Rollout): Millis | null {
  const { plan, phase } = rollout;
  const station = stationOf(phase);
  if (station === null) return null;
  const bake = station.kind === 'watching' ? plan.watch : stepAt(rollout, station.index).bake;
  if (bake === null) return null;
  switch (plan.policies.tooFewSamples) {
    case 'hold':
      return null;
    case 'extend':
      return millis(2 * bake.max);
    case 'pause':
    case 'rollback':
      return bake.max;
  }
}

function hasTraffic(verdict: Verdict): boolean {
  return verdict.evidence.slis.every((sli) => sli.candidate.total > 0);
}

function waitForPerson(
  rollout: Rollout,
  phase: Extract<Phase, { kind: 'paused' }>,
  now: Instant,
): Step | null {
  const { timeout, then } = rollout.plan.policies.pause;
  if (now - phase.since < timeout) return null;
  switch (then) {
    case 'rollback':
      return goBack('rolled-back', 'pause-timeout', `Nobody answered within ${timeout / 1000} s.`);
    case 'leave':
      return own(
        { kind: 'left' },
        `Nobody answered within ${timeout / 1000} s; it is left paused for a later run.`,
      );
  }
}

/** Does what was asked; null when it is no obstacle to going on by plan. */
function obey(state: EnvironmentState, rollout: Rollout, request: Request, seen: Seen): Step | null {
  const why = objection({ ...state, rollout: { ...rollout, request: null } }, request);
  if (why !== null) return by(request, { kind: 'dismissed' }, why);
  const note = request.note === '' ? `Asked by ${request.actor}.` : request.note;
  switch (request.verb) {
    case 'abort':
      return by(request, retreating('aborted', 'requested'), note);
    case 'rollback':
      return by(request, retreating('rolled-back', 'requested'), note);
    case 'supersede':
      return by(request, retreating('superseded', 'newer-release'), note);
    case 'recover':
      return by(request, retreating('rolled-back', 'run-died'), note);
    case 'pause':
      return by(request, { kind: 'paused', why: 'requested' }, note);
    case 'resume':
      return by(request, { kind: 'resumed' }, note);
    case 'promote':
    case 'promote-fully':
      return breachOf(rollout, seen) ?? by(request, promotionFrom(rollout, request.verb), note);
  }
}

function promotionFrom(rollout: Rollout, verb: 'promote' | 'promote-fully'): Move {
  const station = stationOf(rollout.phase);
  if (station?.kind === 'watching') return { kind: 'finishing', reason: 'approved' };
  return verb === 'promote-fully' || station === null
    ? { kind: 'promoting' }
    : nextAfter(rollout, station.index);
}

function afterTheEnd(state: EnvironmentState, request: Request): Step {
  const why = request.verb === 'rollback' ? objection(state, request) : 'The rollout has ended.';
  return why === null
    ? by(request, retreating('rolled-back', 'requested'), request.note)
    : by(request, { kind: 'dismissed' }, why);
}

function cancel(rollout: Rollout): Step | null {
  const { phase, plan } = rollout;
  // Nothing is left to undo: the old release is being taken away because the new one was found good.
  if (phase.kind === 'finishing') return null;
  if (plan.policies.onCancel === 'rollback') {
    return goBack('rolled-back', 'cancelled', 'The run was cancelled, and the plan says to roll back then.');
  }
  if (phase.kind === 'step' || phase.kind === 'watching') {
    return pause('cancelled', 'The run was cancelled, and the plan says to hold then.');
  }
  return own({ kind: 'left' }, 'The run was cancelled, and the plan says to hold then.');
}

function retreat(rollout: Rollout, phase: Extract<Phase, { kind: 'rolling-back' }>, seen: Seen): Step | null {
  const { target, now } = seen;
  if (target.settled) {
    if (rollout.stable === null) {
      const move: Move = { kind: 'ended', decision: 'failed', reason: 'no-stable-release' };
      return own(
        move,
        `${rollout.release.name} was taken away; there is no release before it to go back to.`,
      );
    }
    const move: Move = { kind: 'ended', decision: phase.to, reason: phase.reason };
    return own(move, `All traffic goes to ${rollout.stable.name} again.`);
  }
  const inTime = now - seen.lookingSince <= rollout.plan.progressDeadline;
  if (inTime && seen.refusal === null) return null;
  const move: Move = { kind: 'ended', decision: 'failed', reason: 'rollback-failed' };
  return own(move, `The rollback did not get through: ${seen.refusal ?? target.failure ?? target.note}`);
}

function onwards(rollout: Rollout, index: number, note: string): Step {
  return own(nextAfter(rollout, index), note);
}

function nextAfter(rollout: Rollout, index: number): Move {
  const next = index + 1;
  return next < rollout.plan.steps.length ? { kind: 'stepped', index: next } : { kind: 'promoting' };
}

function goBack(to: Retreat, reason: Extract<Move, { kind: 'rolling-back' }>['reason'], note: string): Step {
  return own(retreating(to, reason), note);
}

function retreating(to: Retreat, reason: Extract<Move, { kind: 'rolling-back' }>['reason']): Move {
  return { kind: 'rolling-back', to, reason };
}

function pause(why: PauseReason, note: string): Step {
  return own({ kind: 'paused', why }, note);
}

function own(move: Move, note: string): Step {
  return { move, note, actor: null };
}

function by(request: Request, move: Move, note: string): Step {
  return { move, note, actor: request.actor };
}

/** How long the holder may be silent: until the next move is due by plan, and a while to make it. */
export function longestSilence(state: EnvironmentState): ReturnType<typeof millis> {
  const grace = 120_000;
  const { rollout } = state;
  if (!isUnderWay(rollout)) return millis(grace);
  const { phase, plan } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'promoting':
    case 'finishing':
    case 'rolling-back':
      return millis(plan.progressDeadline + grace);
    case 'step':
      return millis(plan.progressDeadline + 2 * (stepAt(rollout, phase.index).bake?.max ?? 0) + grace);
    case 'watching':
      return millis(2 * plan.watch.max + grace);
    case 'paused':
      return millis(plan.policies.pause.timeout + grace);
    case 'ended':
      return millis(grace);
  }
}
