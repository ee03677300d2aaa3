import type { Counts } from '@glidepath/analysis';
import { millis } from '@glidepath/model';
import type { ReleaseRate, SliUsage } from '../source.ts';
import { askAll, askFor, type Found, type Tallied } from './batch.ts';
import type { Client } from './client.ts';
import type { Measured } from './measured.ts';
import type { SpentCounts } from './spent.ts';
import { INTERVAL_MS } from './tally.ts';

const RECENT_MS = 300_000;
const LONG = millis(30 * 86_400_000);

/** Two requests for all SLIs: the last five minutes by release, and the last 30 days, hour by hour. */
export async function usageOfAll(
  client: Client,
  spent: SpentCounts,
  measured: readonly Measured[],
  to: number,
  limitMs: number,
): Promise<readonly SliUsage[]> {
  const [recent, whole] = await Promise.all([
    askAll(client, measured.map(askFor), { from: to - RECENT_MS, to, interval: INTERVAL_MS }, limitMs),
    spent.answer(
      measured.map(({ slo }) => ({ slo, windows: [LONG] })),
      to,
      limitMs,
    ),
  ]);
  return measured.map(({ slo }, index) => {
    const [last, all] = [recent.get(slo.name), whole[index]];
    const rates = last?.kind === 'counts' ? ratesIn(last.releases) : null;
    const [counts] = all?.kind === 'counts' ? all.windows : [];
    const share = counts === undefined ? null : badShare(counts);
    return {
      sli: slo.name,
      rates,
      budgetLeft: share === null ? null : 1 - share / ((100 - slo.objective.target) / 100),
      why: whyOf(last) ?? (all?.kind === 'trouble' ? all.trouble.why : null),
    };
  });
}

function ratesIn(releases: Tallied): readonly ReleaseRate[] {
  return [...releases]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([release, points]): ReleaseRate => {
      const sum = sumOf(points);
      return { release, requestsPerSecond: sum.total / (RECENT_MS / 1000), badShare: badShare(sum) };
    });
}

function whyOf(found: Found | undefined): string | null {
  return found === undefined || found.kind === 'counts' ? null : found.why;
}

function sumOf(points: ReadonlyMap<number, Counts>): Counts {
  let bad = 0;
  let total = 0;
  for (const counts of points.values()) {
    bad += counts.bad;
    total += counts.total;
  }
  return { bad, total };
}

function badShare({ bad, total }: Counts): number | null {
  return total > 0 ? Math.min(1, bad / total) : null;
}
