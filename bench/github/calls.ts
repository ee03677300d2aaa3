import type { GitHub } from '../../test/github/index.ts';

/** What some work cost at GitHub. */
export interface Calls {
  /** Those that count against the hour's limit. */
  readonly counted: number;
  /** Answered with "not modified", which does not count. */
  readonly free: number;
}

/** All calls since they were cleared, as GitHub counts them. */
export function callsOf(github: Pick<GitHub, 'calls'>): Calls {
  const calls = github.calls();
  return {
    counted: calls.reduce((sum, { cost }) => sum + cost, 0),
    free: calls.filter(({ cost }) => cost === 0).length,
  };
}

/** One thing that was measured. */
export interface Case extends Calls {
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  /** The most calls that may count; null where nothing is promised. */
  readonly goal: number | null;
}

export function isMet({ counted, goal }: Case): boolean {
  return goal === null || counted <= goal;
}
