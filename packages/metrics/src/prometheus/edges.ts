import type { Sample } from './answer.ts';

/** The edge of a bucket; clients write the same one as 1, 1.0 or 1e0. NaN where it has none. */
export function edgeOf({ labels }: Sample): number {
  const { le } = labels;
  if (le === '+Inf') return Infinity;
  return le === undefined || le.trim() === '' ? NaN : Number(le);
}

export function sameEdge(one: number, other: number): boolean {
  return one === other || Math.abs(one - other) <= 1e-9 * Math.abs(other);
}

/** All edges but the last, rising. */
export function edgesIn(buckets: readonly Sample[]): readonly number[] {
  return [...new Set(buckets.map(edgeOf))].filter(Number.isFinite).sort((a, b) => a - b);
}

/** RE2 for an edge as clients write it: 1 and 1.0, 0.3 and .30. Edges of whole milliseconds need no exponent. */
export function edgePattern(edge: number): string {
  const [whole = '0', fraction] = String(edge).split('.');
  if (fraction === undefined) return `${whole}([.]0*)?`;
  return `${whole === '0' ? '0?' : whole}[.]${fraction}0*`;
}
