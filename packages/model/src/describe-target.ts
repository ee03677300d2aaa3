import type { ArgoRolloutsTargetSpec } from './argo-rollouts.ts';
import type { LocalTargetSpec, TargetSpec } from './delivery.ts';
import { flagServerText } from './describe-flags.ts';
import type { KubernetesTargetSpec } from './kubernetes.ts';
import type { EnvironmentText } from './file/delivery-file.ts';
import { formatDuration } from './text/duration.ts';
import type { WavesTargetSpec } from './waves.ts';

type TargetText = EnvironmentText['target'];

/** A target as the file's long form says it. */
export function targetText(target: Exclude<TargetSpec, WavesTargetSpec>): TargetText {
  switch (target.kind) {
    case 'local':
      return { local: localText(target) };
    case 'kubernetes':
      return { kubernetes: kubernetesText(target) };
    case 'argo-rollouts':
      return { 'argo-rollouts': argoRolloutsText(target) };
    case 'launchdarkly': {
      const { flag, variation, by, approvals, server } = target;
      const waits = approvals === null ? {} : { approvals: formatDuration(approvals) };
      return { launchdarkly: { flag, variation, by: { ...by }, ...waits, ...flagServerText(server) } };
    }
    case 'unleash': {
      const { flag, names, stickiness, server } = target;
      return { unleash: { flag, names: { ...names }, stickiness, ...flagServerText(server) } };
    }
  }
}

function argoRolloutsText(target: ArgoRolloutsTargetSpec): NonNullable<TargetText['argo-rollouts']> {
  const { rollout, namespace, context, kubeconfig, container, image } = target;
  return {
    rollout,
    namespace,
    ...(context === null ? {} : { context }),
    ...(kubeconfig === null ? {} : { kubeconfig }),
    ...(container === null ? {} : { container }),
    ...(image === null ? {} : { image }),
  };
}

function kubernetesText(target: KubernetesTargetSpec): NonNullable<TargetText['kubernetes']> {
  const { deployment, namespace, context, kubeconfig, container, image, traffic, service } = target;
  return {
    deployment,
    namespace,
    ...(context === null ? {} : { context }),
    ...(kubeconfig === null ? {} : { kubeconfig }),
    ...(container === null ? {} : { container }),
    ...(image === null ? {} : { image }),
    ...(traffic === null
      ? {}
      : { traffic: { [traffic.kind]: traffic.name, stable: traffic.stable, canary: traffic.canary } }),
    ...(service === null ? {} : { service }),
  };
}

function localText(target: LocalTargetSpec): NonNullable<TargetText['local']> {
  return {
    artifact: target.artifact,
    command: [...target.command],
    instances: target.instances,
    host: target.host,
    port: target.port,
    ...(target.metricsPort === null ? {} : { 'metrics-port': target.metricsPort }),
    health: {
      path: target.health.path,
      interval: formatDuration(target.health.interval),
      timeout: formatDuration(target.health.timeout),
      deadline: formatDuration(target.health.deadline),
    },
    stop: { drain: formatDuration(target.stop.drain), grace: formatDuration(target.stop.grace) },
    env: { ...target.env },
    ...(target.envFile === null ? {} : { 'env-file': target.envFile }),
  };
}
