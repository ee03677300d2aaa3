import type { Target } from '@glidepath/conductor';
import type { ArgoRolloutsTargetSpec, Strategy } from '@glidepath/model';
import { openKubeApi } from '../kubernetes/client.ts';
import { Access, type LoginContext } from '../kubernetes/login.ts';
import { driveRollout } from './target.ts';

export interface ArgoRolloutsTargetOptions extends LoginContext {
  readonly spec: ArgoRolloutsTargetSpec;
  readonly strategy: Strategy;
  readonly now: () => number;
}

export function createArgoRolloutsTarget({
  spec,
  strategy,
  now,
  ...context
}: ArgoRolloutsTargetOptions): Target {
  // Nothing is read before it is needed: a kubeconfig may be wrong.
  return driveRollout({ spec, strategy, open: () => openKubeApi(new Access(spec, context, now)) });
}
