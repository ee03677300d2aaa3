import { TargetError } from '@glidepath/conductor';
import { percent } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';

/**
 * What one target is to bring about, of what is desired of all: waves before the one that the rollout works on are whole, it
 * has its weight, and those after are left with the stable release.
 * @param wave the target's own, from 0 on
 * @param of how many waves there are
 * @throws TargetError where the rollout was begun with other waves than there are now
 */
export function wishFor(desired: Desired, wave: number, of: number): Desired {
  if (desired.kind !== 'split') return desired;
  const { wave: at, ...split } = desired;
  // A service's first release comes to all at once.
  if (split.stable === null) return split;
  if (at === undefined || at.index >= of)
    throw new TargetError(
      `The rollout of ${split.candidate.name} was begun with ${at === undefined ? 'one target' : 'more waves'}, and the delivery file has ${of} ${of === 1 ? 'wave' : 'waves'} of targets now. It goes back; deliver it again.`,
      true,
    );
  if (wave > at.index) return { kind: 'only', release: split.stable, beside: split.candidate };
  return { ...split, weight: wave < at.index ? percent(100) : at.weight };
}

/** How many waves a wish touches: those after are as they were. */
export function wavesTouched(desired: Desired, of: number): number {
  return desired.kind === 'split' && desired.stable !== null && desired.wave !== undefined
    ? desired.wave.index + 1
    : of;
}
