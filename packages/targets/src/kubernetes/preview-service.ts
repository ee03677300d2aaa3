import * as z from 'zod/mini';
import { FIELD_MANAGER } from './api.ts';
import { MANAGED_BY, selects, selectorText, suffixed, TRACK } from './canary.ts';
import type { Deployment, Service } from './deployment.ts';

/**
 * Which Service a blue-green release switches, and by which one its pods are reached before. All pods have the same labels,
 * but for the track. So the selector of the Service that is switched names the track, and one value in it is the switch.
 */

const STABLE = { [TRACK]: 'stable' };
const PREVIEW = { [TRACK]: 'canary' };

export type Choice = { readonly service: string } | { readonly why: string };

/**
 * The one Service that has all of the stable pods and none of the preview's.
 * @param named by the delivery file; null: it says nothing
 */
export function chosenService(
  deployment: Deployment,
  services: readonly Service[],
  named: string | null,
): Choice {
  const { name, namespace = 'default' } = deployment.metadata;
  const mend = `its selector has to be ${selectorText(deployment, 'stable')}`;
  const those = services.filter(({ metadata }) => named === null || metadata.name === named);
  if (those.length === 0 && named !== null)
    return {
      why: `There is no Service ${JSON.stringify(named)} in the namespace ${namespace}, which target.kubernetes.service names. Apply it, or correct the name; ${mend}.`,
    };
  const [only, ...others] = those.filter((each) => switchable(deployment, each));
  if (only !== undefined && others.length === 0) return { service: only.metadata.name };
  if (only !== undefined)
    return {
      why: `Each of the Services ${[only, ...others].map(quoted).join(', ')} selects the stable pods of the Deployment ${name} alone, and a blue-green release switches one. Name it in target.kubernetes.service.`,
    };
  const mixing = those.filter(({ spec }) => selects(spec.selector ?? {}, podLabels(deployment, PREVIEW)));
  const [mixes] = mixing.filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0);
  if (mixes === undefined) {
    const which = named === null ? 'No Service' : `The Service ${JSON.stringify(named)} does not select`;
    return {
      why: `${which}${named === null ? ` in the namespace ${namespace} selects` : ''} the pods of the Deployment ${name}, so there is nothing to switch. Apply one: ${mend}.`,
    };
  }
  const labelled =
    deployment.spec.template.metadata?.labels?.[TRACK] === 'stable'
      ? ''
      : ` Give the Deployment's pods the label ${TRACK}: stable first (spec.template.metadata.labels).`;
  return {
    why: `The Service ${quoted(mixes)} would send traffic to the new pods before the switch too: ${mend}.${labelled}`,
  };
}

/** Whether it can be switched: it has the stable pods of the Deployment, and not those of the preview. */
export function switchable(deployment: Deployment, { spec }: Service): boolean {
  const selector = spec.selector ?? {};
  return selects(selector, podLabels(deployment, {})) && !selects(selector, podLabels(deployment, PREVIEW));
}

export function towards(
  side: 'stable' | 'canary',
  selector: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...selector, ...(side === 'stable' ? STABLE : PREVIEW) };
}

export function previewName(service: string): string {
  return suffixed(service, '-preview');
}

export function isOurPreview({ metadata }: Service): boolean {
  return metadata.labels?.[MANAGED_BY] === FIELD_MANAGER;
}

/** Why a Service of somebody else, under the name of the preview's, is none; null where it is one. */
export function notPreview(deployment: Deployment, service: Service): string | null {
  const selector = service.spec.selector ?? {};
  const isOne =
    selects(selector, podLabels(deployment, PREVIEW)) && !selects(selector, podLabels(deployment, {}));
  if (isOne || isOurPreview(service)) return null;
  return `There is a Service ${quoted(service)} already that Glidepath has not made, and it does not select the new pods alone. Rename it, as the preview needs that name, or let it select ${selectorText(deployment, 'canary')}.`;
}

const ports = z.object({ ports: z.optional(z.array(z.looseObject({}))) });

/** The Service of the preview's pods, with the ports of the one that is switched. Within the cluster, and gone with its pods. */
export function previewServiceOf(service: Service, preview: Deployment | null): object {
  const { name, namespace } = service.metadata;
  const own = z.parse(ports, service.spec).ports ?? [];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: previewName(name),
      namespace,
      labels: { [MANAGED_BY]: FIELD_MANAGER, ...PREVIEW },
      ...(preview === null
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: 'apps/v1',
                kind: 'Deployment',
                name: preview.metadata.name,
                uid: preview.metadata.uid,
              },
            ],
          }),
    },
    spec: {
      selector: towards('canary', service.spec.selector ?? {}),
      // A port of the nodes is taken by the one that has it.
      ports: own.map(withoutNodePort),
    },
  };
}

function withoutNodePort(port: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(port).filter(([key]) => key !== 'nodePort'));
}

function podLabels({ spec }: Deployment, more: Readonly<Record<string, string>>) {
  return { ...spec.template.metadata?.labels, ...more };
}

function quoted({ metadata }: Service): string {
  return JSON.stringify(metadata.name);
}
