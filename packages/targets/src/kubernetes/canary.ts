import { createHash } from 'node:crypto';
import type { KubernetesTargetSpec } from '@glidepath/model';
import { FIELD_MANAGER } from './api.ts';
import { withImage, type Deployment, type PodTemplate, type Service } from './deployment.ts';

/** The Deployment that runs a candidate beside the stable one. */

export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** `canary` on the canary's pods. Whose traffic is divided by a router gives `stable` to its own. */
export const TRACK = 'glidepath.dev/track';

const SUFFIX = '-glidepath-canary';
/** A name is a label's value in places, and a label is no longer. */
const LONGEST = 63;

export function canaryName(stable: string): string {
  return suffixed(stable, SUFFIX);
}

/** A name that no other one gets with the same suffix, and no longer than a label. */
export function suffixed(name: string, suffix: string): string {
  if (name.length + suffix.length <= LONGEST) return name + suffix;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const kept = name.slice(0, LONGEST - suffix.length - hash.length - 1).replace(/[.-]+$/, '');
  return `${kept}-${hash}${suffix}`;
}

/** What comes after a generated name's base is random; a base that is longer is cut. */
const LONGEST_BASE = 58;

/** With which the names of a canary's pods begin, and no others. */
export function canaryPodPrefix(stable: string): string {
  return `${canaryName(stable)}-`.slice(0, LONGEST_BASE);
}

export function isOurCanary({ metadata }: Deployment): boolean {
  return metadata.labels?.[MANAGED_BY] === FIELD_MANAGER && metadata.labels[TRACK] === 'canary';
}

/**
 * The stable Deployment with another image under another name. Its own labels and annotations stay behind: by them others,
 * such as a GitOps controller, know what is theirs. Those of its pods are kept.
 */
export function canaryOf(stable: Deployment, container: string, image: string, replicas: number): object {
  const { metadata, spec } = stable;
  const track = { [TRACK]: 'canary' };
  // How it is rolled is the stable one's business; a canary's image never changes.
  const { replicas: _replicas, paused: _paused, revisionHistoryLimit: _limit, ...same } = spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: canaryName(metadata.name),
      namespace: metadata.namespace,
      labels: { [MANAGED_BY]: FIELD_MANAGER, ...track },
      // Whoever deletes the stable one deletes this one too.
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name, uid: metadata.uid },
      ],
    },
    spec: {
      ...same,
      replicas,
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, ...track } },
      template: canaryTemplate(stable, container, image),
    },
  };
}

export function canaryTemplate({ spec }: Deployment, container: string, image: string): PodTemplate {
  const { creationTimestamp: _, ...metadata } = spec.template.metadata ?? {};
  return {
    ...withImage(spec.template, container, image),
    metadata: { ...metadata, labels: { ...metadata.labels, [TRACK]: 'canary' } },
  };
}

/**
 * Why a router could not tell the two sides apart by these Services, and how to mend it; null where it can. Null for a
 * Service that is not there.
 */
export function mixedSides(
  deployment: Deployment,
  traffic: NonNullable<KubernetesTargetSpec['traffic']>,
  services: { readonly stable: Service | null; readonly canary: Service | null },
): string | null {
  const own = deployment.spec.template.metadata?.labels ?? {};
  const canary = { ...own, [TRACK]: 'canary' };
  for (const side of ['stable', 'canary'] as const) {
    const name = traffic[side];
    const service = services[side];
    if (service === null)
      return `There is no Service ${JSON.stringify(name)}, which target.kubernetes.traffic.${side} names; make one that selects ${selectorText(deployment, side)}.`;
    const selector = service.spec.selector ?? {};
    if (selects(selector, own) === (side === 'stable') && selects(selector, canary) === (side === 'canary'))
      continue;
    const labelled =
      own[TRACK] === 'stable'
        ? ''
        : ` Give the Deployment's pods the label ${TRACK}: stable first (spec.template.metadata.labels).`;
    return `The Service ${JSON.stringify(name)} does not select the ${side} pods alone: its selector has to be ${selectorText(deployment, side)}.${labelled}`;
  }
  return null;
}

export function selectorText({ spec }: Deployment, side: 'stable' | 'canary'): string {
  const pairs = Object.entries({ ...spec.selector.matchLabels, [TRACK]: side });
  return `{ ${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}

export function selects(
  selector: Readonly<Record<string, string>>,
  of: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => of[key] === value);
}
