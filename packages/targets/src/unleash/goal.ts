import { TargetError } from '@glidepath/conductor';
import type { Digest, UnleashTargetSpec } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { isOnForAll, publicOthers, type FlagState, type Strategy } from './flag-state.ts';
import { drawingOf, markOf } from './own-strategy.ts';
import type { Sides } from './sides.ts';

/** What a flag is to become, and the next write on the way there. Pure: Unleash's state says all that has to be known. */

export type Goal =
  /** That many percent have it on. `start`: nothing has been rolled out yet, so our strategy may have to be made. */
  | { readonly kind: 'share'; readonly share: number; readonly start: boolean }
  | { readonly kind: 'on' }
  | { readonly kind: 'off' };

export type Write =
  | { readonly kind: 'create' }
  | { readonly kind: 'set'; readonly strategy: Strategy; readonly share: number; readonly drawing: boolean }
  | { readonly kind: 'turn'; readonly to: 'on' | 'off' };

/** What somebody else has made of the flag, which Glidepath does not undo on its way up. */
export type Interference =
  | { readonly kind: 'killed' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'doubled' }
  | { readonly kind: 'planned' }
  | { readonly kind: 'narrowed'; readonly strategy: Strategy }
  | { readonly kind: 'redrawn'; readonly strategy: Strategy }
  | { readonly kind: 'reweighted'; readonly strategy: Strategy }
  | { readonly kind: 'joined'; readonly strategy: Strategy };

export type Next =
  | { readonly kind: 'done' }
  | { readonly kind: 'write'; readonly write: Write }
  | { readonly kind: 'wrong'; readonly what: Interference };

/** @throws TargetError on a release that is no side of the flag, and on a weight that Unleash does not know */
export function goalOf(desired: Desired, sides: Sides): Goal {
  switch (desired.kind) {
    case 'none':
      return { kind: 'off' };
    case 'only':
      return isOn(desired.release.digest, sides) ? { kind: 'on' } : { kind: 'off' };
    case 'split': {
      const { weight } = desired;
      if (!Number.isInteger(weight))
        throw new TargetError(
          `Unleash knows whole percents, and ${weight} % is none; write ${Math.ceil(weight)}%.`,
          true,
        );
      const share = isOn(desired.candidate.digest, sides) ? weight : 100 - weight;
      return { kind: 'share', share, start: weight === 0 };
    }
  }
}

function isOn(digest: Digest, { on, off }: Sides): boolean {
  if (digest === on.digest) return true;
  if (digest === off.digest) return false;
  throw new TargetError(`${digest} is no side of the flag; ${on.digest} is on, ${off.digest} is off.`, true);
}

export function nextOf(state: FlagState, goal: Goal, spec: UnleashTargetSpec): Next {
  switch (goal.kind) {
    case 'off':
      return offNext(state);
    case 'on':
      return isOnForAll(state) ? { kind: 'done' } : ownNext(state, 100, spec);
    case 'share':
      return shareNext(state, goal, spec);
  }
}

/** Off is off: whatever somebody else did there. */
function offNext({ enabled, ours }: FlagState): Next {
  if (enabled) return write({ kind: 'turn', to: 'off' });
  // A strategy that kept its percentage would be in force once somebody turns the flag on.
  const left = ours.find((one) => one.rollout !== 0 || markOf(one) !== 0);
  return left === undefined
    ? { kind: 'done' }
    : write({ kind: 'set', strategy: left, share: 0, drawing: false });
}

function shareNext(
  state: FlagState,
  { share, start }: Extract<Goal, { kind: 'share' }>,
  spec: UnleashTargetSpec,
): Next {
  const [joined] = publicOthers(state);
  if (state.planned) return wrong({ kind: 'planned' });
  if (joined !== undefined) return wrong({ kind: 'joined', strategy: joined });
  return start && share === 0 ? startNext(state, spec) : ownNext(state, share, spec);
}

/** Our strategy at 0 %. Nothing is turned on for that. */
function startNext({ enabled, ours }: FlagState, spec: UnleashTargetSpec): Next {
  const [strategy, second] = ours;
  if (second !== undefined) return wrong({ kind: 'doubled' });
  if (strategy === undefined) return write({ kind: 'create' });
  if (strategy.disabled || strategy.narrowed) return wrong({ kind: 'narrowed', strategy });
  const mark = markOf(strategy);
  if (enabled && mark !== null && mark !== strategy.rollout) return wrong({ kind: 'reweighted', strategy });
  return strategy.rollout === 0 && mark === 0 && isDrawnBy(strategy, spec)
    ? { kind: 'done' }
    : write({ kind: 'set', strategy, share: 0, drawing: true });
}

/**
 * From our strategy as it was left to `share`. It is turned on at 0 % only: so more than 0 % and off means that somebody
 * else has turned it off.
 */
function ownNext({ enabled, ours }: FlagState, share: number, spec: UnleashTargetSpec): Next {
  const [strategy, second] = ours;
  if (second !== undefined) return wrong({ kind: 'doubled' });
  if (strategy === undefined) return wrong({ kind: 'deleted' });
  if (strategy.disabled || strategy.narrowed) return wrong({ kind: 'narrowed', strategy });
  if (!isDrawnBy(strategy, spec)) return wrong({ kind: 'redrawn', strategy });
  const mark = markOf(strategy);
  if (mark !== strategy.rollout) return wrong({ kind: 'reweighted', strategy });
  if (!enabled && mark !== 0) return wrong({ kind: 'killed' });
  if (!enabled && share > 0) return write({ kind: 'turn', to: 'on' });
  return mark === share ? { kind: 'done' } : write({ kind: 'set', strategy, share, drawing: false });
}

function isDrawnBy({ stickiness, groupId }: Strategy, spec: UnleashTargetSpec): boolean {
  const drawing = drawingOf(spec);
  return stickiness === drawing.stickiness && groupId === drawing.groupId;
}

function write(one: Write): Next {
  return { kind: 'write', write: one };
}

function wrong(what: Interference): Next {
  return { kind: 'wrong', what };
}
