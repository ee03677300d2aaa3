import { TargetError } from '@glidepath/conductor';
import { formatPercent, shown, type Digest } from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { editorOf } from './editor.ts';
import { digestIn, type Rollout } from './rollout.ts';
import { weightAt, weightsIn, weightsText } from './stations.ts';

/** From how a Rollout stands to what is desired: the next thing to do. Pure: its object says all that has to be known. */

export type Course =
  | { readonly kind: 'there' }
  /** The controller is at work, or a person has to do something there. */
  | { readonly kind: 'wait'; readonly why: string }
  /** Somebody else has made something of it that is not undone here. */
  | { readonly kind: 'foreign'; readonly foreign: Foreign }
  /** On the way to one release alone: somebody else's is there and stays, and nothing of ours beside it. */
  | { readonly kind: 'left'; readonly stranger: Foreign }
  /** It will not get there. */
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'act'; readonly act: Act };

export type Act =
  /** Writes the image, and says by the marks that it was us. */
  | {
      readonly kind: 'set-image';
      readonly image: string;
      readonly candidate: Digest;
      readonly before: string | null;
    }
  /** Takes what stands there as ours; null: it is ours no longer. */
  | { readonly kind: 'mark'; readonly candidate: Digest | null }
  /** Leaves the pause, or the step with this index whose analysis could not tell. */
  | { readonly kind: 'promote'; readonly past: number | null }
  | { readonly kind: 'promote-fully' }
  | { readonly kind: 'abort' }
  | { readonly kind: 'retry' };

type Split = Extract<Desired, { kind: 'split' }>;
type Only = Extract<Desired, { kind: 'only' }>;

/**
 * @param repository of the image that is written; null: that of the image which is there
 * @param fence of the conductor; null: it only looks
 * @throws TargetError where a Rollout can't be so, or another conductor has it
 */
export function courseTo(
  desired: Desired,
  rollout: Rollout,
  repository: string | null,
  fence: number | null,
): Course {
  const { marks } = rollout;
  if (fence !== null && marks.fence > fence)
    throw new TargetError('Another run has taken over this Rollout since; this one may not change it.', true);
  if (fence !== null && marks.candidate !== null && marks.fence < fence)
    return act(mark(isLeftOver(desired, rollout) ? null : marks.candidate));
  switch (desired.kind) {
    case 'split':
      return rollout.marks.candidate === desired.candidate.digest
        ? toWeight(desired, rollout)
        : toBegin(desired, rollout, repository);
    case 'only':
      return toOnly(desired, rollout, repository);
    case 'none':
      throw new TargetError(
        'A Rollout always has a release, and nobody knows one before this. Delete the Rollout by hand.',
        true,
      );
  }
}

/** A mark of an earlier rollout of the same release, which somebody else's image has ended. */
function isLeftOver(desired: Desired, rollout: Rollout): boolean {
  if (desired.kind !== 'split' || desired.weight !== 0) return false;
  const { digest } = desired.candidate;
  return rollout.marks.candidate === digest && digestIn(rollout.image) !== digest;
}

/** Nothing of this release was set by us yet. */
function toBegin({ candidate, stable, weight }: Split, rollout: Rollout, repository: string | null): Course {
  const held = digestIn(rollout.image);
  const isThere = held === candidate.digest;
  if (!isThere && stable !== null && held !== null && held !== stable.digest)
    return foreign(otherRelease(rollout, `where ${stable.name} was expected`));
  // Without a pause before the first weight there is no way to start it without traffic.
  if (weight === 0 && rollout.stations[0]?.weight !== 0) return { kind: 'there' };
  if (!rollout.seen) return wait(UNSEEN);
  if (isThere) return act(isAborted(rollout) ? { kind: 'retry' } : mark(candidate.digest));
  if (!rollout.through && !isAborted(rollout) && rollout.currentHash !== '')
    return drifted(
      `A rollout of ${shown(rollout.image)} is under way there that Glidepath does not know of; finish or abort it in Argo Rollouts`,
    );
  const image = `${repository ?? repositoryOf(rollout.image)}@${candidate.digest}`;
  return act({ kind: 'set-image', image, candidate: candidate.digest, before: rollout.image });
}

/** The candidate is in the template by us. */
function toWeight({ candidate, weight }: Split, rollout: Rollout): Course {
  if (digestIn(rollout.image) !== candidate.digest)
    return foreign(otherRelease(rollout, `so ${candidate.name} was superseded by somebody else`));
  if (!rollout.seen) return wait(UNSEEN);
  if (rollout.through) {
    if (weight === 100) return rollout.phase === 'Healthy' ? { kind: 'there' } : wait(phaseText(rollout));
    return drifted(`Somebody promoted it fully: all traffic goes to ${candidate.name} already`);
  }
  if (isAborted(rollout)) {
    const why = `It was aborted: ${rollout.message || 'by somebody'}`;
    return BY_HAND.test(rollout.message) ? drifted(why) : wrong(why);
  }
  if (rollout.message.startsWith('InvalidSpec')) return wrong(`Argo Rollouts refuses it: ${rollout.message}`);
  if (rollout.object.spec.paused === true)
    return wait('somebody paused it (spec.paused); resume it there to go on');
  if (rollout.leaving) return wait('it leaves its pause');
  return weight === 100 ? toAll(rollout) : toStation(weight, rollout);
}

function toStation(weight: Split['weight'], rollout: Rollout): Course {
  const { stations, at, index } = rollout;
  const goal = stations.find((station) => station.weight === weight);
  // Blue-green has one pause, and nothing but it before all.
  if (goal === undefined && weight === 0) return wait(phaseText(rollout));
  if (goal === undefined)
    return drifted(
      `It has no pause at ${formatPercent(weight)} any more, but at ${weightsText(weightsIn(stations))}: somebody changed its steps`,
    );
  const now = at?.weight ?? weightAt(rollout.steps, index, mostOf(rollout));
  if (now > weight)
    return drifted(
      `Somebody promoted it: it stands at ${formatPercent(now)}, and should be at ${formatPercent(weight)}`,
    );
  if (at !== null && at.weight === weight) {
    if (rollout.inconclusive) return wait(INCONCLUSIVE);
    return rollout.routed?.verified === false
      ? wait('its router does not have the weight yet')
      : { kind: 'there' };
  }
  if (at !== null) return act({ kind: 'promote', past: null });
  if (!rollout.inconclusive) return wait(phaseText(rollout));
  // Somebody went on past the pause that follows: then that analysis has been judged by a person.
  const isPassed = stations.some((station) => station.index > index && station.index < goal.index);
  return isPassed ? act({ kind: 'promote', past: index }) : wait(INCONCLUSIVE);
}

/** By its own steps from the last pause on; past all that are left where the plan goes past them. */
function toAll(rollout: Rollout): Course {
  const { stations, at, index, object } = rollout;
  if (object.status?.promoteFull === true) return wait(phaseText(rollout));
  const ahead = stations.some(
    (station) => station.weight < 100 && (at === null ? station.index >= index : station.index > at.index),
  );
  if (ahead && !rollout.blueGreen) return act({ kind: 'promote-fully' });
  if (at !== null) return act({ kind: 'promote', past: null });
  return wait(rollout.inconclusive ? INCONCLUSIVE : phaseText(rollout));
}

function toOnly(desired: Only, rollout: Rollout, repository: string | null): Course {
  const { marks, image } = rollout;
  const { release } = desired;
  if (isStrangers(desired, rollout)) {
    // Of a tag nobody could tell later whose it is, so there the mark stays until the next rollout.
    if (marks.candidate !== null && digestIn(image) !== null) return act(mark(null));
    return { kind: 'left', stranger: otherRelease(rollout, 'and it stays') };
  }
  if (!has(release.digest, rollout)) {
    const isOurs = marks.candidate === null || has(marks.candidate, rollout) || image === marks.before;
    if (!isOurs) return wrong(`${supersededBy(rollout)}, which is not taken back for ${release.name}`);
    // The stable pods get the traffic at once, before the template is dealt with.
    const isUnderWay = rollout.seen && !rollout.through && rollout.stableHash !== '';
    if (marks.candidate !== null && isUnderWay && !isAborted(rollout)) return act({ kind: 'abort' });
    const former = formerImage(release.digest, rollout, repository);
    const before = digestIn(former) === null ? former : null;
    return act({ kind: 'set-image', image: former, candidate: release.digest, before });
  }
  if (!rollout.seen) return wait(UNSEEN);
  if (rollout.through) {
    if (rollout.phase !== 'Healthy') return wait(phaseText(rollout));
    // A tag says nothing of what it names, so there the mark has to.
    return marks.candidate === null || digestIn(image) === null ? { kind: 'there' } : act(mark(null));
  }
  if (isAborted(rollout)) return act({ kind: 'retry' });
  if (rollout.object.spec.paused === true)
    return wait('somebody paused it (spec.paused); resume it there to go on');
  return rollout.object.status?.promoteFull === true
    ? wait(phaseText(rollout))
    : act({ kind: 'promote-fully' });
}

/** Whether a third release is in the template, or one that was put there after we had written this one. */
function isStrangers({ release, beside }: Only, rollout: Rollout): boolean {
  const { marks, image } = rollout;
  const held = digestIn(image);
  if (beside === undefined || has(release.digest, rollout)) return false;
  if (marks.candidate === release.digest) return true;
  return held === null
    ? marks.candidate !== null && image !== marks.before
    : held !== beside?.digest && image !== marks.before;
}

/** Whether the template has this release, where its image is named by a tag by what we wrote of it. */
export function has(digest: Digest, { image, marks }: Rollout): boolean {
  const held = digestIn(image);
  return held === null ? image === marks.before && marks.candidate === digest : held === digest;
}

/** To the letter as it was, where that is known. */
function formerImage(digest: Digest, { marks, image }: Rollout, repository: string | null): string {
  const { before, candidate } = marks;
  if (before !== null && candidate !== null && (digestIn(before) ?? digest) === digest) return before;
  return `${repository ?? repositoryOf(image)}@${digest}`;
}

export function isAborted({ object }: Rollout): boolean {
  return object.status?.abort === true;
}

export function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  // A colon before the last slash belongs to the registry's port.
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1 ? name : name.slice(0, colon);
}

function mostOf({ object }: Rollout): number {
  return object.spec.strategy.canary?.trafficRouting?.maxTrafficWeight ?? 100;
}

function supersededBy({ holder, image }: Rollout): string {
  return `${editorOf(holder)} put ${shown(image)} there`;
}

function otherRelease(rollout: Rollout, so: string): Foreign {
  return { kind: 'release', digest: digestIn(rollout.image), what: `${supersededBy(rollout)}, ${so}.` };
}

/** Degraded by its deadline is not the end: the pods may still come. */
export function phaseText({ phase, message }: Rollout): string {
  return message === '' ? phase : `${phase}, ${message}`;
}

/** The controller adds why where its own analysis has aborted it. */
const BY_HAND = /^$|aborted update to revision \d+$/;
const UNSEEN = 'its controller has not seen the change yet';
const INCONCLUSIVE = 'its own analysis is inconclusive; look at it, and promote or abort it in Argo Rollouts';

function wait(why: string): Course {
  return { kind: 'wait', why };
}

function foreign(what: Foreign): Course {
  return { kind: 'foreign', foreign: what };
}

/** A person's hand at the Rollout is not undone. */
function drifted(what: string): Course {
  return foreign({ kind: 'drift', what: `${what}.`, restorable: false });
}

function wrong(why: string): Course {
  return { kind: 'wrong', why: `${why}.` };
}

function act(one: Act): Course {
  return { kind: 'act', act: one };
}

function mark(candidate: Digest | null): Act {
  return { kind: 'mark', candidate };
}
