import { burnRateOf } from '@glidepath/analysis';
import { sliSpecOf } from '@glidepath/conductor';
import type { BurnRateGuard, BurnWindow, Millis } from '@glidepath/model';
import type { WindowedCounts } from './counts.ts';
import { unknown, type Finding } from './finding.ts';
import { windowText } from './words.ts';

/** Whether one SLO's error budget burns too fast over any pair of windows. */
export async function burnRateFinding(
  { windows }: BurnRateGuard,
  counts: WindowedCounts,
  limit: Millis,
): Promise<Finding> {
  const { slo } = counts;
  const counted = await counts.over(
    windows.flatMap(({ long, short }) => [long, short]),
    limit,
  );
  if (counted.kind === 'trouble') return unknown(counted.query, counted.trouble);
  const budget = sliSpecOf(slo).budget;
  const rateOver = (length: Millis): number =>
    burnRateOf(counted.of.get(length) ?? { bad: 0, total: 0 }, budget);
  const burns = windows.map((window): Burn => {
    const [long, short] = [rateOver(window.long), rateOver(window.short)];
    return { window, long, short, share: Math.min(long, short) / window.rate };
  });
  const [worst] = burns.toSorted((a, b) => b.share - a.share);
  if (worst === undefined) return { state: 'quiet', why: `${slo.name} has no windows` };
  const rates = `${figure(worst.long)}x and ${figure(worst.short)}x`;
  return worst.share >= 1
    ? {
        state: 'firing',
        why: `${slo.name} burns its error budget too fast: ${rates}, and ${windowText(worst.window)} is the limit`,
      }
    : {
        state: 'quiet',
        why: `${slo.name} burns its error budget at ${rates}, below ${windowText(worst.window)}`,
      };
}

interface Burn {
  readonly window: BurnWindow;
  /** Times the rate that is allowed. */
  readonly long: number;
  readonly short: number;
  /** Of the way to the limit; from 1 on it fires. */
  readonly share: number;
}

function figure(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
