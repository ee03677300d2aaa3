import type { Digest } from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { isOurCanary } from './canary.ts';
import { digestIn, formerTemplate, imageOf, sameTemplate, withImage, type Deployment } from './deployment.ts';
import { holdOn } from './marks.ts';
import { progressOf } from './progress.ts';
import { drift, pausedText, strangerIn } from './strangers.ts';
import {
  failed,
  foreign,
  goneOf,
  holding,
  isAtStable,
  previewLeft,
  referenceTo,
  shiftBack,
  there,
  unmarked,
  wait,
  type Course,
  type Seen,
  type Settings,
} from './course-steps.ts';
import { rollingCourse } from './rolling-course.ts';
import { canaryCourse } from './canary-course.ts';

/** What a cluster is to become, and the next write on the way there. Pure: the objects say all that has to be known. */

export function courseTo(desired: Desired, seen: Seen, settings: Settings): Course {
  const { stable } = seen;
  const { deployment, namespace } = settings.spec;
  if (stable === null) {
    const gone = `The Deployment ${deployment} is gone from the namespace ${namespace}. Apply it again, with the image that served last.`;
    return desired.kind === 'split' ? foreign(drift(gone, false)) : failed(gone);
  }
  switch (desired.kind) {
    case 'none':
      return seen.canary === null || !isOurCanary(seen.canary) ? there('no canary') : goneOf(seen.canary);
    case 'only': {
      const { container } = settings;
      const stranger = strangerIn(desired, stable, { container, routed: seen.router !== null });
      return stranger === null
        ? onlyCourse(desired.release.digest, stable, seen, settings)
        : leftCourse(stranger, stable, seen, settings);
    }
    case 'split':
      // With nothing to compare it to, a first release takes all there is.
      return desired.strategy !== 'rolling' && desired.stable !== null
        ? canaryCourse(desired, desired.stable.digest, stable, seen, settings)
        : rollingCourse(desired, stable, seen, settings);
  }
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
  return previewLeft(seen) ?? (hold.candidate === null ? there(progress.note) : unmarked());
}

/** Somebody else's release stays, and what is ours beside it goes. */
function leftCourse(stranger: Foreign, stable: Deployment, seen: Seen, { container }: Settings): Course {
  const canary = seen.canary !== null && isOurCanary(seen.canary) ? seen.canary : null;
  const { router } = seen;
  const hold = holdOn(stable, container);
  if (router !== null && canary !== null) {
    if (!isAtStable(router)) return shiftBack();
    if (!router.settled) return wait(router.note);
  }
  if (hold.paused) return holding({ paused: false });
  if (canary !== null) return goneOf(canary);
  return (
    previewLeft(seen) ??
    (hold.candidate === null ? { kind: 'there', note: stranger.what, stranger } : unmarked())
  );
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
