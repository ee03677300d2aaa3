import { budgetLeft } from '@glidepath/analysis';
import { sliSpecOf } from '@glidepath/conductor';
import { formatDuration, formatPercent, type BudgetGuard, type Millis } from '@glidepath/model';
import type { WindowedCounts } from './counts.ts';
import { unknown, type Finding } from './finding.ts';

/** Whether too little is left of one SLO's error budget. */
export async function budgetFinding(
  { floor, period }: BudgetGuard,
  counts: WindowedCounts,
  limit: Millis,
): Promise<Finding> {
  const { slo } = counts;
  const counted = await counts.over([period], limit);
  if (counted.kind === 'trouble') return unknown(counted.query, counted.trouble);
  const left = budgetLeft(counted.of.get(period) ?? { bad: 0, total: 0 }, sliSpecOf(slo).budget);
  const has = `${slo.name} has ${Number((left * 100).toPrecision(3))} % of its error budget of ${formatDuration(period)} left`;
  return left * 100 < floor
    ? { state: 'firing', why: `${has}, less than ${formatPercent(floor)}` }
    : { state: 'quiet', why: has };
}
