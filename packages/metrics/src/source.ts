import type { Counts } from '@glidepath/analysis';
import type { MetricSource } from '@glidepath/conductor';
import type { AlertSelector, Millis, Release, Slo } from '@glidepath/model';

/** A source outside of the target, which can be asked before any traffic moves. Never throws: trouble is an answer. */
export interface ForeignSource extends MetricSource {
  /** Whether each SLI can be measured. Without a stable release only that the source answers and takes the queries. */
  check(slos: readonly Slo[], releases: Expected): Promise<readonly SliCheck[]>;
  /** What came in of late, by release, and what is left of the error budget. */
  usage(slos: readonly Slo[]): Promise<readonly SliUsage[]>;
  /**
   * What the whole service counted in the times up to now, whichever release answered: one answer for each question, in
   * their order. What never came in within a time counts as nothing; a source that knows nothing at all of an SLI is
   * trouble.
   */
  spent(questions: readonly SpentQuestion[], limit: Millis): Promise<readonly Spent[]>;
}

export interface SpentQuestion {
  readonly slo: Slo;
  /** Lengths of time that end now. */
  readonly windows: readonly Millis[];
}

export type Spent =
  /** As many as there were windows, in their order. */
  | { readonly kind: 'counts'; readonly query: string; readonly windows: readonly Counts[] }
  | { readonly kind: 'trouble'; readonly query: string; readonly trouble: Trouble };

/** Where alerts are. Never throws: trouble is an answer. */
export interface AlertSource {
  /** The alerts that fire now. What is pending, silenced, inhibited or muted does not fire. */
  firing(alerts: AlertSelector, limit: Millis): Promise<Alerts>;
}

export type Alerts =
  | { readonly kind: 'alerts'; readonly query: string; readonly firing: readonly FiringAlert[] }
  /** no-data: what was selected can't fire now, as nothing is selected, or its own evaluation fails or lacks data. */
  | { readonly kind: 'trouble'; readonly query: string; readonly trouble: Trouble };

export interface FiringAlert {
  /** Name and what tells it from others, in a few words: `HighErrorRate {severity="page"}`. */
  readonly name: string;
  /** Milliseconds since 1970; null where the source does not tell. */
  readonly since: number | null;
}

/** Null: not known yet, or there is none. */
export interface Expected {
  readonly candidate: Release | null;
  readonly stable: Release | null;
}

export interface SliCheck {
  readonly sli: string;
  /** What was asked, for a person to try by hand. */
  readonly query: string;
  /** Null: it can be measured. */
  readonly trouble: Trouble | null;
}

/** Why there are no counts, in one clause, and what to do about it. No secret is in either. */
export interface Trouble {
  readonly kind: 'no-data' | 'source-down';
  readonly why: string;
  readonly mend: string;
}

export interface SliUsage {
  readonly sli: string;
  /** Over the last five minutes; null where it could not be had. */
  readonly rates: readonly ReleaseRate[] | null;
  /** Share of the error budget that is left of what the source still has, at most the last 30 days; may be below 0. */
  readonly budgetLeft: number | null;
  /** Why something of it is missing. */
  readonly why: string | null;
}

export interface ReleaseRate {
  /** The release as the source knows it. */
  readonly release: string;
  readonly requestsPerSecond: number;
  /** Of them, 0 to 1; null where there were none. */
  readonly badShare: number | null;
}

/** What a source has to know beside its own part of the delivery file. */
export interface SourceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where files that the delivery file names are. Absolute. */
  readonly workspace: string;
  /** The longest that one look may take. */
  readonly lookLimit: Millis;
}
