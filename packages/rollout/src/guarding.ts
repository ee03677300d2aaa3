import { percent, type Percent } from '@glidepath/model';
import { weightOf } from './desired.ts';
import { stationOf } from './fold.ts';
import type { Seen } from './seen.ts';
import { goBack, pause, type Step } from './step.ts';
import type { GuardView, Rollout } from './types.ts';

/** A guard whose alarm means more than standing still. It counts before traffic flows, too. */
export function alarmOf(rollout: Rollout, seen: Seen): Step | null {
  const { phase } = rollout;
  if (phase.kind === 'finishing') return null;
  const firing = guardsOf(rollout, seen, weightOf(rollout)).filter(({ state }) => state === 'firing');
  const back = firing.find(({ then }) => then.kind === 'rollback');
  if (back !== undefined) return goBack('rolled-back', back.kind, back.why);
  const wait = firing.find(({ then }) => then.kind === 'pause');
  if (wait === undefined || phase.kind === 'paused' || stationOf(phase) === null) return null;
  return pause(wait.kind, wait.why);
}

/** Whether it has a say when a rollout begins: what counts from a later step on must be known, but may be closed yet. */
export function keepsOut({ state, from }: GuardView): boolean {
  return state === 'unknown' || (state === 'firing' && from === 0);
}

/**
 * The guard that keeps the rollout where it stands, those of the step that comes next included; one that fires before one
 * that can't be asked.
 */
export function holdOf(rollout: Rollout, seen: Pick<Seen, 'guards'>): GuardView | null {
  const guards = guardsOf(rollout, seen, nextWeight(rollout));
  return (
    guards.find(({ state }) => state === 'firing') ?? guards.find(({ state }) => state === 'unknown') ?? null
  );
}

/** Held where no traffic flows yet: what can't be asked is waited for as long as the target is. */
export function heldBack({ plan }: Rollout, { now, lookingSince }: Seen, hold: GuardView): Step | null {
  if (hold.state !== 'unknown' || now - lookingSince <= plan.progressDeadline) return null;
  return goBack('rolled-back', unansweredBy(hold), hold.why);
}

/** What is told where the rollout can wait no longer for one that can't be asked. */
export function unansweredBy({ kind }: GuardView): 'source-down' | 'flag' {
  switch (kind) {
    case 'guard':
      return 'source-down';
    case 'flag':
      return 'flag';
  }
}

/** The guards that count at a weight. */
function guardsOf(
  { passedOver }: Rollout,
  { guards }: Pick<Seen, 'guards'>,
  weight: Percent,
): readonly GuardView[] {
  return guards.filter(({ guard, then, from }) => {
    const forNewcomers = then.kind === 'refuse' || then.kind === 'slow';
    return !forNewcomers && from <= weight && !passedOver.includes(guard);
  });
}

/** The weight that comes after the one where the rollout stands. */
function nextWeight({ phase, plan }: Rollout): Percent {
  const station = phase.kind === 'preparing' ? { kind: 'step' as const, index: -1 } : stationOf(phase);
  return (station?.kind === 'step' ? plan.steps[station.index + 1]?.weight : undefined) ?? percent(100);
}
