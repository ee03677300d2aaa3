import { formatPercent, percent, type Percent } from '@glidepath/model';
import type { Step } from './rollout.ts';

/** A pause without a duration: there a Rollout stands until it is promoted. */
export interface Station {
  /** Of the step. */
  readonly index: number;
  /** The canary's share of traffic there. */
  readonly weight: Percent;
}

/**
 * @param most what a Rollout calls all of the traffic
 * @param blueGreen of a Rollout that has no steps, but may wait before it switches
 */
export function stationsOf(
  steps: readonly Step[],
  most: number,
  blueGreen?: { readonly autoPromotionEnabled?: boolean | undefined },
): readonly Station[] {
  if (blueGreen !== undefined)
    return blueGreen.autoPromotionEnabled === false ? [{ index: 0, weight: percent(0) }] : [];
  return steps.flatMap(({ pause }, index) => {
    const isEndless = pause !== undefined && pause !== null && (pause.duration ?? null) === null;
    return isEndless ? [{ index, weight: weightAt(steps, index, most) }] : [];
  });
}

/** What a step leaves the canary with, be it its own or an earlier one's. */
export function weightAt(steps: readonly Step[], index: number, most = 100): Percent {
  const set = steps.slice(0, index + 1).findLast(({ setWeight }) => setWeight !== undefined);
  return percent(Math.min(100, Math.max(0, (100 * (set?.setWeight ?? 0)) / most)));
}

/** The weights of a plan that can be followed: those of the pauses, each once, without nothing and all. */
export function weightsIn(stations: readonly Station[]): readonly Percent[] {
  const weights = stations.map(({ weight }) => weight).filter((weight) => weight > 0 && weight < 100);
  return [...new Set(weights)];
}

export function weightsText(weights: readonly Percent[]): string {
  return weights.length === 0 ? 'none' : weights.map(formatPercent).join(', ');
}
