import type { HistogramEdge } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { seriesText } from './series-names.ts';

/** Which edge of a histogram stands for the objective's threshold. */
export type Choice =
  | { readonly kind: 'edge'; readonly edge: number }
  /** Nothing shows which edges there are, and nothing was counted around the threshold yet. */
  | { readonly kind: 'unknown' }
  /** `near`: the edges on either side of the threshold, as far as there are any. */
  | { readonly kind: 'none'; readonly why: string; readonly near: readonly number[] };

/** The edge of a bucket; clients write the same one as 1, 1.0 or 1e0. NaN where it has none. */
export function edgeOf({ labels }: Pick<Sample, 'labels'>): number {
  const { le } = labels;
  if (le === '+Inf') return Infinity;
  return le === undefined || le.trim() === '' ? NaN : Number(le);
}

export function sameEdge(one: number, other: number): boolean {
  return one === other || Math.abs(one - other) <= 1e-9 * Math.abs(other);
}

/** The edges that all series of a classic histogram have, but for the last one, rising. */
export function commonEdges(buckets: readonly Sample[]): readonly number[] {
  const edges = new Map<string, Set<number>>();
  for (const bucket of buckets) {
    const series = withoutEdge(bucket);
    edges.set(series, (edges.get(series) ?? new Set()).add(edgeOf(bucket)));
  }
  const [first = new Set<number>(), ...others] = edges.values();
  return rising([...first].filter((edge) => others.every((other) => other.has(edge))));
}

/** The edges that all series have, by how many series have each. */
export function edgesOfAll(counts: readonly Sample[]): readonly number[] {
  const series = new Map<number, number>();
  for (const count of counts) {
    const edge = edgeOf(count);
    series.set(edge, (series.get(edge) ?? 0) + (count.value ?? 0));
  }
  const all = series.get(Infinity) ?? 0;
  return rising([...series].flatMap(([edge, count]) => (count === all ? [edge] : [])));
}

function rising(edges: readonly number[]): readonly number[] {
  return edges.filter(Number.isFinite).sort((a, b) => a - b);
}

/** The edge that stands for a threshold among those of a classic histogram. */
export function chooseEdge(edges: readonly number[], threshold: number, how: HistogramEdge): Choice {
  const same = edges.find((edge) => sameEdge(edge, threshold));
  if (same !== undefined) return { kind: 'edge', edge: same };
  const below = edges.findLast((edge) => edge < threshold);
  const above = edges.find((edge) => edge > threshold);
  const edge = how === 'below' ? below : how === 'above' ? above : undefined;
  if (edge !== undefined) return { kind: 'edge', edge };
  const there =
    edges.length === 0 ? 'there are no edges that all series have' : `its edges are ${edges.join(', ')}`;
  return { kind: 'none', why: there, near: [below, above].flatMap((one) => one ?? []) };
}

/** What names a series of a classic histogram, whichever bucket it is. */
export function withoutEdge({ labels }: Sample): string {
  const { le: _, ...rest } = labels;
  return seriesText(rest);
}

/** RE2 for an edge as clients write it: 1 and 1.0, 0.3 and .30; those far from 1 as 1e-05 too. */
export function edgePattern(edge: number): string {
  const [mantissa = '', exponent = '0'] = edge.toExponential().split('e');
  const power = Number(exponent);
  const plain = decimalPattern(decimalOf(mantissa.replace('.', ''), power));
  if (power >= -3 && power < 6) return plain;
  const sign = power < 0 ? '-' : '[+]?';
  return `${plain}|${decimalPattern(mantissa)}[eE]${sign}0*${Math.abs(power)}`;
}

function decimalOf(digits: string, power: number): string {
  if (power < 0) return `0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.padEnd(power + 1, '0');
  return `${whole.slice(0, power + 1)}.${whole.slice(power + 1)}`.replace(/\.$/, '');
}

function decimalPattern(decimal: string): string {
  const [whole = '0', fraction] = decimal.split('.');
  if (fraction === undefined) return `${whole}([.]0*)?`;
  return `${whole === '0' ? '0?' : whole}[.]${fraction}0*`;
}
