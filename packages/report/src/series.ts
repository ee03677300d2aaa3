import type { Counts } from '@glidepath/analysis';
import type { Sample } from '@glidepath/conductor';

/** Counts and mean latencies of both releases over one stretch of time. */
export interface RatePoint {
  /** The stretch's end, in milliseconds since 1970. */
  readonly at: number;
  readonly candidate: Counts;
  readonly stable: Counts;
  /** Means over the stretch, weighted by requests; null where there are no figures. */
  readonly candidateLatencyMs: number | null;
  readonly stableLatencyMs: number | null;
}

/** Names of the SLIs in order of appearance. */
export function slisOf(samples: readonly Sample[]): readonly string[] {
  return [...new Set(samples.flatMap((sample) => sample.slis.map((sli) => sli.sli)))];
}

/** One SLI over time in at most `limit` points. Samples are added up, never dropped: totals stay what they were. */
export function ratePoints(samples: readonly Sample[], sli: string, limit: number): readonly RatePoint[] {
  return chunks(samples, limit).map((chunk) => {
    const notes = chunk.flatMap((sample) => sample.slis.filter((note) => note.sli === sli));
    return {
      at: chunk.at(-1)?.at ?? 0,
      candidate: sum(notes.map((note) => note.candidate)),
      stable: sum(notes.map((note) => note.stable)),
      candidateLatencyMs: mean(notes.map((note) => [note.candidateLatencyMs, note.candidate.total])),
      stableLatencyMs: mean(notes.map((note) => [note.stableLatencyMs, note.stable.total])),
    };
  });
}

/**
 * Share of bad requests at each point, 0 to 1, over as many points back as hold `least` requests, or all there are; null
 * where the point itself has none. With plenty of traffic that is each point's own share.
 */
export function trailingShares(points: readonly Counts[], least: number): readonly (number | null)[] {
  let from = 0;
  let bad = 0;
  let total = 0;
  return points.map((point) => {
    bad += point.bad;
    total += point.total;
    for (
      let oldest = points[from];
      oldest !== undefined && total - oldest.total >= least;
      oldest = points[from]
    ) {
      bad -= oldest.bad;
      total -= oldest.total;
      from += 1;
    }
    return point.total > 0 ? bad / total : null;
  });
}

/**
 * At most `limit` of the samples: in each stretch those where a figure is at its least or its greatest, so that no peak is
 * lost, and the very last. All of them where there are not too many.
 */
export function extremes(
  samples: readonly Sample[],
  figures: readonly ((sample: Sample) => number | null)[],
  limit: number,
): readonly Sample[] {
  const last = samples.at(-1);
  if (last === undefined || samples.length <= limit) return samples;
  const stretches = Math.max(1, Math.floor((limit - 1) / (2 * figures.length)));
  const kept = chunks(samples, stretches).flatMap((chunk) => {
    const peaks = new Set(figures.flatMap((figure) => leastAndGreatest(chunk, figure)));
    return chunk.filter((sample) => peaks.has(sample));
  });
  return kept.at(-1) === last ? kept : [...kept, last];
}

export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce((all, one) => ({ bad: all.bad + one.bad, total: all.total + one.total }), {
    bad: 0,
    total: 0,
  });
}

/** Consecutive parts of about the same length, at most `limit` of them. */
export function chunks<T>(items: readonly T[], limit: number): readonly (readonly T[])[] {
  const count = Math.min(items.length, limit);
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}

function leastAndGreatest(
  chunk: readonly Sample[],
  figure: (sample: Sample) => number | null,
): readonly Sample[] {
  let least: readonly [Sample, number] | null = null;
  let greatest: readonly [Sample, number] | null = null;
  for (const sample of chunk) {
    const value = figure(sample);
    if (value === null) continue;
    if (least === null || value < least[1]) least = [sample, value];
    if (greatest === null || value > greatest[1]) greatest = [sample, value];
  }
  return [least, greatest].flatMap((found) => (found === null ? [] : [found[0]]));
}

function mean(parts: readonly (readonly [number | null, number])[]): number | null {
  let total = 0;
  let weight = 0;
  for (const [value, requests] of parts) {
    if (value === null) continue;
    total += value * requests;
    weight += requests;
  }
  return weight > 0 ? total / weight : null;
}
