import * as fc from 'fast-check';
import type { ArgoRolloutsTargetSpec } from '../argo-rollouts.ts';
import { ROUTER_KINDS, type KubernetesTargetSpec } from '../kubernetes.ts';

/** Any Deployment and any Rollout as a target that a file can say. */

const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/);

/** In the namespace of that name, which no other environment has. */
export function kubernetesTarget(namespace: string): fc.Arbitrary<KubernetesTargetSpec> {
  return fc.record({
    kind: fc.constant('kubernetes' as const),
    deployment: name,
    namespace: fc.constant(namespace),
    context: fc.option(fc.constantFrom('eu-1', 'arn:aws:eks:eu-1:1:cluster/shop')),
    kubeconfig: fc.option(fc.constantFrom('kubeconfig', 'deploy/kube.yaml')),
    container: fc.option(name),
    image: fc.option(fc.constantFrom('ghcr.io/acme/checkout', 'localhost:5000/shop', 'nginx')),
    traffic: fc.option(
      fc.record({
        kind: fc.constantFrom(...ROUTER_KINDS),
        name,
        stable: name.map((each) => `s${each}`),
        canary: name.map((each) => `c${each}`),
      }),
    ),
    service: fc.constant(null),
  });
}

/** In the namespace of that name, which no other environment has. */
export function argoRolloutsTarget(namespace: string): fc.Arbitrary<ArgoRolloutsTargetSpec> {
  return fc.record({
    kind: fc.constant('argo-rollouts' as const),
    rollout: name,
    namespace: fc.constant(namespace),
    context: fc.option(fc.constantFrom('eu-1')),
    kubeconfig: fc.option(fc.constantFrom('kubeconfig')),
    container: fc.option(name),
    image: fc.option(fc.constantFrom('ghcr.io/acme/checkout')),
  });
}
