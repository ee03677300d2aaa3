import { TargetError, type Target } from '@glidepath/conductor';
import {
  percent,
  type ArgoRolloutsTargetSpec,
  type Percent,
  type Release,
  type Strategy,
} from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { isConflict, overConflicts, type KubeApi } from '../kubernetes/api.ts';
import { checkPlan } from './admission.ts';
import { courseTo, has, isAborted, phaseText, type Course } from './course.ts';
import { pulledDigest, shareOfPods, stableImage, templatesOf } from './pods.ts';
import { previewOf } from './preview.ts';
import { digestIn, readRollout, type Rollout } from './rollout.ts';
import { carryOut } from './writes.ts';

export interface ArgoRolloutsOptions {
  readonly spec: ArgoRolloutsTargetSpec;
  readonly strategy: Strategy;
  /** @throws TargetError where no access is described */
  readonly open: () => KubeApi;
}

/** The way to any goal is shorter; who needs more is working against somebody. */
const MOST_WRITES = 8;

/**
 * A Rollout of Argo Rollouts, driven along its own steps by its controller. All that has to be known from one run to the next
 * stands in the Rollout.
 */
export function driveRollout({ spec, strategy, open }: ArgoRolloutsOptions): Target {
  const { namespace, image: repository } = spec;
  let opened: KubeApi | null = null;
  const api = (): KubeApi => (opened ??= open());

  return {
    async acquire(wanted) {
      if (wanted === null)
        throw new TargetError(
          'A Rollout runs images, and an image is named by its digest: give the digest of the release.',
          true,
        );
      checkPlan(await readRollout(api(), spec), strategy);
      return { digest: wanted, name: null };
    },

    async standing() {
      return standingOf(await readRollout(api(), spec));
    },

    async apply(desired, fence) {
      for (let writes = 0; writes < MOST_WRITES; writes++) {
        const rollout = await readRollout(api(), spec);
        const course = courseTo(desired, rollout, repository, fence);
        if (course.kind === 'wrong' && desired.kind === 'only') throw new TargetError(told(course.why), true);
        // What is wrong is told at the next look.
        if (course.kind !== 'act') return;
        try {
          await carryOut(course.act, rollout, { api: api(), place: spec, fence });
        } catch (error) {
          if (!isConflict(error) || error.final) throw error;
        }
      }
      throw new TargetError(`Somebody else keeps changing Rollout "${spec.rollout}" at the same time.`);
    },

    async observe(desired) {
      const rollout = await readRollout(api(), spec);
      const course = courseTo(desired, rollout, repository, null);
      const weight = await shareOf(desired, rollout);
      return {
        settled: course.kind === 'there' || course.kind === 'left',
        failure: course.kind === 'wrong' ? told(course.why) : null,
        weight,
        foreign: foreignIn(course),
        note: noteOf(course, rollout, weight),
      };
    },

    // Its controller measures by sources of its own.
    counters: null,

    templates: async () => templatesOf(api(), await readRollout(api(), spec), namespace),

    async preview(wanted) {
      // Its controller may write between the read and the try.
      return overConflicts(async () => {
        const rollout = await readRollout(api(), spec);
        checkPlan(rollout, wanted.strategy);
        return previewOf(wanted, rollout, { api: api(), repository, namespace });
      });
    },

    close: async () => opened?.close(),
  };

  function told(why: string): string {
    return `Rollout "${spec.rollout}" in ${namespace}: ${why}`;
  }

  function foreignIn(course: Course): Foreign | null {
    const found =
      course.kind === 'foreign' ? course.foreign : course.kind === 'left' ? course.stranger : null;
    return found === null ? null : { ...found, what: told(found.what) };
  }

  function noteOf(course: Course, rollout: Rollout, weight: Percent): string {
    const share = `${Math.round(weight)}% of the traffic`;
    const how = rollout.routed === null && !rollout.blueGreen ? `${share} by the number of pods` : share;
    switch (course.kind) {
      case 'there':
        return `Rollout "${spec.rollout}" is ${phaseText(rollout)}; ${how}`;
      case 'wait':
        return `Rollout "${spec.rollout}": ${course.why}; ${how}`;
      case 'foreign':
        return told(course.foreign.what);
      case 'left':
        return told(course.stranger.what);
      case 'wrong':
        return told(course.why);
      case 'act':
        return `Rollout "${spec.rollout}" is ${phaseText(rollout)}; more is to be asked of it`;
    }
  }

  /** The share of the release that is to have it: the candidate's in a split, else that of the only one. */
  async function shareOf(desired: Desired, rollout: Rollout): Promise<Percent> {
    if (desired.kind === 'none') return percent(0);
    const { digest } = desired.kind === 'split' ? desired.candidate : desired.release;
    const isTemplate = has(digest, rollout);
    // What its controller has not seen yet changes nothing of what it says.
    if (rollout.through && rollout.seen) return percent(isTemplate ? 100 : 0);
    const share = await templateShare(rollout);
    if (isTemplate) return share;
    // What the template does not have, stable has; and the only one that is wanted is stable, where it is not the template.
    return percent(
      desired.kind === 'only' && has(rollout.marks.candidate ?? digest, rollout) ? 100 - share : 0,
    );
  }

  async function templateShare(rollout: Rollout): Promise<Percent> {
    if (!rollout.seen) return percent(0);
    if (rollout.blueGreen)
      return percent(rollout.object.status?.blueGreen?.activeSelector === rollout.currentHash ? 100 : 0);
    return rollout.routed?.weight ?? shareOfPods(api(), rollout, namespace);
  }

  /** @throws TargetError where a rollout is under way, or nobody knows what serves */
  async function standingOf(rollout: Rollout): Promise<Release> {
    const { rollout: name } = spec;
    if (!rollout.seen)
      throw new TargetError(
        `The controller of Argo Rollouts has not looked at Rollout "${name}" yet; it will be asked again. Does it run?`,
      );
    if (!rollout.through && !isAborted(rollout))
      throw new TargetError(
        `A rollout of ${rollout.image} is under way in Rollout "${name}" (${phaseText(rollout)}) that Glidepath does not know of. Finish it, or abort it: kubectl argo rollouts abort ${name} -n ${namespace}.`,
        true,
      );
    const image = rollout.through ? rollout.image : await stableImage(api(), rollout, namespace);
    if (image === null)
      throw new TargetError(
        `Rollout "${name}" was aborted, and the ReplicaSet of what serves is gone. Bring it to Healthy first.`,
        true,
      );
    const { marks } = rollout;
    const known = image === marks.before && image === rollout.image ? marks.candidate : null;
    const digest = digestIn(image) ?? known ?? (await pulledDigest(api(), rollout, namespace));
    if (digest !== null) return { digest, name: nameOf(image, digest), commit: null, committedAt: null };
    throw new TargetError(
      `Rollout "${name}" runs ${image}, and its pods don't say of which digest that is, so nobody knows what a rollout would go back to. Write the image with its digest once.`,
      true,
    );
  }
}

/** The tag, where there is one. */
function nameOf(image: string, digest: string): string {
  const [reference = ''] = image.split('@');
  const tag = /:([\w.-]+)$/.exec(reference.slice(reference.lastIndexOf('/')))?.[1];
  return tag ?? digest.slice('sha256:'.length, 'sha256:'.length + 12);
}
