import type { Source } from '../world/source.ts';
import type { HistoryMinute, Look } from '../world/traffic.ts';

/** What a judge may know before the first look. */
export interface Setting {
  /** The share of requests that may fail. */
  readonly budget: number;
  /** The candidate's share of traffic, percent. */
  readonly weight: number;
  /** How long the rollout lasts at most. */
  readonly minutes: number;
  /** Series (instances) of the stable release. */
  readonly series: number;
  /** The stable release before the rollout, oldest minute first; empty where it is not told. */
  readonly history: readonly HistoryMinute[];
  /** The rollout's counters as a source of figures would show them, from the start; `Look` is what truly was counted. */
  readonly source: () => Source;
}

export type Decision = 'rolled-back' | 'promoted';

/** One rollout under a judge's eyes. */
export interface Watch {
  /** Called every 5 s until it decides. */
  look(look: Look): Decision | null;
}

export interface BenchJudge {
  readonly name: string;
  /** How it is set up, in a line. */
  readonly about: string;
  watch(setting: Setting): Watch;
}
