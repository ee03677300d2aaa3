import type { Counts } from '@glidepath/analysis';
import type { ReleaseRate, SliUsage } from '../source.ts';
import { askAll, askFor, type Found, type Tallied } from './batch.ts';
import type { Client } from './client.ts';
import type { Measured } from './measured.ts';
import { INTERVAL_MS } from './tally.ts';

const RECENT_MS = 300_000;
const DAY_MS = 86_400_000;
const LONG_DAYS = 30;

/** Two requests for all SLIs: the last five minutes by release, and the last 30 days, day by day. */
export async function usageOfAll(
  client: Client,
  measured: readonly Measured[],
  to: number,
  limitMs: number,
): Promise<readonly SliUsage[]> {
  const asks = measured.map(askFor);
  // Datadog's days begin at midnight UTC; one that lies in part outside of the 30 is left out.
  const from = Math.ceil((to - LONG_DAYS * DAY_MS) / DAY_MS) * DAY_MS;
  const [recent, long] = await Promise.all([
    askAll(client, asks, { from: to - RECENT_MS, to, interval: INTERVAL_MS }, limitMs),
    askAll(
      client,
      asks.map((ask) => ({ ...ask, tag: null })),
      { from, to, interval: DAY_MS },
      limitMs,
    ),
  ]);
  return measured.map(({ slo }) => {
    const [last, all] = [recent.get(slo.name), long.get(slo.name)];
    const rates = last?.kind === 'counts' ? ratesIn(last.releases) : null;
    const share = all?.kind === 'counts' ? badShare(sumOf([...all.releases.values()])) : null;
    return {
      sli: slo.name,
      rates,
      budgetLeft: share === null ? null : 1 - share / ((100 - slo.objective.target) / 100),
      why: whyOf(last) ?? whyOf(all),
    };
  });
}

function ratesIn(releases: Tallied): readonly ReleaseRate[] {
  return [...releases]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([release, points]): ReleaseRate => {
      const sum = sumOf([points]);
      return { release, requestsPerSecond: sum.total / (RECENT_MS / 1000), badShare: badShare(sum) };
    });
}

function whyOf(found: Found | undefined): string | null {
  return found === undefined || found.kind === 'counts' ? null : found.why;
}

function sumOf(all: readonly ReadonlyMap<number, Counts>[]): Counts {
  let bad = 0;
  let total = 0;
  for (const points of all) {
    for (const counts of points.values()) {
      bad += counts.bad;
      total += counts.total;
    }
  }
  return { bad, total };
}

function badShare({ bad, total }: Counts): number | null {
  return total > 0 ? Math.min(1, bad / total) : null;
}
