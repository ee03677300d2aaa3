import * as z from 'zod/mini';
import type { TargetSpec } from '../delivery.ts';
import { fault } from '../fault.ts';
import { ArgoRolloutsTarget } from './argo-rollouts-target.ts';
import { LaunchDarklyTarget, UnleashTarget } from './flag-targets.ts';
import { KubernetesTarget } from './kubernetes-target.ts';
import { LocalTarget } from './local-target.ts';
import { docs, mapping, refuse } from './scalars.ts';

/** What runs the release: one engine. */

export const ENGINES = [
  'local',
  'kubernetes',
  'argo-rollouts',
  'launchdarkly',
  'unleash',
] as const satisfies readonly Exclude<TargetSpec['kind'], 'waves'>[];
const TARGET_MEND =
  'write for example target: { local: { artifact: ./dist, command: [node, server.js], port: 8080 } }';
const TargetForm = mapping(
  {
    local: z.optional(LocalTarget).register(docs, {
      description:
        'An application on one host: processes behind a reverse proxy that splits the traffic and counts it.',
    }),
    kubernetes: z.optional(KubernetesTarget).register(docs, {
      description:
        'A Deployment in a Kubernetes cluster, released by the digest of its image: rolling, or with a canary beside it.',
    }),
    'argo-rollouts': z.optional(ArgoRolloutsTarget).register(docs, {
      description:
        'A Rollout of Argo Rollouts in a Kubernetes cluster: its own steps are driven, and the weights are those of its pauses.',
    }),
    launchdarkly: z.optional(LaunchDarklyTarget).register(docs, {
      description:
        'A variation of a flag in LaunchDarkly: the weight is the share of those who get it, in steps of 0.001%.',
    }),
    unleash: z.optional(UnleashTarget).register(docs, {
      description:
        'A flag in Unleash: the weight is the share of those for whom it is on, in whole percents.',
    }),
  },
  TARGET_MEND,
).register(docs, {
  description:
    'What runs the release: exactly one of local, kubernetes, argo-rollouts, launchdarkly and unleash.',
  oneOf: ENGINES.map((engine) => ({ required: [engine] })),
});

export const Target = z.pipe(
  TargetForm,
  z.transform((form: z.output<typeof TargetForm>, payload): TargetSpec => {
    const [engine, second] = ENGINES.filter((name) => form[name] !== undefined);
    if (second !== undefined) {
      const why = 'one engine runs a release';
      refuse(payload, fault(`stands beside ${engine}`, why, 'leave one of them'), [second]);
      return z.NEVER;
    }
    const target =
      form.local ?? form.kubernetes ?? form['argo-rollouts'] ?? form.launchdarkly ?? form.unleash;
    if (target !== undefined) return target;
    // What an unknown key was meant to be is told already.
    if (payload.issues.length === 0)
      refuse(payload, fault('is empty', 'something runs the release', TARGET_MEND));
    return z.NEVER;
  }),
);
