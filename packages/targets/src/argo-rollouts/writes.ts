import type { KubeApi } from '../kubernetes/api.ts';
import type { Act } from './course.ts';
import { annotationsWith, type Marks } from './marks.ts';
import { rolloutPath, type Holder, type Place, type Rollout } from './rollout.ts';

/**
 * Does one thing, only where the Rollout still is as it was read: promoting is not idempotent, and a blind second time would
 * skip a step.
 * @throws KubeError 409 where somebody else wrote in between; TargetError
 */
export async function carryOut(
  one: Act,
  rollout: Rollout,
  { api, place, fence }: { readonly api: KubeApi; readonly place: Place; readonly fence: number },
): Promise<void> {
  const { marks } = rollout;
  switch (one.kind) {
    case 'set-image': {
      const { candidate, before, image } = one;
      return writeHolder({ candidate, before, fence }, image);
    }
    case 'mark': {
      const before = one.candidate === marks.candidate ? marks.before : null;
      return writeHolder({ candidate: one.candidate, before, fence }, null);
    }
    case 'promote':
      return patchStatus(
        one.past === null
          ? { pauseConditions: null }
          : { pauseConditions: null, controllerPause: false, currentStepIndex: one.past + 1 },
      );
    case 'promote-fully':
      return patchStatus({ promoteFull: true });
    case 'abort':
      return patchStatus({ abort: true });
    case 'retry':
      return patchStatus({ abort: false });
  }

  async function patchStatus(status: object): Promise<void> {
    const { resourceVersion } = rollout.object.metadata;
    const path = `${rolloutPath(place.namespace, place.rollout)}/status`;
    await api.patch(path, { metadata: { resourceVersion }, status });
  }

  async function writeHolder(to: Marks, image: string | null): Promise<void> {
    const { holder, holderPath, container } = rollout;
    const annotations = annotationsWith(holder, to);
    const changed = { ...holder, metadata: { ...holder.metadata, annotations } };
    await api.replace(holderPath, image === null ? changed : withImage(changed, container, image));
  }
}

/** The object with another image in that container. */
export function withImage(holder: Holder, name: string, image: string): Holder {
  const { spec } = holder;
  const { template } = spec;
  const containers = template.spec.containers.map((each) => (each.name === name ? { ...each, image } : each));
  return {
    ...holder,
    spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}
