import type { Counts } from '@glidepath/analysis';
import type { ReleaseRate, SliUsage } from '../source.ts';
import type { Client, Span } from './client.ts';
import { knownReleases } from './known-releases.ts';
import { totalOf, type Measured } from './measured.ts';
import { countsByRelease, sumOf } from './release-counts.ts';

const RECENT_MS = 300_000;
const DAY_MS = 86_400_000;
const LONG_DAYS = 30;
/** Newest names last, so that of many the last ones are asked for. */
const MOST_RELEASES = 20;

/** Rates by release, and the error budget of the releases that CloudWatch still lists. */
export async function usageOf(client: Client, one: Measured, now: number): Promise<SliUsage> {
  const { slo, source } = one;
  const { server } = source;
  const missing = (why: string): SliUsage => ({ sli: slo.name, rates: null, budgetLeft: null, why });
  const [metric] = totalOf(source);
  if (metric === undefined) return missing('nothing is counted');
  const known = await knownReleases(client, metric, server.timeout);
  switch (known.kind) {
    case 'no-metric':
    case 'other-dimensions':
      return missing(`${metric.namespace} ${metric.metric} has no release with data`);
    case 'no-data':
    case 'source-down':
      return missing(known.why);
    case 'releases':
      break;
  }
  const releases = known.releases.slice(-MOST_RELEASES);
  const to = Math.floor((now - server.delay) / server.period) * server.period;
  const length = Math.ceil(RECENT_MS / server.period) * server.period;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const [recent, long] = await Promise.all([
    sums(client, one, releases, { from: to - length, to }, server.period),
    sums(client, one, releases, { from: today - LONG_DAYS * DAY_MS, to: today + DAY_MS }, DAY_MS),
  ]);
  return {
    sli: slo.name,
    rates: typeof recent === 'string' ? null : recent.map((sum) => rateOf(sum, length)),
    budgetLeft: typeof long === 'string' ? null : budgetLeft(long, slo.objective.target),
    why: typeof recent === 'string' ? recent : typeof long === 'string' ? long : null,
  };
}

interface Sum extends Counts {
  readonly release: string;
}

/** Of each release; in words why they can't be had. */
async function sums(
  client: Client,
  one: Measured,
  releases: readonly string[],
  span: Span,
  periodMs: number,
): Promise<readonly Sum[] | string> {
  const [found] = await countsByRelease(
    client,
    [{ one, releases }],
    span,
    periodMs,
    one.source.server.timeout,
  );
  if (found === undefined) return 'nothing was asked';
  if (found.kind !== 'by-release') return found.why;
  return [...found.counts].map(([release, periods]) => ({ release, ...sumOf(periods.values()) }));
}

function rateOf({ release, bad, total }: Sum, lengthMs: number): ReleaseRate {
  return {
    release,
    requestsPerSecond: total / (lengthMs / 1000),
    badShare: total > 0 ? Math.min(1, bad / total) : null,
  };
}

function budgetLeft(all: readonly Sum[], target: number): number | null {
  const { bad, total } = sumOf(all);
  return total <= 0 ? null : 1 - bad / total / ((100 - target) / 100);
}
