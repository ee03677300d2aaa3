import { percent, shown, type Digest, type Percent } from '@glidepath/model';
import { isOurCanary } from './canary.ts';
import { conditionOf, digestIn, mostMissing, type Deployment } from './deployment.ts';
import { isForeign, REPLICAS } from './managers.ts';
import { holdOn } from './marks.ts';
import { previewName } from './preview-service.ts';
import { progressOf, type Progress } from './progress.ts';
import type { RouterView } from './router.ts';
import { changedCanary, drift, otherRelease, pausedText } from './strangers.ts';
import {
  failed,
  foreign,
  goneOf,
  holding,
  progressed,
  referenceTo,
  shiftTo,
  there,
  wait,
  type Course,
  type Seen,
  type Settings,
  type Split,
  type Write,
} from './course-steps.ts';

/**
 * Another Deployment runs the candidate beside the stable one, which is not touched before the promotion. Blue-green it is
 * of full size from the beginning, and has no traffic before it has all.
 */
export function canaryCourse(
  desired: Split,
  before: Digest,
  stable: Deployment,
  seen: Seen,
  settings: Settings,
): Course {
  const { container } = settings;
  const { candidate, weight } = desired;
  const { canary, router, switched } = seen;
  const isWhole = desired.strategy === 'blue-green';
  const side = isWhole ? 'preview' : 'canary';
  const now = digestIn(stable.spec.template, container);
  const rolls = router === null && weight === 100;
  const begun = holdOn(stable, container).candidate === candidate.digest;
  if (now !== before && !(rolls && now === candidate.digest)) return foreign(otherRelease(stable, container));
  if (stable.spec.paused === true) return foreign(drift(pausedText(stable), false));
  if (canary !== null && !isOurCanary(canary))
    return failed(
      `There is a Deployment ${canary.metadata.name} already that Glidepath has not made. Delete or rename it: the canary needs that name.`,
    );
  if (router?.drift != null) return strayed(router.drift, canary);
  if (router?.failure != null) return failed(router.failure);
  if (weight === 0 && !isWhole) return there(progressOf(stable).note);
  if (stable.spec.replicas === 0) {
    const none = `The Deployment ${stable.metadata.name} has no replicas. Scale it up: without pods there is nothing to compare.`;
    return begun ? foreign(drift(none, false)) : failed(none);
  }
  const image = referenceTo(candidate.digest, stable, settings);
  const replicas = isWhole ? stable.spec.replicas : canaryReplicas(weight, stable, canary, router !== null);
  const isDeleted = canary === null || canary.metadata.deletionTimestamp !== undefined;
  if (begun && isDeleted && router !== null && router.weight > 0)
    return foreign(drift(deletedText(side), true), shiftTo(percent(0)));
  if (canary === null) {
    const write: Write = { kind: 'canary', image, replicas };
    return begun ? foreign(drift(deletedText(side), true), write) : { kind: 'write', write };
  }
  if (isDeleted) return wait(`${canary.metadata.name} is on its way out`);
  // What is not this rollout's was left by one that nobody ended.
  if (!begun && digestIn(canary.spec.template, container) !== candidate.digest) return goneOf(canary);
  const changed = changedCanary(canary, stable, { container, image, candidate: candidate.digest });
  if (changed !== null) return foreign(drift(changed, true), { kind: 'remake', canary, image, replicas });
  if (!begun) return holding({ candidate: candidate.digest, service: switched?.service ?? null });
  if (switched !== null && switched.preview === null)
    return { kind: 'write', write: { kind: 'preview', service: switched.service, of: canary } };
  // Whose replicas an autoscaler has set keeps them.
  if (canary.spec.replicas !== replicas && !isForeign(canary, REPLICAS))
    return { kind: 'write', write: { kind: 'canary', image, replicas } };
  const progress = progressOf(canary);
  if (progress.kind === 'failed') return failed(progress.note);
  const noRoom = isWhole && weight === 0 ? quotaText(canary) : null;
  if (noRoom !== null) return failed(noRoom);
  if (progress.kind === 'moving') return wait(progress.note);
  if (router !== null) return shiftedCourse(weight, router, noteOf(progress, weight, seen, settings));
  if (!rolls) return there(progress.note);
  if (now !== candidate.digest) return holding({ image });
  return progressed(stable);
}

/** Who is to approve a preview reads by what it is reached. */
function noteOf({ note }: Progress, weight: Percent, { switched }: Seen, { spec }: Settings): string {
  if (weight > 0) return note;
  const service = switched === null ? spec.traffic?.canary : previewName(switched.service);
  return `${note}, reached by the Service ${service}`;
}

/** It never gets room by waiting, as what has the room serves. */
function quotaText(preview: Deployment): string | null {
  const { status, message = '' } = conditionOf(preview, 'ReplicaFailure') ?? {};
  if (status !== 'True' || !message.includes('exceeded quota')) return null;
  return `A quota leaves no room for the preview, which has as many pods as ${preview.spec.replicas} beside those that serve: ${shown(message)}. Raise it, or release by a canary.`;
}

function shiftedCourse(weight: Percent, router: RouterView, note: string): Course {
  if (router.weight !== weight) return { kind: 'write', write: shiftTo(weight, false) };
  return router.settled ? there(`${note}; ${router.note}`) : wait(router.note);
}

/** No traffic goes to pods that are not there, whatever was set. */
function strayed({ what, set }: NonNullable<RouterView['drift']>, canary: Deployment | null): Course {
  if (set === null) return foreign(drift(what, false));
  return foreign(drift(what, true), shiftTo(canary === null ? percent(0) : set));
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

function deletedText(side: string): string {
  return `Somebody deleted the ${side} Deployment during the rollout.`;
}
