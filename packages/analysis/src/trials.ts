import { lnSum } from './logarithms.ts';
import type { Trial } from './trial.ts';
import type { JudgeSettings } from './types.ts';

/** One SLI among others. */
export interface Member {
  readonly name: string;
  readonly trial: Trial;
  /** Its part of the average, with all others' 1. */
  readonly share: number;
}

export interface Thresholds {
  readonly rollback: number;
  readonly promotion: number;
}

export function thresholdsOf({ alpha, beta }: JudgeSettings): Thresholds {
  return { rollback: -Math.log(alpha), promotion: -Math.log(beta) };
}

/** ln of the weighted average of E, which is valid however the SLIs depend on each other. */
export function lnAgainst(members: readonly Member[]): number {
  return lnSum(members.map(({ trial, share }) => Math.log(share) + trial.lnAgainst));
}

/** The SLI with most of the evidence against the candidate. */
export function worstOf<M extends Member>(members: readonly M[]): M | null {
  return extreme(members, ({ trial, share }) => Math.log(share) + trial.lnAgainst);
}

/** The SLI with least evidence for promotion: every single one must have enough. */
export function weakestOf<M extends Member>(members: readonly M[]): M | null {
  return extreme(members, ({ trial }) => -trial.lnPromotion);
}

function extreme<M extends Member>(members: readonly M[], score: (member: M) => number): M | null {
  let best: M | null = null;
  for (const member of members) if (best === null || score(member) > score(best)) best = member;
  return best;
}
