import type { Digest } from '@glidepath/model';
import { conditionOf, digestIn, readyOf, type Deployment } from './deployment.ts';
import { isForeign, PAUSED } from './managers.ts';
import { holdOn } from './marks.ts';
import { progressOf } from './progress.ts';
import { drift, otherRelease, pausedText } from './strangers.ts';
import {
  failed,
  foreign,
  holding,
  referenceTo,
  there,
  wait,
  type Course,
  type Seen,
  type Settings,
  type Split,
} from './course-steps.ts';

/** The Deployment rolls itself, and is held once enough of its pods are new. */
export function rollingCourse(desired: Split, stable: Deployment, seen: Seen, settings: Settings): Course {
  const { container } = settings;
  const { candidate, weight } = desired;
  const hold = holdOn(stable, container);
  const begun = hold.candidate === candidate.digest;
  const now = digestIn(stable.spec.template, container);
  const enough = Math.ceil((stable.spec.replicas * weight) / 100);
  if (isForeign(stable, PAUSED) && stable.spec.paused === true)
    return foreign(drift(pausedText(stable), false));
  if (now !== candidate.digest) {
    const expected = desired.stable === null || now === desired.stable.digest;
    if (begun || !expected) return foreign(otherRelease(stable, container));
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
