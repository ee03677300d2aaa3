import type { Preview, PreviewChange, Wanted } from '@glidepath/conductor';
import { formatPercent, percent, type Percent } from '@glidepath/model';
import { stepsOf } from '@glidepath/rollout';
import { pathOf, type KubeApi } from './api.ts';
import { canaryName, canaryOf, canaryPodPrefix, isOurCanary } from './canary.ts';
import type { ClusterObjects } from './cluster.ts';
import { canaryReplicas } from './canary-course.ts';
import type { Settings } from './course-steps.ts';
import { asDeployment, imageIn, imageOf, withImage, type Deployment } from './deployment.ts';
import { holdOn } from './marks.ts';
import { diffOf } from './preview-diff.ts';
import { previewName } from './preview-service.ts';
import type { Router } from './router.ts';
import { ServiceSwitch } from './service-switch.ts';
import type { Switched } from './switching.ts';

/** What a release would change in the cluster. It reads, and tries by `dryRun`; nothing is kept. */

export interface PreviewSettings extends Settings {
  readonly api: KubeApi;
  readonly objects: ClusterObjects;
  readonly router: Router | null;
}

/** Stands for the digest that nobody has named yet. */
export const DIGEST_TO_COME = '<the digest to be delivered>';
const END = 'at the end';
const ALL = percent(100);

/** @throws TargetError where the cluster can't be asked, or would refuse it */
export async function previewOf(
  wanted: Wanted,
  stable: Deployment,
  settings: PreviewSettings,
): Promise<Preview> {
  const { strategy, digest } = wanted;
  const { container, spec } = settings;
  const before = imageIn(imageOf(stable.spec.template, container) ?? '');
  if (digest !== null && before.digest === digest)
    return { changes: [], notes: [`The Deployment ${stable.metadata.name} has this image already.`] };
  const image = `${spec.image ?? before.repository}@${digest ?? DIGEST_TO_COME}`;
  const asked: Asked = { ...settings, stable, image, tries: digest !== null };
  const untried =
    digest === null
      ? ['Without a digest nothing was tried on the cluster, so no admission has had a say.']
      : [];
  switch (strategy.kind) {
    case 'rolling':
      return { changes: [await imageChange(asked, 'from the first batch on')], notes: untried };
    case 'canary': {
      const weights = [...stepsOf(strategy).map(({ weight }) => weight), ALL].filter((weight) => weight > 0);
      const { changes, notes } = await canaryPreview(asked, weights, null);
      return { changes, notes: [...notes, ...untried] };
    }
    case 'blue-green': {
      const { switched } = await settings.objects.look(0, true);
      const router = settings.router ?? (switched === null ? null : switchOf(switched, asked));
      const { changes, notes } = await canaryPreview({ ...asked, router }, [ALL], { switched });
      return { changes, notes: [...notes, ...untried] };
    }
  }
}

function switchOf({ service }: Switched, { spec, api }: Asked): Router {
  return new ServiceSwitch(service, spec.namespace, canaryPodPrefix(spec.deployment), api);
}

interface Asked extends PreviewSettings {
  readonly stable: Deployment;
  readonly image: string;
  /** Whether what would be written is tried. */
  readonly tries: boolean;
}

async function imageChange(
  { objects, stable, container, image, tries }: Asked,
  when: string,
): Promise<PreviewChange> {
  const hold = { ...holdOn(stable, container), image };
  const after = tries
    ? await objects.hold(stable, container, hold, true)
    : { ...stable, spec: { ...stable.spec, template: withImage(stable.spec.template, container, image) } };
  return { action: 'update', what: nameFor(stable), when, diff: diffOf(stable, after) };
}

/** @param whole of blue-green, where all pods are there before any traffic is; null: a canary's are as many as its weight needs */
async function canaryPreview(
  asked: Asked,
  weights: readonly Percent[],
  whole: { readonly switched: Switched | null } | null,
): Promise<Preview> {
  const { stable, router } = asked;
  const changes: PreviewChange[] = [];
  const notes: string[] = [];
  const routes = router === null ? null : await router.preview(weights);
  let canary: Deployment | null = null;
  let route: object | null = routes?.now ?? null;
  for (const [index, weight] of weights.entries()) {
    const when = whole === null ? `at ${formatPercent(weight)}` : 'at the switch';
    const replicas =
      whole === null ? canaryReplicas(weight, stable, canary, router !== null) : stable.spec.replicas;
    const next = await canaryAt(asked, replicas, canary, whole?.switched ?? null);
    if (canary === null || canary.spec.replicas !== replicas)
      changes.push({
        action: canary === null ? 'create' : 'update',
        what: nameFor(next),
        when: whole === null ? when : 'before the switch',
        diff: diffOf(canary ?? stable, next),
      });
    canary = next;
    const routed = routes?.at[index];
    if (routed !== undefined && route !== null) {
      changes.push({ action: 'update', what: routes?.what ?? '', when, diff: diffOf(route, routed) });
      route = routed;
    }
    if (router === null && weight < ALL) notes.push(shareNote(weight, replicas, stable));
  }
  changes.push(await imageChange(asked, router === null ? 'at 100%' : END));
  if (routes !== null && route !== null)
    changes.push({ action: 'update', what: routes.what, when: END, diff: diffOf(route, routes.now) });
  const name = nameFor(canary ?? stable);
  if (canary !== null) changes.push({ action: 'delete', what: name, when: END, diff: [] });
  return {
    changes,
    notes: [
      ...(whole?.switched == null
        ? []
        : [`The preview is reached by the Service ${previewName(whole.switched.service)} until then.`]),
      `${name} is derived from ${nameFor(stable)}, and shown by how it differs from that.`,
      ...(await leftNote(asked)),
      ...notes,
    ],
  };
}

/** The first one as the API server would have it, others by their number of pods alone. */
async function canaryAt(
  asked: Asked,
  replicas: number,
  before: Deployment | null,
  switched: Switched | null,
): Promise<Deployment> {
  const { api, objects, stable, container, image, tries } = asked;
  if (before !== null) return { ...before, spec: { ...before.spec, replicas } };
  const body = canaryOf(stable, container, image, replicas);
  if (!tries) return asDeployment({ ...stable, ...body, metadata: metadataIn(body, stable) });
  await objects.tryCanary(stable, container, image, switched);
  const path = pathTo(stable, canaryName(stable.metadata.name));
  return asDeployment(await api.apply(path, body, { force: true, dryRun: true }));
}

/** What was never sent has no identity. */
function metadataIn(body: object, { metadata }: Deployment): Deployment['metadata'] {
  const own = 'metadata' in body && typeof body.metadata === 'object' ? body.metadata : {};
  return { name: canaryName(metadata.name), uid: '', resourceVersion: '', ...own };
}

async function leftNote({ api, stable }: Asked): Promise<readonly string[]> {
  const name = canaryName(stable.metadata.name);
  const there = await api.get(pathTo(stable, name));
  if (there === null) return [];
  return isOurCanary(asDeployment(there))
    ? [`A canary ${name} is there now, of a rollout that is under way or was not ended; it would go first.`]
    : [`There is a Deployment ${name} that Glidepath has not made: a rollout would be refused.`];
}

/** Without a router its share is that of its pods. */
function shareNote(weight: Percent, replicas: number, { spec }: Deployment): string {
  const all = replicas + spec.replicas;
  const share = Number(((100 * replicas) / all).toFixed(1));
  return `At ${formatPercent(weight)} the canary has ${replicas} of ${all} pods, so about ${share}% of the traffic.`;
}

function nameFor({ metadata }: Deployment): string {
  return `Deployment ${metadata.namespace ?? 'default'}/${metadata.name}`;
}

function pathTo({ metadata }: Deployment, name: string): string {
  return pathOf('apps/v1', 'deployments', metadata.namespace ?? 'default', name);
}
