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

/** @throws TargetError where the kubeconfig describes no access */
export function createArgoRolloutsTarget({
  spec,
  strategy,
  now,
  ...context
}: ArgoRolloutsTargetOptions): Target {
  return driveRollout({ spec, strategy, api: openKubeApi(new Access(spec, context, now)) });
}
