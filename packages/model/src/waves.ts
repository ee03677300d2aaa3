import type { ArgoRolloutsTargetSpec } from './argo-rollouts.ts';
import type { Bake, Environment, LocalTargetSpec, TargetSpec } from './delivery.ts';
import type { KubernetesTargetSpec } from './kubernetes.ts';

/** One that runs the release in one place. A flag is everywhere at once, so that it has no waves. */
export type SingleTargetSpec = LocalTargetSpec | KubernetesTargetSpec | ArgoRolloutsTargetSpec;

/** Several targets of one engine; a release comes to one wave after the other. */
export interface WavesTargetSpec {
  readonly kind: 'waves';
  /** At least two targets; no wave is empty, no name is there twice. */
  readonly waves: readonly (readonly NamedTarget[])[];
  /** Between two waves, with the earlier one at 100 %. */
  readonly bake: Bake;
}

export interface NamedTarget {
  readonly name: string;
  readonly spec: SingleTargetSpec;
}

/** The engine that runs the release, wherever. */
export function engineOf(target: TargetSpec): Exclude<TargetSpec, WavesTargetSpec>['kind'] {
  if (target.kind !== 'waves') return target.kind;
  const [first] = namedTargets(target);
  if (first === undefined) throw new RangeError('waves without a target');
  return first.spec.kind;
}

/** All targets of all waves, in their order. */
export function namedTargets({ waves }: WavesTargetSpec): readonly NamedTarget[] {
  return waves.flat();
}

/** The same environment, with each of its targets changed. */
export function withTargets(
  environment: Environment,
  target: WavesTargetSpec,
  change: (spec: SingleTargetSpec) => SingleTargetSpec,
): Environment {
  const waves = target.waves.map((wave) => wave.map(({ name, spec }) => ({ name, spec: change(spec) })));
  return { ...environment, target: { ...target, waves } };
}
