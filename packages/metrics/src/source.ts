import type { MetricSource } from '@glidepath/conductor';
import type { Millis, Release, Slo } from '@glidepath/model';

/** A source outside of the target, which can be asked before any traffic moves. Never throws: trouble is an answer. */
export interface ForeignSource extends MetricSource {
  /** Whether each SLI can be measured. Without a stable release only that the source answers and takes the queries. */
  check(slos: readonly Slo[], releases: Expected): Promise<readonly SliCheck[]>;
  /** What came in of late, by release, and what is left of the error budget. */
  usage(slos: readonly Slo[]): Promise<readonly SliUsage[]>;
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
