import { stationOf } from './fold.ts';
import type { Seen } from './seen.ts';
import { goBack, pause, type Step } from './step.ts';
import type { Foreign, Rollout } from './types.ts';

/** After that often somebody else means it, and goes on. */
export const MOST_RESTORES = 3;

/** Whether the target is to put back, with the next wish, what somebody else has changed. */
export function restores(rollout: Rollout, seen: Pick<Seen, 'target' | 'restored'>): boolean {
  const drift = driftIn(seen);
  if (drift === null || rollout.phase.kind === 'rolling-back') return false;
  // That pause is a person's, who is to look at it as it is.
  if (rollout.phase.kind === 'paused' && rollout.phase.why === 'drift') return false;
  return policyFor(rollout, drift, seen.restored) === 'restore';
}

/** What follows from somebody else's change. stay: nothing goes forward while it is so. Null: there is none. */
export function onDrift(rollout: Rollout, seen: Seen): Step | 'stay' | null {
  const drift = driftIn(seen);
  if (drift === null) return null;
  const { phase, plan } = rollout;
  const policy = policyFor(rollout, drift, seen.restored);
  switch (policy) {
    case 'restore':
    case 'hold':
      return 'stay';
    case 'rollback':
      return goBack('rolled-back', drift.takenBack === true ? 'requested' : 'drift', drift.what);
    case 'pause': {
      if (phase.kind === 'paused') return 'stay';
      if (stationOf(phase) !== null) return pause('drift', drift.what + fought(seen.restored));
      // On the move there is no place to wait for a person.
      const late = seen.now - seen.lookingSince > plan.progressDeadline;
      return late ? goBack('rolled-back', 'drift', drift.what) : 'stay';
    }
  }
}

type Drift = Extract<Foreign, { kind: 'drift' }>;

function driftIn({ target }: Pick<Seen, 'target'>): Drift | null {
  return target.foreign?.kind === 'drift' ? target.foreign : null;
}

function policyFor(
  { plan }: Rollout,
  { restorable }: Drift,
  restored: number,
): Rollout['plan']['policies']['drift'] {
  const { drift } = plan.policies;
  if (drift !== 'restore') return drift;
  if (!restorable) return 'rollback';
  return restored < MOST_RESTORES ? 'restore' : 'pause';
}

function fought(restored: number): string {
  return restored < MOST_RESTORES ? '' : ` It was put back ${restored} times already.`;
}
