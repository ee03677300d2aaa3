import { shown } from '@glidepath/model';
import type { Deployment } from './deployment.ts';

/** How far a Deployment is with what its spec says. */
export interface Progress {
  readonly kind: 'moving' | 'failed' | 'done';
  /** In one clause. */
  readonly note: string;
}

/** By the rules of `kubectl rollout status`, in their order. */
export function progressOf({ metadata, spec, status = {} }: Deployment): Progress {
  const { name } = metadata;
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  const failing = status.conditions?.find((one) => one.type === 'ReplicaFailure' && one.status === 'True');
  const because = failing === undefined ? '' : `: ${shown(failing.message ?? failing.reason ?? '')}`;
  const moving = (note: string): Progress => ({ kind: 'moving', note: `${name}: ${note}${because}` });
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return moving('its controller has not seen the change yet');
  const late = status.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  if (late !== undefined)
    return {
      kind: 'failed',
      note: `The Deployment ${name} made no progress within its progressDeadlineSeconds: ${available} of ${spec.replicas} pods available, ${updated} updated${because}`,
    };
  if (updated < spec.replicas) return moving(`${updated} of ${spec.replicas} pods updated`);
  if (replicas > updated) return moving(`${replicas - updated} old pods are still there`);
  if (available < updated) return moving(`${available} of ${updated} updated pods available`);
  return { kind: 'done', note: `${name}: ${available} of ${spec.replicas} pods available` };
}
