import { TargetError, type TemplateHash } from '@glidepath/conductor';
import { shown, type KubernetesTargetSpec } from '@glidepath/model';
import { isConflict, overConflicts, pathOf, type KubeApi, type KubeObject } from './api.ts';
import { canaryName, canaryOf, canaryTemplate, mixedSides } from './canary.ts';
import type { Seen, Write } from './course-steps.ts';
import {
  asDeployment,
  asReplicaSet,
  asService,
  imageOf,
  ownedBy,
  templateIn,
  type Deployment,
  type ReplicaSet,
  type Service,
} from './deployment.ts';
import { holdBody, holdOn, type Hold } from './marks.ts';
import type { Router } from './router.ts';
import { Switching, type Switched } from './switching.ts';

/** How long a Deployment is followed to be held in time, before others are looked after again. */
const FOLLOW_MS = 2_000;
const MOST_SWAPS = 20;

/** The objects of one target, read and written. */
export class ClusterObjects {
  readonly #api: KubeApi;
  readonly #spec: KubernetesTargetSpec;
  readonly #router: Router | null;
  readonly #switching: Switching;
  readonly #stablePath: string;
  readonly #canaryPath: string;

  constructor(api: KubeApi, spec: KubernetesTargetSpec, router: Router | null) {
    this.#api = api;
    this.#spec = spec;
    this.#router = router;
    this.#switching = new Switching(api, spec);
    this.#stablePath = this.#path('apps/v1', 'deployments', spec.deployment);
    this.#canaryPath = this.#path('apps/v1', 'deployments', canaryName(spec.deployment));
  }

  /**
   * @param switches whether a Service is to be switched, where nothing else divides the traffic
   * @throws TargetError
   */
  async look(now: number, switches: boolean): Promise<Seen> {
    const [stable, canary, routed] = await Promise.all([
      this.stable(),
      this.#deployment(this.#canaryPath),
      this.#router?.look() ?? null,
    ]);
    if (stable === null) return { stable, canary, router: routed, switched: null, sets: [], now };
    const [sets, found] = await Promise.all([
      this.#setsOf(stable),
      this.#switching.look(stable, switches && this.#router === null),
    ]);
    return { stable, canary, router: found?.view ?? routed, switched: found?.switched ?? null, sets, now };
  }

  /** Null where it is not there. */
  async stable(): Promise<Deployment | null> {
    return this.#deployment(this.#stablePath);
  }

  /**
   * Our part of the stable Deployment, with a change in it, if nobody else has written since it was read.
   * @throws TargetError
   */
  async hold(stable: Deployment, container: string, hold: Hold, dryRun = false): Promise<Deployment> {
    return this.#swap(stable, async (version) => {
      const body = holdBody(version, container, hold);
      return asDeployment(await this.#api.apply(this.#stablePath, body, { force: true, dryRun }));
    });
  }

  /**
   * The templates of the stable Deployment and of the canary that have pods now.
   * @throws TargetError
   */
  async templates(stable: Deployment, container: string): Promise<readonly TemplateHash[]> {
    const canary = await this.#deployment(this.#canaryPath);
    const sets = await Promise.all(
      [stable, ...(canary === null ? [] : [canary])].map((each) => this.#setsOf(each)),
    );
    return sets.flat().flatMap((set) => templateIn(set, container) ?? []);
  }

  /** @throws TargetError */
  async write(write: Write, stable: Deployment, container: string): Promise<void> {
    switch (write.kind) {
      case 'hold':
        // As long as it says that a release is under way, what is left of it in the router is looked for.
        if (write.hold.candidate === null) {
          await this.#router?.restore();
          await this.#switching.router?.restore();
        }
        {
          const held = await this.hold(stable, container, { ...holdOn(stable, container), ...write.hold });
          if (write.until !== null) await this.holdAt(write.until, held, container);
        }
        return;
      case 'template':
        await this.#swap(stable, async ({ metadata }) =>
          this.#api.patch(this.#stablePath, [
            // Another version than this one is a conflict.
            { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
            { op: 'replace', path: '/spec/template', value: write.template },
            ...(holdOn(stable, container).paused ? [{ op: 'remove', path: '/spec/paused' }] : []),
          ]),
        );
        return;
      case 'canary':
        await this.#api.apply(this.#canaryPath, canaryOf(stable, container, write.image, write.replicas), {
          force: true,
        });
        return;
      case 'remake':
        await this.#api.patch(this.#canaryPath, [
          { op: 'replace', path: '/metadata/resourceVersion', value: write.canary.metadata.resourceVersion },
          {
            op: 'replace',
            path: '/spec/template',
            value: canaryTemplate(stable, container, write.image),
          },
        ]);
        await this.write({ ...write, kind: 'canary' }, stable, container);
        return;
      case 'preview':
        await this.#switching.makePreview(write.service, write.of);
        return;
      case 'remove':
        await this.#api.remove(this.#canaryPath, write.uid);
        return;
      case 'shift':
        await (this.#switching.router ?? this.#router)?.shift(write.weight, write.restore);
    }
  }

  /**
   * Whether a canary could be made, and told apart from the stable pods. Nothing is changed.
   * @throws TargetError
   */
  async tryCanary(
    stable: Deployment,
    container: string,
    image: string,
    switched: Switched | null,
  ): Promise<void> {
    const { traffic } = this.#spec;
    if (switched !== null) await this.#switching.try(stable, switched);
    if (traffic !== null) {
      const [one, other] = await Promise.all([this.#service(traffic.stable), this.#service(traffic.canary)]);
      const mixed = mixedSides(stable, traffic, { stable: one, canary: other });
      if (mixed !== null) throw new TargetError(mixed, true);
    }
    const body = canaryOf(stable, container, image, 1);
    await this.#api.apply(this.#canaryPath, body, { force: true, dryRun: true });
    // A right is asked for before anybody looks whether it is there.
    await this.#api.remove(this.#canaryPath, null, true);
  }

  /**
   * Follows the Deployment and pauses it once it has that many updated pods, or gives up after a while. It is watched, as
   * pods may come within milliseconds.
   * @throws TargetError
   */
  async holdAt(updated: number, stable: Deployment, container: string): Promise<void> {
    const end = AbortSignal.timeout(FOLLOW_MS);
    const { resourceVersion } = stable.metadata;
    for await (const object of this.#api.watch(this.#stablePath, resourceVersion, end)) {
      if (object === null) return;
      const now = asDeployment(object);
      const isCurrent = (now.metadata.generation ?? 0) <= (now.status?.observedGeneration ?? 0);
      if (!isCurrent || (now.status?.updatedReplicas ?? 0) < updated) continue;
      await this.#pause(now, container);
      return;
    }
  }

  /** Its status changes all the time meanwhile, and that is no reason to be late. */
  async #pause(stable: Deployment, container: string): Promise<void> {
    const image = imageOf(stable.spec.template, container);
    let now: Deployment | null = stable;
    await overConflicts(async () => {
      const latest: Deployment | null = now ?? (await this.stable());
      now = null;
      if (latest === null || imageOf(latest.spec.template, container) !== image) return;
      await this.hold(latest, container, { ...holdOn(latest, container), paused: true });
    });
  }

  /** What keeps the pods of a Deployment from being ready, as their containers say; null where nobody says so. */
  async podTrouble(deployment: Deployment): Promise<string | null> {
    const labels = Object.entries(deployment.spec.selector.matchLabels ?? {});
    const selector = labels.map(([key, value]) => `${key}=${value}`).join(',');
    const path = this.#path('v1', 'pods');
    const pods = await this.#api
      .list(path, `labelSelector=${encodeURIComponent(selector)}&limit=200`)
      // It only makes a message better.
      .catch(() => []);
    const [first] = pods.flatMap(waitsFor);
    return first ?? null;
  }

  /**
   * A compare-and-swap of the spec and the annotations, which the generation counts: the status changes all the time while
   * pods come and go, and takes nothing back.
   */
  async #swap<T>(stable: Deployment, write: (version: Deployment) => Promise<T>): Promise<T> {
    let version = stable;
    for (let attempt = 1; ; attempt++) {
      try {
        return await write(version);
      } catch (error) {
        if (!isConflict(error) || error.final || attempt === MOST_SWAPS) throw error;
        const latest = await this.stable();
        const { uid, generation } = stable.metadata;
        if (latest?.metadata.uid !== uid || latest.metadata.generation !== generation) throw error;
        version = latest;
      }
    }
  }

  async #setsOf(stable: Deployment): Promise<readonly ReplicaSet[]> {
    const labels = Object.entries(stable.spec.selector.matchLabels ?? {});
    const selector = labels.map(([key, value]) => `${key}=${value}`).join(',');
    const path = this.#path('apps/v1', 'replicasets');
    const all = await this.#api.list(path, `labelSelector=${encodeURIComponent(selector)}`);
    return all.filter((each) => ownedBy(stable.metadata.uid, each)).map(asReplicaSet);
  }

  async #deployment(path: string): Promise<Deployment | null> {
    const object = await this.#api.get(path);
    return object === null ? null : asDeployment(object);
  }

  async #service(name: string): Promise<Service | null> {
    const object = await this.#api.get(this.#path('v1', 'services', name));
    return object === null ? null : asService(object);
  }

  #path(apiVersion: string, plural: string, name?: string): string {
    return pathOf(apiVersion, plural, this.#spec.namespace, name);
  }
}

/**
 * Whose image is the release.
 * @throws TargetError where there is none, or more than one
 */
export function containerOf({ metadata, spec }: Deployment, named: string | null): string {
  const all = spec.template.spec.containers.map(({ name }) => name);
  const those = all.map((name) => JSON.stringify(name)).join(', ');
  const [only, second] = all;
  if (named !== null) {
    if (imageOf(spec.template, named) !== null) return named;
    throw new TargetError(
      `The pods of the Deployment ${metadata.name} have no container ${JSON.stringify(named)}, they have ${those}; correct target.kubernetes.container.`,
      true,
    );
  }
  if (only !== undefined && second === undefined) return only;
  throw new TargetError(
    `The pods of the Deployment ${metadata.name} have several containers: ${those}. Name the one that is released in target.kubernetes.container.`,
    true,
  );
}

/** `checkout-abc: ImagePullBackOff (not found)`. */
function waitsFor(pod: KubeObject): readonly string[] {
  const statuses = listIn(pod, 'status', 'containerStatuses');
  return statuses.flatMap((status) => {
    const reason = textIn(status, 'state', 'waiting', 'reason');
    if (reason === '' || reason === 'ContainerCreating' || reason === 'PodInitializing') return [];
    const message = textIn(status, 'state', 'waiting', 'message');
    return [`${pod.metadata.name}: ${shown(reason)}${message === '' ? '' : ` (${shown(message)})`}`];
  });
}

function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = within(value, path);
  return Array.isArray(found) ? found : [];
}

function textIn(value: unknown, ...path: readonly string[]): string {
  const found = within(value, path);
  return typeof found === 'string' ? found : '';
}

function within(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return within(Object.entries(value).find(([key]) => key === first)?.[1], rest);
}
