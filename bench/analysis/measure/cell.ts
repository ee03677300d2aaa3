import type { Column } from '../run/plan.ts';
import type { Ending } from '../world/harm.ts';
import type { ReleaseName } from '../world/scenario.ts';

/** What is measured of one judge in one scenario with one release. */
export interface Cell {
  readonly scenario: string;
  readonly judge: string;
  readonly release: ReleaseName;
  /** Shares of 1. */
  readonly rolledBack: number;
  readonly promoted: number;
  readonly inconclusive: number;
  /** Of the rollouts that were rolled back; null where none was. */
  readonly medianRollbackS: number | null;
  /** Of the rollouts that were promoted; null where none was. */
  readonly medianPromoteS: number | null;
  /** Mean number of excess bad requests; world/harm.ts says what they are. */
  readonly excessBad: number;
}

export function cellOf({ scenario, release, judge, outcomes }: Column): Cell {
  const share = (ending: Ending): number =>
    outcomes.filter((outcome) => outcome.ending === ending).length / outcomes.length;
  const median = (ending: Ending): number | null =>
    medianOf(outcomes.flatMap((outcome) => (outcome.ending === ending ? [outcome.second] : [])));
  const excess = outcomes.reduce((sum, { excessBad }) => sum + excessBad, 0) / outcomes.length;
  return {
    scenario: scenario.name,
    judge: judge.name,
    release,
    rolledBack: share('rolled-back'),
    promoted: share('promoted'),
    inconclusive: share('inconclusive'),
    medianRollbackS: median('rolled-back'),
    medianPromoteS: median('promoted'),
    excessBad: Math.round(excess * 100) / 100,
  };
}

/** The middle value; of two middle ones their mean. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
