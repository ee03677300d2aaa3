import { instant, type Instant, type Release } from '@glidepath/model';
import { decide } from '../decide.ts';
import { restores } from '../drifting.ts';
import { emptyState, fold, needsWork } from '../fold.ts';
import type { Seen } from '../seen.ts';
import type { EnvironmentState, Event, Move, Plan } from '../types.ts';
import { NOW, release, type Happening } from './arbitrary.ts';

/** One move of a walk: what was seen and what the state became. */
export interface Stride {
  readonly before: EnvironmentState;
  readonly event: Event;
  readonly after: EnvironmentState;
  readonly happening: Happening | null;
  /** The verdict that the decision had before it. */
  readonly verdict: string | null;
}

/** A guard that fired when the rollout was let in by an override. */
export const PASSED_OVER = 'passed over';

export const OLD = release('v1');
export const NEW = release('v2');

export function startedState(plan: Plan, stable: Release | null): EnvironmentState {
  const before = { ...emptyState('shop', 'production'), live: stable };
  return fold(
    before,
    signed(
      { kind: 'started', rollout: { id: 'r1', release: NEW, stable, plan, passedOver: [PASSED_OVER] } },
      NOW,
    ),
  );
}

export function signed(move: Move, at: Instant, actor = 'conductor'): Event {
  return { ...move, at, actor, note: '', verdict: null };
}

/** Lets a conductor live through `happenings` as the real one does: decide, record, fold, and look again. */
export function walk(
  plan: Plan,
  stable: Release | null,
  happenings: readonly Happening[],
): readonly Stride[] {
  const strides: Stride[] = [];
  let state = startedState(plan, stable);
  let now = NOW;
  let lookingSince = now;
  let settledSince: Instant | null = null;
  let away: Seen['away'] = null;
  let restored = 0;
  let cancelled = false;
  const record = (event: Event, happening: Happening, verdict: string | null): void => {
    const after = fold(state, event);
    strides.push({ before: state, event, after, happening, verdict });
    if (after.rollout?.phase !== state.rollout?.phase) {
      if (state.rollout?.phase.kind === 'paused') restored = 0;
      lookingSince = now;
      if (after.rollout?.phase.kind !== 'paused') settledSince = null;
    }
    state = after;
  };
  for (const happening of happenings) {
    switch (happening.kind) {
      case 'request':
        record(
          signed({ kind: 'requested', verb: happening.verb, to: happening.to }, now, 'dana'),
          happening,
          null,
        );
        break;
      case 'environment':
        record(signed(happening.move, now, 'dana'), happening, null);
        break;
      case 'crash':
        lookingSince = now;
        settledSince = null;
        restored = 0;
        cancelled = false;
        break;
      case 'cancel':
        cancelled = true;
        break;
      case 'look': {
        now = instant(now + happening.after);
        away = happening.away ? (away ?? { since: now, why: 'It is out of reach.' }) : null;
        if (happening.target.settled && away === null) settledSince ??= now;
        for (let moves = 0; needsWork(state) && moves < 20; moves++) {
          const verdict = settledSince === null ? null : happening.verdict;
          const seen = {
            now,
            target:
              away === null
                ? happening.target
                : { ...happening.target, settled: false, failure: null, foreign: null },
            refusal: null,
            away,
            verdict,
            guards: happening.guards,
            lookingSince,
            settledSince,
            restored,
            cancelled,
          };
          const step = decide(state, seen);
          if (step === null) {
            if (state.rollout !== null && restores(state.rollout, seen)) restored += 1;
            break;
          }
          record(
            { ...signed(step.move, now, step.actor ?? 'conductor'), note: step.note },
            happening,
            verdict?.kind ?? null,
          );
          if (step.move.kind === 'left') {
            cancelled = false;
            break;
          }
          // What was seen belongs to the phase before; only requests can be obeyed without another look.
          if (step.move.kind !== 'dismissed') break;
        }
        break;
      }
    }
  }
  return strides;
}
