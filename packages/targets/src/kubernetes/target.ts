import { TargetError, type Target } from '@glidepath/conductor';
import {
  percent,
  type Digest,
  type KubernetesTargetSpec,
  type Percent,
  type Release,
} from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { FIELD_MANAGER, overConflicts, type KubeApi } from './api.ts';
import { ClusterObjects, containerOf } from './cluster.ts';
import { connect } from './connection.ts';
import { courseTo } from './course.ts';
import type { Course, Seen, Settings } from './course-steps.ts';
import { digestIn, imageIn, imageOf, readyOf, type Deployment } from './deployment.ts';
import type { LoginContext } from './login.ts';
import { holdOn } from './marks.ts';
import { previewOf } from './preview.ts';
import type { Router } from './router.ts';
import { createRouter } from './routers/index.ts';
import { telling } from './telling.ts';

export interface KubernetesTargetOptions extends LoginContext {
  readonly spec: KubernetesTargetSpec;
  /** In ms since 1970. */
  readonly now: () => number;
}

interface Looked {
  readonly seen: Seen;
  readonly settings: Settings;
}

interface Opened {
  readonly api: KubeApi;
  readonly objects: ClusterObjects;
  readonly router: Router | null;
  readonly context: string;
}

/** The way to any goal is shorter; what is left is done at the next look. */
const MOST_WRITES = 8;
const FRESH_MS = 250;

/**
 * A Deployment of the user's. Rolling, its image is changed and it rolls itself; as a canary another Deployment runs beside it.
 * All that has to be known from one run to the next stands in the cluster.
 */
export function createKubernetesTarget({ spec, now, ...context }: KubernetesTargetOptions): Target {
  // Nothing is read before it is needed: a kubeconfig may be wrong.
  let opened: Opened | null = null;
  let tried: Digest | null = null;
  /** What the last wish left as it was; the look that follows at once needs no second answer. */
  let fresh: { readonly looked: Looked; readonly at: number } | null = null;

  const target: Target = {
    async acquire(wanted) {
      if (wanted === null)
        throw new TargetError(
          `A release of the Deployment ${spec.deployment} is an image, named by its digest, and none was given. Give one: digest: sha256:..., such as an output of the step that has pushed the image.`,
          true,
        );
      const { stable } = await existing();
      refusePaused(stable);
      return { digest: wanted, name: null };
    },

    async standing() {
      const { stable, settings } = await existing();
      return releaseIn(stable, settings.container);
    },

    async apply(desired, fence, restore = false) {
      for (let writes = 0; writes < MOST_WRITES; writes++) {
        const isOver = await overConflicts(async () => step(desired, fence, restore));
        if (isOver) return;
      }
    },

    async observe(desired) {
      const known = fresh !== null && now() - fresh.at <= FRESH_MS ? fresh.looked : null;
      fresh = null;
      const { seen, settings } = known ?? (await look(desired));
      const course = courseTo(desired, seen, settings);
      const weight = weightSeen(desired, seen, settings);
      const view = { settled: false, failure: null, weight, foreign: null };
      switch (course.kind) {
        case 'there':
          return { ...view, settled: true, foreign: course.stranger, note: course.note };
        case 'foreign':
          return { ...view, foreign: course.foreign, note: course.foreign.what };
        case 'failed':
          return { ...view, failure: await explained(course.why, seen), note: course.why };
        case 'wait':
          return { ...view, note: course.note };
        case 'write':
          return { ...view, note: `${spec.deployment} is being changed` };
      }
    },

    // What pods count is told by a source of metrics.
    counters: null,

    async templates() {
      const { stable, settings } = await existing();
      return open().objects.templates(stable, settings.container);
    },

    async preview(wanted) {
      const { stable, settings } = await existing();
      refusePaused(stable);
      return previewOf(wanted, stable, { ...settings, ...open() });
    },

    async close() {
      await opened?.api.close();
    },
  };
  return telling(target, () => opened?.api.news?.() ?? []);

  /** One write, or none; whether there is nothing more to do now. */
  async function step(desired: Desired, fence: number, restore: boolean): Promise<boolean> {
    const { objects } = open();
    fresh = null;
    const at = now();
    const looked = await look(desired);
    const { seen, settings } = looked;
    const { stable } = seen;
    if (stable === null) return true;
    const { container } = settings;
    const hold = holdOn(stable, container);
    if (hold.fence > fence)
      throw new TargetError(
        `Another run has taken over the Deployment ${spec.deployment} (its fence is ${hold.fence}, ours ${fence}); this one may no longer write.`,
        true,
      );
    if (hold.fence < fence) {
      await objects.hold(stable, container, { ...hold, fence });
      return false;
    }
    await tryOnce(desired, seen, settings);
    const course = courseTo(desired, seen, settings);
    const isOver = await carryOut(course, stable, settings, restore);
    if (isOver && course.kind !== 'write' && !(course.kind === 'wait' && course.until !== null))
      fresh = { looked, at };
    return isOver;
  }

  async function carryOut(
    course: Course,
    stable: Deployment,
    settings: Settings,
    restore: boolean,
  ): Promise<boolean> {
    const { objects } = open();
    switch (course.kind) {
      case 'there':
      case 'failed':
        return true;
      case 'foreign':
        if (!restore || course.mend === null) return true;
        await objects.write(course.mend, stable, settings.container);
        return false;
      case 'wait':
        if (course.until === null) return true;
        await objects.holdAt(course.until, stable, settings.container);
        return true;
      case 'write':
        await objects.write(course.write, stable, settings.container);
        // Following took its time, and a run that is told to stop has little.
        return course.write.kind === 'shift' || (course.write.kind === 'hold' && course.write.until !== null);
    }
  }

  /** What a cluster would refuse is told while nothing has begun. */
  async function tryOnce(
    desired: Desired,
    { stable, canary, switched }: Seen,
    settings: Settings,
  ): Promise<void> {
    if (desired.kind !== 'split' || desired.weight > 0 || stable === null || canary !== null) return;
    const { digest } = desired.candidate;
    if (tried === digest) return;
    const { container } = settings;
    const { repository } = imageIn(imageOf(stable.spec.template, container) ?? '');
    const image = `${spec.image ?? repository}@${digest}`;
    const { objects } = open();
    await objects.hold(stable, container, { ...holdOn(stable, container), image }, true);
    if (desired.strategy !== 'rolling' && desired.stable !== null)
      await objects.tryCanary(stable, container, image, switched);
    tried = digest;
  }

  /** @throws TargetError where the Deployment, or its container, is not there */
  async function existing(): Promise<{ readonly stable: Deployment; readonly settings: Settings }> {
    const stable = await open().objects.stable();
    if (stable === null)
      throw new TargetError(
        `There is no Deployment ${spec.deployment} in the namespace ${spec.namespace} of the cluster of the context ${JSON.stringify(open().context)}. Glidepath releases into one that is there: apply it first, or correct target.kubernetes.`,
        true,
      );
    return { stable, settings: { spec, container: containerOf(stable, spec.container) } };
  }

  async function look(desired: Desired): Promise<Looked> {
    const switches = desired.kind === 'split' && desired.strategy === 'blue-green' && desired.stable !== null;
    const seen = await open().objects.look(now(), switches);
    const container = seen.stable === null ? '' : containerOf(seen.stable, spec.container);
    return { seen, settings: { spec, container } };
  }

  async function explained(why: string, { stable, canary }: Seen): Promise<string> {
    const failing = canary ?? stable;
    if (failing === null || !why.includes('progressDeadlineSeconds')) return why;
    const trouble = await open().objects.podTrouble(failing);
    return trouble === null ? why : `${why}; ${trouble}`;
  }

  function open(): Opened {
    if (opened !== null) return opened;
    const { api, context: name } = connect(spec, context, now);
    const router = spec.traffic === null ? null : createRouter(spec.traffic, spec.namespace, api);
    opened = { api, objects: new ClusterObjects(api, spec, router), router, context: name };
    return opened;
  }
}

/** @throws TargetError where a tag names the image, so that nobody knows which one it is */
function releaseIn({ metadata, spec }: Deployment, container: string): Release {
  const image = imageOf(spec.template, container) ?? '';
  const { digest } = imageIn(image);
  if (digest !== null) return { digest, name: digest.slice(0, 19), commit: null, committedAt: null };
  const { name, namespace = 'default' } = metadata;
  throw new TargetError(
    `The Deployment ${name} runs ${image}, a tag that may lead to another image tomorrow, so there is nothing sure to go back to. Pin it to what runs now: kubectl set image deployment/${name} -n ${namespace} ${container}=${imageIn(image).repository}@sha256:... (the digest is in imageID of its pods), and deliver again.`,
    true,
  );
}

function refusePaused({ metadata, spec }: Deployment): void {
  if (spec.paused !== true) return;
  const { name, namespace = 'default', managedFields = [] } = metadata;
  // A rollout that died may have left it so, and the next one goes on from there.
  if (managedFields.some(({ manager }) => manager === FIELD_MANAGER)) return;
  throw new TargetError(
    `The Deployment ${name} is paused, so it takes no release. Resume it: kubectl rollout resume deployment/${name} -n ${namespace}.`,
    true,
  );
}

/** The candidate's share: what the router gives it, else that of its ready pods. */
function weightSeen(
  desired: Desired,
  { stable, canary, sets, router }: Seen,
  { container }: Settings,
): Percent {
  if (stable === null || desired.kind === 'none') return percent(0);
  const release = desired.kind === 'split' ? desired.candidate : desired.release;
  const mine = ({ spec }: Deployment) => digestIn(spec.template, container) === release.digest;
  const byRouter = desired.kind === 'only' || desired.strategy !== 'rolling';
  if (router !== null && byRouter && canary !== null) {
    const [there, here] = [mine(canary) ? router.weight : 0, mine(stable) ? 100 - router.weight : 0];
    return percent(there + here);
  }
  const beside = canary?.status?.readyReplicas ?? 0;
  const own = readyOf(sets, container, release.digest) + (canary !== null && mine(canary) ? beside : 0);
  const all = sets.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0) + beside;
  return percent(all === 0 ? (mine(stable) ? 100 : 0) : (100 * own) / all);
}
