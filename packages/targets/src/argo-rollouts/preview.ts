import { shown } from '@glidepath/model';
import type { Preview, Wanted } from '@glidepath/conductor';
import type { KubeApi } from '../kubernetes/api.ts';
import { diffOf } from '../kubernetes/preview-diff.ts';
import { DIGEST_TO_COME } from '../kubernetes/preview.ts';
import { repositoryOf } from './course.ts';
import { digestIn, type Rollout, type Step } from './rollout.ts';
import { withImage } from './writes.ts';

/**
 * What a release would change: the image, and then the Rollout's own steps. It is tried by `dryRun`; nothing is kept.
 * @throws TargetError where the cluster can't be asked, or would refuse it
 */
export async function previewOf(
  { digest }: Wanted,
  rollout: Rollout,
  { api, repository, namespace }: Place,
): Promise<Preview> {
  const { holder, holderPath, container, image } = rollout;
  const name = rollout.object.metadata.name;
  if (digest !== null && digestIn(image) === digest)
    return { changes: [], notes: [`The Rollout ${name} has this image already.`] };
  const to = `${repository ?? repositoryOf(image)}@${digest ?? DIGEST_TO_COME}`;
  const changed = withImage(holder, container, to);
  const after = digest === null ? changed : await api.tryReplace(holderPath, changed);
  const kind = holder.kind ?? 'Rollout';
  return {
    changes: [
      {
        action: 'update',
        what: `${kind} ${namespace}/${holder.metadata.name}`,
        when: 'from the first step on',
        diff: diffOf(holder, after),
      },
    ],
    notes: [
      courseNote(rollout),
      ...(digest === null
        ? ['Without a digest nothing was tried on the cluster, so no admission has had a say.']
        : []),
    ],
  };
}

interface Place {
  readonly api: KubeApi;
  readonly repository: string | null;
  readonly namespace: string;
}

function courseNote({ object, blueGreen, steps }: Rollout): string {
  const name = `The Rollout ${object.metadata.name}`;
  if (blueGreen)
    return object.spec.strategy.blueGreen?.autoPromotionEnabled === false
      ? `${name} is blue-green: it waits before it switches, until Glidepath promotes it.`
      : `${name} is blue-green, and switches by itself once its preview is ready.`;
  return steps.length === 0
    ? `${name} has no steps: it goes to all at once.`
    : `${name} goes by its own steps: ${steps.map(stepText).join(', ')}, all.`;
}

function stepText(step: Step): string {
  const { setWeight, pause } = step;
  if (setWeight !== undefined) return `${setWeight}%`;
  const duration = pause?.duration ?? null;
  if (pause !== undefined)
    return duration === null ? 'a pause until it is promoted' : `a pause of ${shown(String(duration))}`;
  return shown(Object.keys(step)[0] ?? 'a step');
}
