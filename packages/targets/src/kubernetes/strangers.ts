import type { Digest } from '@glidepath/model';
import type { Desired, Foreign } from '@glidepath/rollout';
import { canaryTemplate } from './canary.ts';
import { digestIn, imageOf, sameTemplate, type Deployment } from './deployment.ts';
import { holdOn } from './marks.ts';
import { holderOf, imageField, isForeign, isStrangers, REPLICAS, TEMPLATE } from './managers.ts';

/** What somebody else has made of the objects that a rollout works on, in a sentence each. Pure. */

type Drift = Extract<Foreign, { kind: 'drift' }>;

export function drift(what: string, restorable: boolean): Drift {
  return { kind: 'drift', what, restorable };
}

/** Another image in the user's own Deployment is a release of somebody else's. */
export function otherRelease(deployment: Deployment, container: string): Foreign {
  return {
    kind: 'release',
    digest: digestIn(deployment.spec.template, container),
    what: otherImage(deployment, container),
  };
}

/** On the way to one release alone: a third one that stands there; null: none does. */
export function strangerIn(
  desired: Extract<Desired, { kind: 'only' }>,
  stable: Deployment,
  { container, routed }: { readonly container: string; readonly routed: boolean },
): Foreign | null {
  const { release, beside } = desired;
  const now = digestIn(stable.spec.template, container);
  // Going forward without a router it has rolled already, so the old image is somebody else's too.
  const hasRolled = !routed && holdOn(stable, container).candidate === release.digest;
  const isKnown = beside === undefined || now === release.digest || (!hasRolled && now === beside?.digest);
  return isKnown ? null : otherRelease(stable, container);
}

/** What others did to the Deployment that we made; null: nothing. */
export function changedCanary(
  canary: Deployment,
  stable: Deployment,
  expected: { readonly container: string; readonly image: string; readonly candidate: Digest },
): string | null {
  const { container, image, candidate } = expected;
  const { name } = canary.metadata;
  if (digestIn(canary.spec.template, container) !== candidate) return otherImage(canary, container);
  if (isForeign(canary, REPLICAS) && isStrangers(canary, REPLICAS))
    return `${holderOf(canary, REPLICAS)} scaled the canary ${name} to ${canary.spec.replicas} during the rollout. Leave its replicas alone: they are the candidate's share.`;
  if (
    isStrangers(canary, TEMPLATE) &&
    !sameTemplate(canary.spec.template, canaryTemplate(stable, container, image))
  )
    return `${holderOf(canary, TEMPLATE)} changed the pod template of ${name} during the rollout. Leave it alone: it is that of the stable Deployment.`;
  return null;
}

function otherImage(deployment: Deployment, container: string): string {
  const { metadata, spec } = deployment;
  const image = imageOf(spec.template, container) ?? 'none';
  return `${holderOf(deployment, imageField(container))} set the image of ${metadata.name} to ${image} during the rollout. Let only one of you deliver it.`;
}

export function pausedText({ metadata }: Deployment): string {
  const { name, namespace = 'default' } = metadata;
  return `The Deployment ${name} was paused by somebody else, so it takes no release. Resume it: kubectl rollout resume deployment/${name} -n ${namespace}.`;
}
