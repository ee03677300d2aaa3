import * as z from 'zod/mini';
import type { ArgoRolloutsTargetSpec } from '../argo-rollouts.ts';
import { clusterKeys, named, SUBDOMAIN } from './kubernetes-target.ts';
import { mapping } from './scalars.ts';

/** The target `argo-rollouts`: a Rollout, whose own steps are driven. */

const ArgoRolloutsForm = mapping(
  {
    rollout: named(SUBDOMAIN, 'The Rollout; it has to be there.', 'checkout'),
    ...clusterKeys,
  },
  'write for example argo-rollouts: { namespace: shop, rollout: checkout }',
);

export const ArgoRolloutsTarget = z.pipe(
  ArgoRolloutsForm,
  z.transform((form: z.output<typeof ArgoRolloutsForm>): ArgoRolloutsTargetSpec => ({
    kind: 'argo-rollouts',
    rollout: form.rollout,
    namespace: form.namespace,
    context: form.context ?? null,
    kubeconfig: form.kubeconfig ?? null,
    container: form.container ?? null,
    image: form.image ?? null,
  })),
);
