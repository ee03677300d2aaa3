import type { Release } from '@glidepath/model';
import type { EnvironmentState, Event } from '@glidepath/rollout';

/** The release that an entry speaks of. */
export function releaseOf(event: Event, state: EnvironmentState): Release | null {
  if (event.kind === 'started') return event.rollout.release;
  return state.rollout?.release ?? state.live;
}

/** The release that has all traffic or is on its way there: a rollback leads to the old one. */
export function releaseAfter({ rollout, live }: EnvironmentState): Release | null {
  if (rollout === null || rollout.phase.kind === 'ended') return live;
  return rollout.phase.kind === 'rolling-back' ? rollout.stable : rollout.release;
}
