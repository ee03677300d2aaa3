import type { Counts } from '@glidepath/analysis';
import type { Past, SliHistory } from '@glidepath/conductor';

export const MINUTE_MS = 60_000;

/** A time; `to` is not within. Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The whole minutes that are asked for, as far as all counts of them are there by `settled`. */
export function pastSpan({ until, minutes }: Past, settled: number): Span {
  const to = Math.floor(Math.min(until, settled) / MINUTE_MS) * MINUTE_MS;
  return { from: to - minutes * MINUTE_MS, to };
}

/** Its minutes, oldest first. */
export function minutesIn({ from, to }: Span): readonly Span[] {
  return Array.from({ length: Math.round((to - from) / MINUTE_MS) }, (_, index) => ({
    from: from + index * MINUTE_MS,
    to: from + (index + 1) * MINUTE_MS,
  }));
}

/** Counts of minutes, oldest first. One without requests tells nothing. */
export function pastOf(sli: string, counts: readonly Counts[]): SliHistory {
  return {
    sli,
    minutes: counts.filter(({ total }) => total > 0).map(({ bad, total }) => ({ bad, total })),
    why: null,
  };
}

export function noPast(sli: string, why: string): SliHistory {
  return { sli, minutes: [], why };
}
