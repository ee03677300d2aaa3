import type { Counts } from './types.ts';

/** An alerting rule: this share of the budget, gone within these hours. */
export interface Burn {
  /** 0 to 1. */
  readonly budgetSpent: number;
  readonly hours: number;
  /** The objective's period. */
  readonly days: number;
}

/**
 * How many times faster than allowed the error budget burns: 1 spends it exactly by the period's end.
 * Beyer et al., The Site Reliability Workbook (2018), chapter 5.
 */
export function burnRate({ budgetSpent, hours, days }: Burn): number {
  return (budgetSpent * days * 24) / hours;
}

/** How many times faster than allowed the error budget burnt while these were counted; 0 where nothing was. */
export function burnRateOf({ bad, total }: Counts, budget: number): number {
  return total > 0 ? bad / total / budget : 0;
}

/** The share of the error budget that is left of a period with these counts, at most 1; below 0 it is overspent. */
export function budgetLeft(counts: Counts, budget: number): number {
  return 1 - burnRateOf(counts, budget);
}
