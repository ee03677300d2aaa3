import { until } from '../../../harness/index.ts';
import { Refused, type KubernetesObject } from './api.ts';
import type { Shop } from './shop.ts';

/** What the policy says to those whom it refuses. */
export const REFUSAL = 'not in this shop';

/**
 * A policy that refuses every write of a Deployment or a Rollout in the shop's namespace that is as the CEL expression
 * says; it is in force, and goes when it is disposed of.
 */
export async function denying(shop: Shop, refused: string): Promise<AsyncDisposable> {
  const { cluster, namespace } = shop;
  const policy = ofPolicies('ValidatingAdmissionPolicy', namespace, {
    failurePolicy: 'Fail',
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      resourceRules: ['apps', 'argoproj.io'].map((group) => ({
        apiGroups: [group],
        apiVersions: ['*'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['deployments', 'rollouts'],
      })),
    },
    validations: [{ expression: `object.metadata.name != 'probe' && !(${refused})`, message: REFUSAL }],
  });
  const binding = ofPolicies('ValidatingAdmissionPolicyBinding', namespace, {
    policyName: namespace,
    validationActions: ['Deny'],
  });
  await cluster.api.apply(policy);
  await cluster.api.apply(binding);
  await until('the policy to be in force', async () => isRefused(shop));
  return {
    async [Symbol.asyncDispose]() {
      await cluster.api.remove(binding);
      await cluster.api.remove(policy);
    },
  };
}

/** The API server takes a moment to heed a policy. */
async function isRefused({ cluster, namespace, workload }: Shop): Promise<boolean> {
  const probe = { ...workload, metadata: { name: 'probe', namespace } };
  const path = await cluster.api.pathOf(probe);
  const all = `${path.slice(0, path.lastIndexOf('/'))}?dryRun=All`;
  return cluster.api.request('POST', all, probe).then(
    () => false,
    (error: unknown) => error instanceof Refused && error.message.includes(REFUSAL),
  );
}

function ofPolicies(kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, spec };
}
