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
