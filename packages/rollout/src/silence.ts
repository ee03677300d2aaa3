import { millis, type Millis } from '@glidepath/model';
import { stepAt } from './desired.ts';
import { isUnderWay } from './fold.ts';
import type { EnvironmentState, Plan } from './types.ts';

/** How long the way back may take: one wave after the other goes it. */
export function wayBack({ progressDeadline, waves }: Plan): Millis {
  return millis(progressDeadline * Math.max(1, waves.length));
}

/** How long the holder may be silent: until the next move is due by plan, and a while to make it. */
export function longestSilence(state: EnvironmentState): Millis {
  const grace = 120_000;
  const { rollout } = state;
  if (!isUnderWay(rollout)) return millis(grace);
  const { phase, plan } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'promoting':
    case 'finishing':
      return millis(plan.progressDeadline + grace);
    case 'rolling-back':
      return millis(wayBack(plan) + grace);
    case 'step':
      return millis(plan.progressDeadline + 2 * (stepAt(rollout, phase.index).bake?.max ?? 0) + grace);
    case 'watching':
      return millis(2 * plan.watch.max + grace);
    case 'paused':
      return millis(plan.policies.pause.timeout + grace);
    case 'ended':
      return millis(grace);
  }
}
