import type { Latency } from '@glidepath/conductor';
import { formatDuration, millis } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { edgeOf, sameEdge, withoutEdge } from './edges.ts';
import { bucketAcross, lateIn, short } from './native.ts';
import type { Measure } from './measured.ts';
import { counterId, resultId, seriesText } from './series-names.ts';
import { outcomeLabels, type Parts } from './series.ts';

/** What the counters of one release say at one instant. */
export type Counted =
  | { readonly kind: 'counted'; readonly counters: readonly Counter[] }
  | { readonly kind: 'no-data'; readonly why: string };

/** What counts by itself and begins anew by itself; null where there is no such series. */
export interface Counter {
  readonly id: string;
  readonly total: number | null;
  /** The bad ones, or the good ones where those are counted. */
  readonly part: number | null;
}

/**
 * What a look says of the release that has this value. No counter is an answer too: they may yet begin.
 * @param edge of a histogram what stands for the threshold; null where nothing is timed
 */
export function countedOf(parts: Parts, value: string, measure: Measure, edge: number | null): Counted {
  const { counts, split } = measure;
  const own = (samples: readonly Sample[]): readonly Sample[] =>
    samples.filter(({ labels }) => labels[split] === value);
  const outcome = outcomeLabels(counts);
  const idOf = ({ labels }: Sample): string => counterId(labels, outcome);
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors': {
      const part = counts.kind === 'selectors' ? parts.bad : parts.good;
      const total = addUp(own(parts.total), idOf);
      return (
        fresh(own(parts.total), own(parts.time), value, measure) ?? paired(total, addUp(own(part), idOf))
      );
    }
    case 'promql': {
      const resultOf = ({ labels }: Sample): string => resultId(labels, split);
      return paired(addUp(own(parts.total), resultOf), addUp(own(parts.bad), resultOf));
    }
    case 'histogram': {
      const buckets = own(parts.bucket);
      return fresh(buckets, own(parts.time), value, measure) ?? classic(buckets, edge ?? NaN, idOf);
    }
    case 'native-histogram': {
      const histograms = own(parts.histogram);
      return fresh(histograms, own(parts.time), value, measure) ?? native(histograms, edge ?? NaN, idOf);
    }
  }
}

/** Why these samples are too old to count; null: they are not. */
function fresh(
  samples: readonly Sample[],
  [time]: readonly Sample[],
  value: string,
  { split, maxAge }: Measure,
): Counted | null {
  if (samples.length === 0) return null;
  if (time === undefined) return noData(`nothing tells when ${split}="${value}" was scraped last`);
  const ageMs = (time.at - (time.value ?? 0)) * 1000;
  if (ageMs <= maxAge) return null;
  return noData(
    `the newest sample of ${split}="${value}" is ${formatDuration(millis(Math.round(ageMs / 1000) * 1000))} old, ` +
      `more than max-age, ${formatDuration(maxAge)}`,
  );
}

type Naming = (sample: Sample) => string;

/** Bad is what the bucket of the edge does not hold. Between two edges nobody knows, so nothing is guessed. */
function classic(buckets: readonly Sample[], edge: number, idOf: Naming): Counted {
  const all = buckets.filter((bucket) => edgeOf(bucket) === Infinity);
  const within = buckets.filter((bucket) => sameEdge(edgeOf(bucket), edge));
  const known = new Set(within.map(withoutEdge));
  const lacking = all.find((bucket) => !known.has(withoutEdge(bucket)));
  if (lacking !== undefined)
    return noData(`${withoutEdge(lacking)} has no bucket with the edge ${short(edge)}`);
  const totals = addUp(all, idOf);
  const inTime = addUp(within, idOf);
  return paired(totals, new Map([...totals].map(([id, total]) => [id, total - (inTime.get(id) ?? 0)])));
}

function native(samples: readonly Sample[], edge: number, idOf: Naming): Counted {
  for (const { labels, histogram } of samples) {
    const across = histogram === null ? null : bucketAcross(histogram, edge);
    if (across === null) continue;
    return noData(
      `${seriesText(labels)} has no edge ${short(edge)}, but a bucket from ${short(across.from)} to ` +
        `${short(across.to)}, and nobody can tell which of its requests were late`,
    );
  }
  const sums = (of: (sample: Sample) => number): ReadonlyMap<string, number> => addUp(samples, idOf, of);
  return paired(
    sums(({ histogram }) => histogram?.count ?? 0),
    sums(({ histogram }) => (histogram === null ? 0 : lateIn(histogram, edge))),
  );
}

function addUp(
  samples: readonly Sample[],
  idOf: Naming,
  of: (sample: Sample) => number = ({ value }) => value ?? 0,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const sample of samples) sums.set(idOf(sample), (sums.get(idOf(sample)) ?? 0) + of(sample));
  return sums;
}

function paired(totals: ReadonlyMap<string, number>, parts: ReadonlyMap<string, number>): Counted {
  const ids = new Set([...totals.keys(), ...parts.keys()]);
  const counters = [...ids].map((id) => ({
    id,
    total: totals.get(id) ?? null,
    part: parts.get(id) ?? null,
  }));
  return { kind: 'counted', counters };
}

/** The sum of a release's durations and their count, for charts. */
export function latencyOf(parts: Parts, value: string, { counts, split }: Measure): Latency | null {
  if (!('histogram' in counts)) return null;
  const own = (samples: readonly Sample[]): readonly Sample[] =>
    samples.filter(({ labels }) => labels[split] === value);
  const unitMs = counts.unit === 's' ? 1000 : 1;
  if (counts.kind === 'native-histogram') {
    const histograms = own(parts.histogram).flatMap(({ histogram }) => histogram ?? []);
    const sumMs = unitMs * histograms.reduce((sum, histogram) => sum + histogram.sum, 0);
    if (histograms.length === 0 || !(sumMs >= 0 && sumMs < Infinity)) return null;
    return { sumMs, count: histograms.reduce((count, histogram) => count + histogram.count, 0) };
  }
  const [sum] = own(parts.sum);
  if (sum === undefined) return null;
  const all = own(parts.bucket).filter((bucket) => edgeOf(bucket) === Infinity);
  return {
    sumMs: (sum.value ?? 0) * unitMs,
    count: all.reduce((count, bucket) => count + (bucket.value ?? 0), 0),
  };
}

function noData(why: string): Counted {
  return { kind: 'no-data', why };
}
