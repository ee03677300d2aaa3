import type { Decision, Event, Reason, VerdictNote, WaveWords } from '@glidepath/rollout';

/** What a run reports: the action's output `result`, `--json` at a terminal, the head of every report. Times are ISO 8601. */
export interface Result {
  readonly version: 1;
  readonly service: string;
  readonly environment: string;
  readonly release: ResultRelease;
  readonly decision: Decision;
  readonly reason: Reason;
  /** One sentence for people. */
  readonly message: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Null where none was begun. */
  readonly rollout: string | null;
  readonly strategy: 'canary' | 'rolling' | 'blue-green';
  /** The release that a rollback goes back to. */
  readonly stable: ResultRelease | null;
  /** The release that has been live since the run ended. */
  readonly live: ResultRelease | null;
  readonly timeline: readonly TimelineEntry[];
  readonly ledger: { readonly ref: string; readonly entry: string | null };
}

export interface ResultRelease {
  readonly digest: string;
  readonly name: string;
  readonly commit: string | null;
}

export interface TimelineEntry {
  readonly at: string;
  readonly event: Event['kind'];
  /** The candidate's share of traffic that the rollout stands for from here on, 0 to 100. */
  readonly weight: number;
  /** The wave of targets that it works on. Left out where there is none. */
  readonly wave?: WaveWords;
  readonly actor: string;
  readonly note: string;
  readonly verdict: VerdictNote | null;
}

/** Exit code of a run: 0 only where the release is promoted; 2 is kept for bad input. */
export const EXIT_CODES: Readonly<Record<Decision, number>> = {
  promoted: 0,
  failed: 1,
  'rolled-back': 3,
  aborted: 4,
  superseded: 5,
  paused: 6,
  rejected: 7,
};
