import type { Reading, Series } from '@glidepath/analysis';
import type { Latency } from '@glidepath/conductor';
import { formatDuration, millis } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { edgeOf, sameEdge } from './edges.ts';
import { thresholdOf, type Measure } from './measured.ts';
import { counterId, outcomeLabels, seriesText, type Parts } from './series.ts';

/** What a look says of the release that has this value. No series is a reading too: they may yet begin. */
export function readingOf(parts: Parts, value: string, measure: Measure): Reading {
  const { split, maxAge } = measure;
  const own = (samples: readonly Sample[]): readonly Sample[] =>
    samples.filter(({ labels }) => labels[split] === value);
  const [time] = own(parts.time);
  const counted = measure.counts.kind === 'selectors' ? own(parts.total) : own(parts.bucket);
  if (counted.length === 0) return { kind: 'cumulative', series: [] };
  if (time === undefined) return noData(`nothing tells when ${split}="${value}" was scraped last`);
  const ageMs = (time.at - (time.value ?? 0)) * 1000;
  if (ageMs > maxAge) {
    return noData(
      `the newest sample of ${split}="${value}" is ${formatDuration(millis(Math.round(ageMs / 1000) * 1000))} old, ` +
        `more than max-age, ${formatDuration(maxAge)}`,
    );
  }
  const outcome = outcomeLabels(measure.counts);
  return measure.counts.kind === 'selectors'
    ? cumulative(addUp(own(parts.total), outcome), addUp(own(parts.bad), outcome))
    : histogramReading(own(parts.bucket), thresholdOf(measure) ?? NaN, outcome);
}

/** The sum of a release's durations and their count, for charts. */
export function latencyOf(parts: Parts, value: string, { counts, split }: Measure): Latency | null {
  if (counts.kind !== 'histogram') return null;
  const [sum] = parts.sum.filter(({ labels }) => labels[split] === value);
  if (sum === undefined) return null;
  const all = parts.bucket.filter((bucket) => bucket.labels[split] === value && edgeOf(bucket) === Infinity);
  return {
    sumMs: (sum.value ?? 0) * (counts.unit === 's' ? 1000 : 1),
    count: all.reduce((count, bucket) => count + (bucket.value ?? 0), 0),
  };
}

/** Bad is what the bucket of the threshold does not hold. Between two edges nobody knows, so nothing is guessed. */
function histogramReading(
  buckets: readonly Sample[],
  threshold: number,
  outcome: ReadonlySet<string>,
): Reading {
  const all = buckets.filter((bucket) => edgeOf(bucket) === Infinity);
  const within = buckets.filter((bucket) => sameEdge(edgeOf(bucket), threshold));
  const known = new Set(within.map(withoutEdge));
  const lacking = all.find((bucket) => !known.has(withoutEdge(bucket)));
  if (lacking !== undefined) {
    return noData(`${withoutEdge(lacking)} has no bucket with the edge ${threshold}`);
  }
  const totals = addUp(all, outcome);
  const inTime = addUp(within, outcome);
  const late = new Map([...totals].map(([id, total]) => [id, total - (inTime.get(id) ?? 0)]));
  return cumulative(totals, late);
}

function withoutEdge({ labels }: Sample): string {
  const { le: _, ...rest } = labels;
  return seriesText(rest);
}

function addUp(samples: readonly Sample[], outcome: ReadonlySet<string>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    const id = counterId(labels, outcome);
    sums.set(id, (sums.get(id) ?? 0) + (value ?? 0));
  }
  return sums;
}

/** A counter of failures begins with the first of them, so where there is none there were none. */
function cumulative(totals: ReadonlyMap<string, number>, bads: ReadonlyMap<string, number>): Reading {
  const ids = new Set([...totals.keys(), ...bads.keys()]);
  const series = [...ids].map((id): Series => ({ id, bad: bads.get(id) ?? 0, total: totals.get(id) ?? 0 }));
  return { kind: 'cumulative', series };
}

function noData(why: string): Reading {
  return { kind: 'no-data', why };
}
