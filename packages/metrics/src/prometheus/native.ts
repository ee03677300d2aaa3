import type { HistogramEdge } from '@glidepath/model';
import type { NativeBucket, NativeHistogram } from './answer.ts';
import { sameEdge, type Choice } from './edges.ts';

/**
 * The edge that stands for a threshold in native histograms. Edges of a coarser resolution are edges of every finer one, so
 * the coarsest series decides; what the API leaves out as empty is known from the resolution of what it shows.
 * Prometheus documents the edges under "Native Histograms": at resolution n they are the powers of 2^(2^-n).
 */
export function chooseNativeEdge(
  histograms: readonly NativeHistogram[],
  threshold: number,
  how: HistogramEdge,
): Choice {
  const cells = histograms.flatMap((histogram) => cellAround(histogram, threshold) ?? []);
  if (cells.length === 0) return { kind: 'unknown' };
  const from = Math.min(...cells.map((cell) => cell.from));
  const to = Math.max(...cells.map((cell) => cell.to));
  if (from === to) return { kind: 'edge', edge: threshold };
  const below = from > 0 ? from : undefined;
  const above = to < Infinity ? to : undefined;
  const edge = how === 'below' ? below : how === 'above' ? above : undefined;
  if (edge !== undefined) return { kind: 'edge', edge };
  return {
    kind: 'none',
    why: `it lies in the bucket from ${short(from)} to ${short(to)}`,
    near: [below, above].flatMap((one) => one ?? []),
  };
}

/** An edge as people like to read it. */
export function short(edge: number): string {
  return String(Number(edge.toPrecision(6)));
}

/** Between which two edges the threshold lies, which are the same where it is one; null where nothing shows. */
function cellAround({ buckets }: NativeHistogram, threshold: number): Cell | null {
  const zero = buckets.find(({ from, to }) => from < threshold && from <= 0 && to > threshold);
  if (zero !== undefined) return zero;
  const step = stepOf(buckets);
  if (step !== null) {
    const place = Math.log2(threshold) / step;
    if (isWhole(place)) return { from: threshold, to: threshold };
    return { from: 2 ** (Math.floor(place) * step), to: 2 ** (Math.ceil(place) * step) };
  }
  if (buckets.some(({ from, to }) => sameEdge(from, threshold) || sameEdge(to, threshold)))
    return { from: threshold, to: threshold };
  return buckets.find((bucket) => contains(bucket, threshold)) ?? null;
}

type Cell = Pick<NativeBucket, 'from' | 'to'>;

/** How far apart the edges are, in powers of 2; null where they follow no such rule, as custom ones do. */
function stepOf(buckets: readonly NativeBucket[]): number | null {
  const positive = buckets
    .filter(({ from, to }) => from > 0 && to < Infinity)
    .toSorted((a, b) => a.from - b.from);
  // The zero bucket may cut off a part of the lowest.
  const [lowest, ...others] = positive;
  const telling = others.length > 0 ? others : lowest === undefined ? [] : [lowest];
  const steps = new Set(telling.map(stepOfBucket));
  const [step = null] = steps;
  return steps.size === 1 ? step : null;
}

function stepOfBucket({ from, to }: NativeBucket): number | null {
  const resolution = -Math.log2(Math.log2(to / from));
  if (!isWhole(resolution)) return null;
  const step = 2 ** -Math.round(resolution);
  return isWhole(Math.log2(to) / step) ? step : null;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

/** A bucket that holds requests on both sides of an edge, which nobody can tell apart any more. */
export function bucketAcross({ buckets }: NativeHistogram, edge: number): NativeBucket | null {
  return buckets.find((bucket) => bucket.count > 0 && contains(bucket, edge)) ?? null;
}

function contains({ from, to }: NativeBucket, edge: number): boolean {
  return from < edge && edge < to && !sameEdge(from, edge) && !sameEdge(to, edge);
}

/** Requests above an edge that no bucket lies across. A duration of NaN is in no bucket, and was not in time. */
export function lateIn({ count, buckets }: NativeHistogram, edge: number): number {
  const inTime = buckets.filter(({ to }) => to < edge || sameEdge(to, edge));
  return Math.max(0, count - inTime.reduce((sum, bucket) => sum + bucket.count, 0));
}

/** What no histogram of durations can say, in one clause; null: it is sound. The sum may be anything. */
export function flawOf({ count, buckets }: NativeHistogram): string | null {
  if (!(count >= 0 && count < Infinity)) return `counts ${count}, and a counter counts up from 0`;
  const wrong = buckets.find(
    (bucket) => !(bucket.from < bucket.to && bucket.count >= 0 && bucket.count < Infinity),
  );
  if (wrong !== undefined) return `has a bucket from ${wrong.from} to ${wrong.to} with ${wrong.count} in it`;
  const held = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  // Counts that are no whole numbers, such as those of `increase`, do not add up to the last digit.
  return held > count * (1 + 1e-6) ? `counts ${count}, and its buckets hold ${held}` : null;
}
