import type { Target } from '@glidepath/conductor';
import type { ArgoRolloutsTargetSpec, Strategy } from '@glidepath/model';
import type { KubeApi } from '../kubernetes/api.ts';
import { connect } from '../kubernetes/connection.ts';
import type { LoginContext } from '../kubernetes/login.ts';
import { telling } from '../kubernetes/telling.ts';
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
  let api: KubeApi | null = null;
  // Nothing is read before it is needed: a kubeconfig may be wrong.
  const open = (): KubeApi => (api = connect(spec, context, now).api);
  return telling(driveRollout({ spec, strategy, open }), () => api?.news?.() ?? []);
}
