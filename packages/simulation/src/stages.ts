import { percent, type Bake, type Percent } from '@glidepath/model';
import type { Plan } from '@glidepath/rollout';

/** A weight with traffic that is looked at: a step, or the watch at 100 %. */
export interface Stage {
  readonly kind: 'step' | 'watch';
  /** Of the plan's steps, from 1; those without traffic count too. 0 for the watch. */
  readonly number: number;
  readonly weight: Percent;
  readonly bake: Bake;
  /** How long the rollout stays there at most before a policy has its say. A policy that holds counts as two bakes. */
  readonly longestMs: number;
}

/** The stages of a plan, in the order in which a release goes through them. */
export function stagesOf({ steps, watch, policies }: Plan): readonly Stage[] {
  const bakes = policies.tooFewSamples === 'extend' || policies.tooFewSamples === 'hold' ? 2 : 1;
  return [
    ...steps.flatMap(({ weight, bake }, i): readonly Stage[] =>
      bake === null || weight === 0
        ? []
        : [{ kind: 'step', number: i + 1, weight, bake, longestMs: bakes * bake.max }],
    ),
    // At 100 % it is enough that nothing was found when the bake is over.
    { kind: 'watch', number: 0, weight: percent(100), bake: watch, longestMs: watch.max },
  ];
}
