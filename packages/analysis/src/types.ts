/** What goes into the judge and what comes out. All times are milliseconds since 1970-01-01T00:00:00Z. */

/** Requests that missed the objective, of all. */
export interface Counts {
  readonly bad: number;
  readonly total: number;
}

/** Counters of one time series since its start; `id` stays the same from poll to poll. */
export interface Series extends Counts {
  readonly id: string;
}

/** What a source knows that counts requests itself, or by periods, or waits for late counts. */
export interface CountedUntil {
  /**
   * The requests up to this moment are counted, none that was made later. Not given for counters that others scrape:
   * what comes in a lump is taken for made since the lump before, all else since the look before.
   */
  readonly until?: number;
}

/** What a source says of one release at one poll. */
export type Reading =
  | ({ readonly kind: 'cumulative'; readonly series: readonly Series[] } & CountedUntil)
  /** Since the last poll. */
  | ({ readonly kind: 'interval'; readonly bad: number; readonly total: number } & CountedUntil)
  | { readonly kind: 'no-data'; readonly why: string }
  | { readonly kind: 'source-down'; readonly why: string };

export interface SliReading {
  readonly sli: string;
  readonly candidate: Reading;
  /** Null where no stable release takes traffic. */
  readonly stable: Reading | null;
}

/** One look at every SLI. */
export interface Tick {
  readonly at: number;
  /** The candidate's share of traffic since the last tick, 0 to 100. At 100 there is no stable release to compare with. */
  readonly weight: number;
  readonly readings: readonly SliReading[];
}

export interface SliSpec {
  readonly name: string;
  /** The share of requests that may be bad: 1 - objective, above 0 and below 1. */
  readonly budget: number;
  /** What the SLI counts for in the average of the evidence for a rollback, against the others; 1 where not given. */
  readonly weight?: number;
}

export interface JudgeSettings {
  readonly pollMs: number;
  readonly warmUpMs: number;
  readonly alpha: number;
  readonly beta: number;
  /** Null hypothesis of rollback: p_c <= ratio x p_s + share x budget. */
  readonly rollback: { readonly ratio: number; readonly budgetShare: number };
  /** Null hypothesis of promotion: p_c >= ratio x p_s, and p_c >= share x budget. */
  readonly promotion: { readonly ratio: number; readonly budgetShare: number };
}

export interface JudgeOptions {
  /**
   * The stable release's counts minute by minute before the rollout, oldest first, by SLI. From them the judge learns
   * how much more the counts scatter than independent requests would (phi). Without them it learns from the live minutes,
   * and for the first nine of these the false-rollback rate holds only where failures of a whole release are independent
   * from minute to minute.
   */
  readonly baseline?: ReadonlyMap<string, readonly Counts[]>;
}

export interface Judge {
  /** Weighs one look. Total: whatever the numbers are, it answers, and never `healthy` for want of data. */
  observe(tick: Tick): Verdict;
  /**
   * A new step, or a bake that begins again: evidence for promotion starts anew, evidence for rollback runs on.
   * Requests of the candidate that were made before `at` no longer count for promotion, also where they are counted late
   * (`CountedUntil`). A look at the very moment of the step loses none.
   *
   * `until`: when the step's longest bake ends, if it is known. At the first look from then on a part of the evidence
   * counts that was kept for it; without `until` none is.
   */
  startStep(at: number, until?: number): void;
}

export interface SliEvidence {
  readonly sli: string;
  /** Since the current step began. */
  readonly candidate: Counts;
  readonly stable: Counts;
  /** ln E of the rollback test, against the stable release and, where there is none, against the objective. */
  readonly lnRollback: number;
  /** ln E of the fuse, which blows far above the objective; -Infinity where it was not run. */
  readonly lnFuse: number;
  /** ln E of the promotion test. */
  readonly lnPromotion: number;
  /** Variance over mean of the candidate's failures in a minute, as reckoned at this look; 1 where they are independent. */
  readonly phi: number;
}

export interface Evidence {
  readonly at: number;
  readonly slis: readonly SliEvidence[];
  /** ln of the average of E over the SLIs and their two tests; breach at `rollbackThreshold`. */
  readonly lnRollback: number;
  readonly rollbackThreshold: number;
  /** Least ln E over the SLIs; healthy at `promotionThreshold`. */
  readonly lnPromotion: number;
  readonly promotionThreshold: number;
}

/** What the evidence says now. `reason` is one sentence with the numbers, for people. */
export type Verdict = { readonly reason: string; readonly evidence: Evidence } & Finding;

export type Finding =
  | { readonly kind: 'healthy' }
  /** Stays for the whole rollout once it was found. */
  | { readonly kind: 'breach'; readonly sli: string; readonly rule: 'relative' | 'absolute' }
  | { readonly kind: 'too-few-samples'; readonly cause: 'undecided' | 'stable-breaches-too' }
  | { readonly kind: 'no-data'; readonly slis: readonly string[] }
  | { readonly kind: 'source-down'; readonly slis: readonly string[] };
