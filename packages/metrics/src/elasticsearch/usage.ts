import type { ReleaseRate, SliUsage } from '../source.ts';
import type { Bucket } from './answer.ts';
import type { SearchClient, Searched } from './client.ts';
import { ratesSearch, spansSearch, type Measured } from './searches.ts';

const RECENT_MS = 300_000;
const LONG_MS = 30 * 86_400_000;

/** For display: what came in of late, and over the last 30 days as far as there are documents. One request for all. */
export async function usagesOf(
  client: SearchClient,
  all: readonly Measured[],
  to: number,
  limitMs: number,
): Promise<readonly SliUsage[]> {
  if (all.length === 0) return [];
  const searches = all.flatMap((one) => [
    ratesSearch(one, { from: to - RECENT_MS, to }),
    spansSearch(one, [{ from: to - LONG_MS, to }]),
  ]);
  const results = await client.search(searches, limitMs);
  return all.map(({ slo }, index): SliUsage => {
    const [recent, long] = results.slice(2 * index);
    const share = long?.kind === 'found' ? badShare(long.found.releases[0]) : null;
    return {
      sli: slo.name,
      rates: recent?.kind === 'found' ? recent.found.releases.map(rateOf) : null,
      budgetLeft: share === null ? null : 1 - share / ((100 - slo.objective.target) / 100),
      why: whyNot(recent) ?? whyNot(long),
    };
  });
}

function whyNot(result: Searched | undefined): string | null {
  return result === undefined || result.kind === 'found' ? null : result.why;
}

function rateOf(bucket: Bucket): ReleaseRate {
  return {
    release: bucket.key ?? '',
    requestsPerSecond: (bucket.total * 1000) / RECENT_MS,
    badShare: badShare(bucket),
  };
}

function badShare(bucket: Bucket | undefined): number | null {
  return bucket === undefined || bucket.total === 0 ? null : Math.min(1, bucket.bad / bucket.total);
}
