import type { LaunchDarklyTargetSpec } from '@glidepath/model';

/** What a semantic patch is made of; nothing else is ever sent. */
export type Instruction =
  | { readonly kind: 'turnFlagOn' | 'turnFlagOff' }
  | { readonly kind: typeof DEFAULT_RULE; readonly variationId: string }
  | {
      readonly kind: typeof DEFAULT_RULE;
      /** By variation, thousandths of a percent, together 100 %. */
      readonly rolloutWeights: Readonly<Record<string, number>>;
      readonly rolloutContextKind: string;
      readonly rolloutBucketBy: string;
    };

const DEFAULT_RULE = 'updateFallthroughVariationOrRollout';

export const TURN_ON: Instruction = { kind: 'turnFlagOn' };
export const TURN_OFF: Instruction = { kind: 'turnFlagOff' };

export function serveAll(variationId: string): Instruction {
  return { kind: DEFAULT_RULE, variationId };
}

/** @param weights thousandths of a percent by variation */
export function divide(
  weights: Readonly<Record<string, number>>,
  by: LaunchDarklyTargetSpec['by'],
): Instruction {
  return {
    kind: DEFAULT_RULE,
    rolloutWeights: weights,
    rolloutContextKind: by.kind,
    rolloutBucketBy: by.attribute,
  };
}
