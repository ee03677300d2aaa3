/** The value below which `share` of the sorted values lie; null where there is none. */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}

/** The middle one and the one that one in ten exceeds. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
}

export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = Float64Array.from(values).sort();
  const median = quantile(sorted, 0.5);
  const p90 = quantile(sorted, 0.9);
  return median === null || p90 === null ? null : { median, p90 };
}

/** A share that was found in so many tries, with the ends of its 95 % interval. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** E. B. Wilson, Probable inference (1927): sound also where none or all of them are. */
export function shareOf(count: number, tries: number): Share {
  if (tries === 0) return { share: 0, low: 0, high: 1 };
  const share = count / tries;
  const middle = (share + Z ** 2 / (2 * tries)) / (1 + Z ** 2 / tries);
  const half = (Z / (1 + Z ** 2 / tries)) * Math.sqrt((share * (1 - share)) / tries + (Z / (2 * tries)) ** 2);
  return {
    share,
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === tries ? 1 : Math.min(1, middle + half),
  };
}
