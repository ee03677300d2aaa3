import { isDeepStrictEqual } from 'node:util';
import { TargetError } from '@glidepath/conductor';
import { formatPercent, type LaunchDarklyTargetSpec, type Percent, type Release } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { aloneIn, servedAlone, WHOLE, type Flag, type Rest, type Setting } from './flag.ts';
import { divide, serveAll, TURN_OFF, TURN_ON, type Instruction } from './instructions.ts';
import type { Variation } from './variations.ts';

/** The way from how the flag stands to what is desired. */
export type Course =
  | { readonly kind: 'there' }
  /**
   * All is as desired but that the flag is off: somebody turned it off, and nobody but a rollout that begins, or a person,
   * turns it on.
   */
  | { readonly kind: 'left-off' }
  | { readonly kind: 'change'; readonly instructions: readonly Instruction[]; readonly after: Setting };

type Place = Pick<LaunchDarklyTargetSpec, 'flag' | 'by'>;
type Split = Extract<Desired, { kind: 'split' }>;

/** @throws TargetError where the flag cannot bring it about */
export function courseTo(desired: Desired, flag: Flag, place: Place): Course {
  switch (desired.kind) {
    case 'split':
      return toSplit(desired, flag, place);
    case 'only': {
      const { setting } = flag;
      if (setting.on && setting.rest.kind === 'shares' && found(desired.release, flag) === undefined)
        // There is nothing to go back to, so nobody is to get what was rolled out; what is wrong is told at the next look.
        return { kind: 'change', instructions: [TURN_OFF], after: { ...setting, on: false } };
      return toOnly(variationFor(desired.release, flag, place).id, setting);
    }
    case 'none': {
      const { setting } = flag;
      if (!setting.on) return { kind: 'there' };
      return { kind: 'change', instructions: [TURN_OFF], after: { ...setting, on: false } };
    }
  }
}

/**
 * Percentages for the two, and on. Where nobody is to get the candidate and nobody gets it, nothing is touched: a flag that
 * is off stays off until the first step.
 */
function toSplit(desired: Split, flag: Flag, place: Place): Course {
  const { setting } = flag;
  const { candidate, stable } = pairOf(desired, flag, place);
  const weight = thousandths(desired.weight);
  if (weight === 0 && servedAlone(setting) === stable.id) return { kind: 'there' };
  const weights = { [candidate.id]: weight, [stable.id]: WHOLE - weight };
  const shares = Object.fromEntries(Object.entries(weights).filter(([, share]) => share > 0));
  const rest: Rest = { kind: 'shares', shares, by: place.by, experiment: false };
  const turn = setting.on ? [] : [TURN_ON];
  const share = isDeepStrictEqual(setting.rest, rest) ? [] : [divide(weights, place.by)];
  const instructions = [...turn, ...share];
  if (instructions.length === 0) return { kind: 'there' };
  return { kind: 'change', instructions, after: { ...setting, on: true, rest } };
}

/**
 * All get one variation. Where that is the off variation, the flag is turned off, which is instant and passes over rules
 * and targets too; in the same patch the default rule is set to it, so that whoever turns the flag on again does not
 * bring back the percentages, or all, of what was taken back.
 */
function toOnly(id: string, setting: Setting): Course {
  const { on, off, rest } = setting;
  const one: Rest = { kind: 'one', variation: id };
  const isOne = isDeepStrictEqual(rest, one);
  if (off === id) {
    if (on && isOne) return { kind: 'there' };
    // A default rule that names one variation is not of a rollout: nobody asked for it to change.
    if (!on && rest.kind !== 'shares') return { kind: 'there' };
    const instructions = [...(on ? [TURN_OFF] : []), ...(isOne ? [] : [serveAll(id)])];
    return { kind: 'change', instructions, after: { on: false, off, rest: one } };
  }
  if (isOne) return { kind: on ? 'there' : 'left-off' };
  return { kind: 'change', instructions: [serveAll(id)], after: { on, off, rest: one } };
}

/** @throws TargetError */
export function pairOf(
  { candidate, stable }: Split,
  flag: Flag,
  place: Place,
): { readonly candidate: Variation; readonly stable: Variation } {
  if (stable === null)
    throw new TargetError(
      `Nobody knows which variation of ${place.flag} everybody else is to get. Give the flag an off variation in LaunchDarkly.`,
      true,
    );
  return { candidate: variationFor(candidate, flag, place), stable: variationFor(stable, flag, place) };
}

/** @throws TargetError where it is gone, or has another value now */
export function variationFor(release: Release, flag: Flag, { flag: key }: Place): Variation {
  const variation = found(release, flag);
  if (variation !== undefined) return variation;
  throw new TargetError(
    `The flag ${key} has no variation with the value of ${JSON.stringify(release.name)} any more: somebody deleted or changed it. Bring it back in LaunchDarkly, or deliver another one.`,
    true,
  );
}

function found({ digest: wanted }: Release, { variations }: Flag): Variation | undefined {
  return variations.find(({ digest }) => digest === wanted);
}

/** @throws TargetError where LaunchDarkly can't divide so finely */
function thousandths(weight: Percent): number {
  const whole = Math.round(weight * 1000);
  if (Math.abs(whole - weight * 1000) < 1e-6) return whole;
  throw new TargetError(
    `LaunchDarkly divides by thousandths of a percent, and ${formatPercent(weight)} is none. Write a weight with at most three decimal places under strategy.`,
    true,
  );
}

/** Whether percentages of these two are what a rollout of the one against the other has left here. */
export function isOwnSplit({ rest }: Setting, candidate: string, stable: string): boolean {
  if (rest.kind !== 'shares' || rest.experiment) return false;
  const ids = Object.keys(rest.shares);
  return ids.includes(candidate) && ids.every((id) => id === candidate || id === stable);
}

/** Whether percentages stand here by which others get something else. */
export function leavesOthers(release: Release, flag: Flag): boolean {
  const { rest } = flag.setting;
  return rest.kind === 'shares' && aloneIn(rest) !== found(release, flag)?.id;
}
