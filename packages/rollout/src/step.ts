import type { Move, PauseReason, Request, Retreat, Rollout } from './types.ts';

/** The next move, with the sentence that goes into the ledger. `actor` is null where it is the conductor's own. */
export interface Step {
  readonly move: Move;
  readonly note: string;
  readonly actor: string | null;
}

export function onwards(rollout: Rollout, index: number, note: string): Step {
  return own(nextAfter(rollout, index), note);
}

export function nextAfter(rollout: Rollout, index: number): Move {
  const next = index + 1;
  return next < rollout.plan.steps.length ? { kind: 'stepped', index: next } : { kind: 'promoting' };
}

export function goBack(
  to: Retreat,
  reason: Extract<Move, { kind: 'rolling-back' }>['reason'],
  note: string,
): Step {
  return own(retreating(to, reason), note);
}

export function retreating(to: Retreat, reason: Extract<Move, { kind: 'rolling-back' }>['reason']): Move {
  return { kind: 'rolling-back', to, reason };
}

export function pause(why: PauseReason, note: string): Step {
  return own({ kind: 'paused', why }, note);
}

export function own(move: Move, note: string): Step {
  return { move, note, actor: null };
}

export function by(request: Request, move: Move, note: string): Step {
  return { move, note, actor: request.actor };
}
