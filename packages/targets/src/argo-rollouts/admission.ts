import { TargetError } from '@glidepath/conductor';
import type { Percent, Strategy } from '@glidepath/model';
import { stepsOf } from '@glidepath/rollout';
import type { Rollout } from './rollout.ts';
import { weightsIn, weightsText } from './stations.ts';

/**
 * Whether a rollout by this plan can come to its end, asked while nothing is changed yet.
 * @throws TargetError
 */
export function checkPlan(rollout: Rollout, strategy: Strategy): void {
  const name = `Rollout "${rollout.object.metadata.name}"`;
  const planned = stepsOf(strategy)
    .map(({ weight }) => weight)
    .filter((weight) => weight > 0);
  const there = weightsIn(rollout.stations);
  if (!isSame(planned, there))
    throw new TargetError(
      rollout.blueGreen
        ? `${name} is blue-green, so it has no weights in between, and the plan has ${weightsText(planned)}. Write strategy: blue-green.`
        : `The steps of the plan are those of the Rollout's pauses: ${name} pauses without a duration at ${weightsText(there)}, and strategy has ${weightsText(planned)}. Write the same weights in both.`,
      true,
    );
  if (rollout.message.startsWith('InvalidSpec'))
    throw new TargetError(`Argo Rollouts refuses ${name}: ${rollout.message}. Mend the Rollout first.`, true);
  // One that is under way tells of it by itself, and may have to go back.
  if (rollout.object.spec.paused === true && rollout.marks.candidate === null)
    throw new TargetError(
      `${name} is paused (spec.paused), so that nothing would come of it. Resume it: kubectl argo rollouts promote, or spec.paused: false.`,
      true,
    );
}

function isSame(some: readonly Percent[], others: readonly Percent[]): boolean {
  return some.length === others.length && some.every((weight, index) => weight === others[index]);
}
