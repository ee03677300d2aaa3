import type { Column } from '../run/plan.ts';
import type { Ending } from '../world/harm.ts';

/** Cumulative shares of one judge's rollouts over time, percent. */
export interface Curve {
  readonly judge: string;
  readonly rolledBack: readonly number[];
  readonly promoted: readonly number[];
}

/** Moments of a chart, in seconds, from 0 to the rollout's end. */
export function momentsOf(minutes: number): readonly number[] {
  const step = Math.max(5, (minutes * 60) / 180);
  return Array.from({ length: Math.round((minutes * 60) / step) + 1 }, (_, i) => Math.round(i * step));
}

export function curveOf({ scenario, judge, outcomes }: Column): Curve {
  const moments = momentsOf(scenario.minutes);
  const until = (ending: Ending): readonly number[] => {
    const seconds = outcomes.flatMap((outcome) => (outcome.ending === ending ? [outcome.second] : []));
    return moments.map((moment) => {
      const share = seconds.filter((second) => second <= moment).length / outcomes.length;
      return Math.round(share * 10_000) / 100;
    });
  };
  return { judge: judge.name, rolledBack: until('rolled-back'), promoted: until('promoted') };
}
