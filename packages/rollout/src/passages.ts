import type { EnvironmentState, Event } from './types.ts';

/** What of a ledger's entry the past is told from. */
export interface Recorded {
  readonly event: Event;
  readonly state: EnvironmentState;
}

/**
 * The entries of each release's way to a decision: the newest way first, in each the oldest entry first. The way back from
 * a rollout that has ended begins with the wish for it, and is a way of its own. What is said of the environment itself
 * belongs to none.
 * @param newest the ledger's entries, newest first
 */
export function passagesIn<T extends Recorded>(newest: readonly T[]): readonly (readonly T[])[] {
  const passages: T[][] = [];
  for (const entry of newest.toReversed()) {
    if (entry.state.rollout === null || isOfTheEnvironment(entry.event)) continue;
    const passage = passages.at(-1);
    if (passage === undefined || beginsAnew(passage, entry)) passages.push([entry]);
    else passage.push(entry);
  }
  return passages.reverse();
}

function isOfTheEnvironment({ kind }: Event): boolean {
  return kind === 'closed' || kind === 'opened' || kind === 'unblocked';
}

function beginsAnew(passage: readonly Recorded[], { event, state }: Recorded): boolean {
  const last = passage.at(-1);
  if (last?.event.kind === 'ended') return true;
  // A wish about what has ended leads to a way back, or to nothing.
  if (last?.state.rollout?.phase.kind === 'ended') {
    return event.kind === 'started' || last.event.kind === 'dismissed';
  }
  return last?.state.rollout?.id !== state.rollout?.id;
}
