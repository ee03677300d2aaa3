import { isDigest, type Digest } from '@glidepath/model';
import { imageOf, type Deployment } from './deployment.ts';
import { imageField, isOurs, PAUSED } from './managers.ts';

/**
 * All that we hold of a user's Deployment. Each server-side apply says all of it: what one leaves out is given up, an
 * annotation is gone, a pause is over.
 */
export interface Hold {
  /** Of the container; null: its image is not ours. */
  readonly image: string | null;
  readonly paused: boolean;
  /** The release that is under way; null: none. */
  readonly candidate: Digest | null;
  /** The Service whose selector divides the traffic of that release; null: none does. */
  readonly service: string | null;
  /** The fence of the conductor that wrote last; no lower one writes after it. It stays. */
  readonly fence: number;
}

const CANDIDATE = 'glidepath.dev/candidate';
const SERVICE = 'glidepath.dev/service';
const FENCE = 'glidepath.dev/fence';

export function holdOn(deployment: Deployment, container: string): Hold {
  const { annotations = {} } = deployment.metadata;
  const candidate = annotations[CANDIDATE] ?? '';
  const fence = Number(annotations[FENCE] ?? 0);
  return {
    image: isOurs(deployment, imageField(container)) ? imageOf(deployment.spec.template, container) : null,
    paused: deployment.spec.paused === true && isOurs(deployment, PAUSED),
    candidate: isDigest(candidate) ? candidate : null,
    service: switchedBy(deployment),
    fence: Number.isSafeInteger(fence) ? fence : 0,
  };
}

/** The Service that a release which is under way switches. */
export function switchedBy({ metadata }: Deployment): string | null {
  return metadata.annotations?.[SERVICE] ?? null;
}

/** The body of a server-side apply, as a compare-and-swap. */
export function holdBody(deployment: Deployment, container: string, hold: Hold): object {
  const { name, namespace, resourceVersion } = deployment.metadata;
  const { image, paused, candidate, service, fence } = hold;
  const template = { spec: { containers: [{ name: container, image }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      resourceVersion,
      annotations: {
        ...(candidate === null ? {} : { [CANDIDATE]: candidate }),
        ...(service === null ? {} : { [SERVICE]: service }),
        [FENCE]: String(fence),
      },
    },
    spec: { ...(paused ? { paused } : {}), ...(image === null ? {} : { template }) },
  };
}
