import { formatPercent, type Instant } from '@glidepath/model';
import { judge } from './baking.ts';
import { stepAt } from './desired.ts';
import { onDrift } from './drifting.ts';
import { stationOf } from './fold.ts';
import { alarmOf, heldBack, holdOf } from './guarding.ts';
import { objection } from './requests.ts';
import type { Seen } from './seen.ts';
import { wayBack } from './silence.ts';
import { by, goBack, nextAfter, onwards, own, pause, retreating, type Step } from './step.ts';
import type { EnvironmentState, Move, Phase, Plan, Request, Rollout } from './types.ts';

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
  const { foreign } = seen.target;
  // Nothing that is seen from here on is of this release, whatever anybody asks.
  if (foreign?.kind === 'release') return goBack('superseded', 'other-release', foreign.what);
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
  // What the engine refuses says nothing of the release.
  if (seen.refusal !== null) return goBack('rolled-back', 'target-refused', seen.refusal);
  if (target.failure !== null) {
    const reason = phase.kind === 'preparing' ? 'start-failed' : 'target-failed';
    return goBack('rolled-back', reason, target.failure);
  }
  const alarm = breachOf(rollout, seen) ?? alarmOf(rollout, seen);
  if (alarm !== null) return alarm;
  // What nobody sees is not gone on with, whatever the evidence says.
  if (seen.away !== null && phase.kind !== 'paused') return lostSight(plan, seen.away, now);
  const drift = onDrift(rollout, seen);
  if (drift !== null && drift !== 'stay') return drift;
  if (drift === 'stay') return phase.kind === 'paused' ? waitForPerson(rollout, phase, now) : null;
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

function lostSight(plan: Plan, { since, why }: NonNullable<Seen['away']>, now: Instant): Step | null {
  return now - since > plan.progressDeadline ? goBack('rolled-back', 'deadline', why) : null;
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
    if (target.foreign?.kind === 'release') {
      const move: Move = { kind: 'ended', decision: 'superseded', reason: 'other-release' };
      return own(move, `${target.foreign.what} That is left as it is, and nothing of ours beside it.`);
    }
    const move: Move = { kind: 'ended', decision: phase.to, reason: phase.reason };
    return own(move, `All traffic goes to ${rollout.stable.name} again.`);
  }
  const inTime = now - seen.lookingSince <= wayBack(rollout.plan);
  if (inTime && seen.refusal === null) return null;
  if (seen.refusal === null && seen.away !== null) {
    return own({ kind: 'left' }, `${seen.away.why} A later run goes on taking ${rollout.release.name} back.`);
  }
  const move: Move = { kind: 'ended', decision: 'failed', reason: 'rollback-failed' };
  return own(
    move,
    `The rollback did not get through: ${seen.refusal ?? target.failure ?? target.foreign?.what ?? target.note}`,
  );
}
