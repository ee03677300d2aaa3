import { stationOf } from './fold.ts';
import type { Seen } from './seen.ts';
import { goBack, pause, type Step } from './step.ts';
import type { GuardView, Rollout } from './types.ts';

/** A guard whose alarm means more than standing still. It counts before traffic flows, too. */
export function alarmOf(rollout: Rollout, seen: Seen): Step | null {
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
export function heldBack({ plan }: Rollout, { now, lookingSince }: Seen, hold: GuardView): Step | null {
  if (hold.state !== 'unknown' || now - lookingSince <= plan.progressDeadline) return null;
  return goBack('rolled-back', 'source-down', hold.why);
}

function guardsOf({ passedOver }: Rollout, { guards }: Pick<Seen, 'guards'>): readonly GuardView[] {
  return guards.filter(({ guard, then }) => {
    const forNewcomers = then.kind === 'refuse' || then.kind === 'slow';
    return !forNewcomers && !passedOver.includes(guard);
  });
}
