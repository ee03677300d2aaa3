import type { Verdict } from '@glidepath/analysis';
import type { Instant } from '@glidepath/model';
import type { GuardView, TargetView } from './types.ts';

/** What the conductor saw at one look. */
export interface Seen {
  readonly now: Instant;
  /** Against what the present phase desires. */
  readonly target: TargetView;
  /** Why the target refuses for good what the present phase desires; null where it does not. */
  readonly refusal: string | null;
  /** Since when the target can't be reached, and why; null where it was seen. `target` is what was seen last then. */
  readonly away: { readonly since: Instant; readonly why: string } | null;
  /** The newest verdict at the present weight; null before there is one. */
  readonly verdict: Verdict | null;
  /** What watches over the whole service; none where no guard was asked yet or there is none. */
  readonly guards: readonly GuardView[];
  /** When this run began to look at the present phase: later than the phase's start where another run began it. */
  readonly lookingSince: Instant;
  /** When the target was first seen settled since then; null before. */
  readonly settledSince: Instant | null;
  /** How often this run has put back what somebody else changed, since a person last had a say. */
  readonly restored: number;
  /** This run was told to stop. */
  readonly cancelled: boolean;
}
