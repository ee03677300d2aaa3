import { percent, type Digest, type KubernetesTargetSpec, type Percent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { isOurCanary } from './canary.ts';
import {
  digestIn,
  conditionOf,
  formerTemplate,
  imageIn,
  imageOf,
  mostMissing,
  readyOf,
  sameTemplate,
  withImage,
  type Deployment,
  type PodTemplate,
  type ReplicaSet,
} from './deployment.ts';
import { holderOf, imageField, isForeign, PAUSED, REPLICAS } from './managers.ts';
import { holdOn, type Hold } from './marks.ts';
import { progressOf } from './progress.ts';
import type { RouterView } from './router.ts';

/** What a cluster is to become, and the next write on the way there. Pure: the objects say all that has to be known. */

export interface Seen {
  readonly stable: Deployment | null;
  readonly canary: Deployment | null;
  /** Those of the stable Deployment. */
  readonly sets: readonly ReplicaSet[];
  /** Null where nothing but the number of pods divides the traffic. */
  readonly router: RouterView | null;
  /** In ms since 1970. */
  readonly now: number;
}

export interface Settings {
  readonly spec: KubernetesTargetSpec;
  /** Whose image is the release. */
  readonly container: string;
}

export type Course =
  | { readonly kind: 'write'; readonly write: Write }
  /** `until`: as of a write. */
  | { readonly kind: 'wait'; readonly note: string; readonly until: number | null }
  | { readonly kind: 'there'; readonly note: string }
  | { readonly kind: 'failed'; readonly why: string };

export type Write =
  /** `until`: at that many updated pods the Deployment is to be held, as soon as they are there; null: it is not. */
  | { readonly kind: 'hold'; readonly hold: Partial<Hold>; readonly until: number | null }
  | { readonly kind: 'template'; readonly template: PodTemplate }
  | { readonly kind: 'canary'; readonly image: string; readonly replicas: number }
  | { readonly kind: 'remove'; readonly uid: string }
  | { readonly kind: 'shift'; readonly weight: Percent };

type Split = Extract<Desired, { kind: 'split' }>;

export function courseTo(desired: Desired, seen: Seen, settings: Settings): Course {
  const { stable } = seen;
  const { deployment, namespace } = settings.spec;
  if (stable === null)
    return failed(
      `The Deployment ${deployment} is gone from the namespace ${namespace}. Apply it again, with the image that served last.`,
    );
  switch (desired.kind) {
    case 'none':
      return seen.canary === null || !isOurCanary(seen.canary) ? there('no canary') : goneOf(seen.canary);
    case 'only':
      return onlyCourse(desired.release.digest, stable, seen, settings);
    case 'split':
      // With nothing to compare it to, a first release takes all there is.
      return desired.strategy === 'canary' && desired.stable !== null
        ? canaryCourse(desired, desired.stable.digest, stable, seen, settings)
        : rollingCourse(desired, stable, seen, settings);
  }
}

/** The Deployment rolls itself, and is held once enough of its pods are new. */
function rollingCourse(desired: Split, stable: Deployment, seen: Seen, settings: Settings): Course {
  const { container } = settings;
  const { candidate, weight } = desired;
  const hold = holdOn(stable, container);
  const begun = hold.candidate === candidate.digest;
  const now = digestIn(stable.spec.template, container);
  const enough = Math.ceil((stable.spec.replicas * weight) / 100);
  if (isForeign(stable, PAUSED) && stable.spec.paused === true) return failed(pausedText(stable));
  if (now !== candidate.digest) {
    const expected = desired.stable === null || now === desired.stable.digest;
    if (begun || !expected) return failed(otherImage(stable, container));
    if (weight === 0) return there(progressOf(stable).note);
    const image = referenceTo(candidate.digest, stable, settings);
    return holding({ image, paused: false, candidate: candidate.digest }, weight < 100 ? enough : null);
  }
  if (weight === 0) return there(progressOf(stable).note);
  if (!begun) return holding({ candidate: candidate.digest });
  const progress = progressOf(stable);
  if (progress.kind === 'failed') return failed(progress.note);
  if (weight === 100) {
    if (hold.paused) return holding({ paused: false });
    return progress.kind === 'done' ? there(progress.note) : wait(progress.note);
  }
  const isSeen = (stable.metadata.generation ?? 0) <= (stable.status?.observedGeneration ?? 0);
  const updated = isSeen ? (stable.status?.updatedReplicas ?? 0) : 0;
  if (updated < enough)
    return hold.paused && isSeen ? holding({ paused: false }, enough) : wait(progress.note, enough);
  if (!hold.paused) return holding({ paused: true });
  return heldCourse(enough, candidate.digest, stable, seen, settings);
}

/** While it is held its own deadline does not run, so ours does. */
function heldCourse(
  enough: number,
  candidate: Digest,
  stable: Deployment,
  { sets, now }: Seen,
  { container }: Settings,
): Course {
  const ready = readyOf(sets, container, candidate);
  const { name } = stable.metadata;
  const note = `${name} is held, ${ready} of ${stable.spec.replicas} pods are new and ready`;
  if (ready >= enough) return there(note);
  const since = Date.parse(conditionOf(stable, 'Progressing')?.lastUpdateTime ?? '');
  const deadline = stable.spec.progressDeadlineSeconds ?? 600;
  return now - since > deadline * 1000
    ? failed(
        `The new pods of the Deployment ${name} were not ready within its progressDeadlineSeconds: ${ready} of ${enough}.`,
      )
    : wait(note);
}

/** Another Deployment runs the candidate beside the stable one, which is not touched before the promotion. */
function canaryCourse(
  desired: Split,
  before: Digest,
  stable: Deployment,
  seen: Seen,
  settings: Settings,
): Course {
  const { container } = settings;
  const { candidate, weight } = desired;
  const { canary, router } = seen;
  const now = digestIn(stable.spec.template, container);
  const rolls = router === null && weight === 100;
  const begun = holdOn(stable, container).candidate === candidate.digest;
  if (now !== before && !(rolls && now === candidate.digest)) return failed(otherImage(stable, container));
  if (stable.spec.paused === true) return failed(pausedText(stable));
  if (canary !== null && !isOurCanary(canary))
    return failed(
      `There is a Deployment ${canary.metadata.name} already that Glidepath has not made. Delete or rename it: the canary needs that name.`,
    );
  if (router?.failure != null) return failed(router.failure);
  if (weight === 0) return there(progressOf(stable).note);
  if (stable.spec.replicas === 0)
    return failed(
      `The Deployment ${stable.metadata.name} has no replicas. Scale it up: without pods there is nothing to compare.`,
    );
  const image = referenceTo(candidate.digest, stable, settings);
  const replicas = canaryReplicas(weight, stable, canary, router !== null);
  if (canary === null)
    return begun
      ? failed('Somebody deleted the canary Deployment during the rollout.')
      : { kind: 'write', write: { kind: 'canary', image, replicas } };
  if (canary.metadata.deletionTimestamp !== undefined)
    return begun
      ? failed('Somebody deleted the canary Deployment during the rollout.')
      : wait('the canary of the rollout before is on its way out');
  if (digestIn(canary.spec.template, container) !== candidate.digest)
    // What is not this rollout's was left by one that nobody ended.
    return begun ? failed(otherImage(canary, container)) : goneOf(canary);
  if (isForeign(canary, REPLICAS))
    return failed(
      `${holderOf(canary, REPLICAS)} scaled the canary ${canary.metadata.name} to ${canary.spec.replicas} during the rollout. Leave its replicas alone: they are the candidate's share.`,
    );
  if (!begun) return holding({ candidate: candidate.digest });
  if (canary.spec.replicas !== replicas) return { kind: 'write', write: { kind: 'canary', image, replicas } };
  const progress = progressOf(canary);
  if (progress.kind === 'failed') return failed(progress.note);
  if (progress.kind === 'moving') return wait(progress.note);
  if (router !== null) return shiftedCourse(weight, router, progress.note);
  if (!rolls) return there(progress.note);
  if (now !== candidate.digest) return holding({ image });
  return progressed(stable);
}

function shiftedCourse(weight: Percent, router: RouterView, note: string): Course {
  if (router.weight !== weight) return { kind: 'write', write: { kind: 'shift', weight } };
  return router.settled ? there(`${note}; ${router.note}`) : wait(router.note);
}

/** One release is all there is, whichever it is: the canary goes once the Deployment can do without. */
function onlyCourse(release: Digest, stable: Deployment, seen: Seen, settings: Settings): Course {
  const { container } = settings;
  const canary = seen.canary !== null && isOurCanary(seen.canary) ? seen.canary : null;
  const { router } = seen;
  const hold = holdOn(stable, container);
  const isLeft = canary !== null && canary.metadata.deletionTimestamp === undefined;
  // The canary of a promotion carries on; that of a way back is what does harm.
  const harms = canary !== null && digestIn(canary.spec.template, container) !== release;
  const serves = digestIn(stable.spec.template, container) === release;
  if (router !== null && harms && serves && !isAtStable(router)) return shiftBack();
  if (!serves) return backCourse(release, stable, seen, settings);
  if (hold.paused) return holding({ paused: false });
  if (harms && isLeft && router === null) return goneOf(canary);
  if (stable.spec.paused === true) return failed(pausedText(stable));
  const progress = progressOf(stable);
  if (progress.kind === 'failed') return failed(progress.note);
  if (progress.kind === 'moving') return wait(progress.note);
  if (router !== null) {
    if (!isAtStable(router)) return shiftBack();
    if (!router.settled) return wait(router.note);
  }
  if (canary !== null) return isLeft ? goneOf(canary) : wait(`${canary.metadata.name} is on its way out`);
  if (hold.candidate !== null) return holding({ candidate: null });
  return there(progress.note);
}

/** What somebody else made of it is written over on the way back. */
function isAtStable({ weight, failure }: RouterView): boolean {
  return weight === 0 && failure === null;
}

function shiftBack(): Course {
  return { kind: 'write', write: { kind: 'shift', weight: percent(0) } };
}

/**
 * On the way back to the template that this release had, as it was. Else, and where none is kept, to its image in the
 * template of now.
 */
function backCourse(release: Digest, stable: Deployment, seen: Seen, settings: Settings): Course {
  const { container } = settings;
  const { template } = stable.spec;
  const { candidate } = holdOn(stable, container);
  const isWayBack = candidate !== null && candidate !== release;
  const former = isWayBack ? formerTemplate(seen.sets, container, release) : null;
  const image =
    (former === null ? null : imageOf(former, container)) ?? referenceTo(release, stable, settings);
  if (former === null || sameTemplate(withImage(template, container, image), former))
    return holding({ image, paused: false });
  return { kind: 'write', write: { kind: 'template', template: former } };
}

function progressed(stable: Deployment): Course {
  const progress = progressOf(stable);
  switch (progress.kind) {
    case 'failed':
      return failed(progress.note);
    case 'moving':
      return wait(progress.note);
    case 'done':
      return there(progress.note);
  }
}

/**
 * Beside a router it carries what it is given. Without one its share is that of its pods, m / (n + m); before the stable one
 * rolls it makes up for those that may be missing meanwhile.
 */
export function canaryReplicas(
  weight: Percent,
  stable: Deployment,
  canary: Deployment | null,
  routed: boolean,
): number {
  const { replicas } = stable.spec;
  if (routed) return Math.max(1, Math.ceil((replicas * weight) / 100));
  if (weight === 100) return Math.max(1, canary?.spec.replicas ?? 0, mostMissing(stable));
  return Math.max(1, Math.round((replicas * weight) / (100 - weight)));
}

/** By digest, of the repository that the file names or that is there. */
function referenceTo(digest: Digest, stable: Deployment, { spec, container }: Settings): string {
  const repository = spec.image ?? imageIn(imageOf(stable.spec.template, container) ?? '').repository;
  return `${repository}@${digest}`;
}

function otherImage(deployment: Deployment, container: string): string {
  const { metadata, spec } = deployment;
  const image = imageOf(spec.template, container) ?? 'none';
  return `${holderOf(deployment, imageField(container))} set the image of ${metadata.name} to ${image} during the rollout. Let only one of you deliver it.`;
}

function pausedText({ metadata }: Deployment): string {
  const { name, namespace = 'default' } = metadata;
  return `The Deployment ${name} was paused by somebody else, so it takes no release. Resume it: kubectl rollout resume deployment/${name} -n ${namespace}.`;
}

function holding(hold: Partial<Hold>, until: number | null = null): Course {
  return { kind: 'write', write: { kind: 'hold', hold, until } };
}

function goneOf({ metadata }: Deployment): Course {
  return metadata.deletionTimestamp === undefined
    ? { kind: 'write', write: { kind: 'remove', uid: metadata.uid } }
    : wait(`${metadata.name} is on its way out`);
}

function wait(note: string, until: number | null = null): Course {
  return { kind: 'wait', note, until };
}

function there(note: string): Course {
  return { kind: 'there', note };
}

function failed(why: string): Course {
  return { kind: 'failed', why };
}
