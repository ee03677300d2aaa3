import type { Topic } from '@glidepath/model';
import type { Event, Reason } from '@glidepath/rollout';

/** What an entry of the ledger is news of; none for most. The first one that a channel wants is the one it is told by. */
export function topicsOf(event: Event): readonly Topic[] {
  switch (event.kind) {
    case 'started':
      return ['start'];
    case 'paused':
      return event.why === 'breach' ? ['breach', 'pause'] : ['pause'];
    case 'left':
      return ['pause'];
    case 'rolling-back':
      return ASKED_FOR.has(event.reason) ? ['step'] : ['breach'];
    case 'ended':
      // Whoever was told of the breach must hear that the way back failed.
      return event.decision === 'failed' ? ['end', 'breach'] : ['end'];
    case 'stepped':
    case 'resumed':
    case 'promoting':
    case 'watching':
    case 'finishing':
      return ['step'];
    case 'requested':
    case 'dismissed':
    case 'taken-over':
    case 'renewed':
    case 'closed':
    case 'opened':
    case 'unblocked':
      return [];
  }
}

/** Somebody wanted it to go back, which is a step like others; every other way back is one that the release, or the lack of evidence, led to. */
const ASKED_FOR: ReadonlySet<Reason> = new Set(['requested', 'newer-release', 'other-release', 'cancelled']);

/** Why a rollout stands or goes where the event puts it; null where the event does not say. */
export function reasonOf(event: Event): Reason | null {
  switch (event.kind) {
    case 'paused':
      return event.why;
    case 'finishing':
    case 'rolling-back':
    case 'ended':
      return event.reason;
    case 'started':
    case 'stepped':
    case 'resumed':
    case 'promoting':
    case 'watching':
    case 'requested':
    case 'dismissed':
    case 'taken-over':
    case 'renewed':
    case 'left':
    case 'closed':
    case 'opened':
    case 'unblocked':
      return null;
  }
}
