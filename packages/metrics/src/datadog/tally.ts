import type { Counts, Reading } from '@glidepath/analysis';
import { formatDuration, millis } from '@glidepath/model';
import type { Tallied } from './batch.ts';

/** Counts come in whole intervals of this length. */
export const INTERVAL_MS = 10_000;
/** Intervals of the last while are asked for again at each look: what came in late is made up for. */
export const LATE_MS = 600_000;
/** Of one answer, so that Datadog does not lengthen the intervals: it gives 1,500 points at most. */
export const MOST_INTERVALS = 1_400;
const LONGEST_MS = MOST_INTERVALS * INTERVAL_MS;

interface Known extends Counts {
  readonly points: Map<number, Counts>;
  /** End of the newest interval of which something came. */
  readonly newest: number;
}

/**
 * The counts of one SLI since the first look, by release. An interval counts for the most that was ever said of it:
 * what comes late is added, nothing is counted twice, and the sums never go back.
 */
export class Tally {
  #begin: number | null = null;
  #readTo: number | null = null;
  readonly #releases = new Map<string, Known>();
  readonly #toldAbsent = new Set<string>();
  readonly #maxAge: number;

  /** @param maxAge how old the newest count of a release may be, in ms */
  constructor(maxAge: number) {
    this.#maxAge = maxAge;
  }

  /** Up to which moment all is known; null before the first look. */
  get readTo(): number | null {
    return this.#readTo;
  }

  /** From where to ask, so that nothing is missed. */
  from(to: number): number {
    const back = to - Math.max(LATE_MS, Math.ceil(this.#maxAge / INTERVAL_MS) * INTERVAL_MS);
    return Math.max(to - LONGEST_MS, Math.min(back, this.#readTo ?? back));
  }

  /** @param tallied at least from `from(to)` on */
  add(tallied: Tallied, to: number): void {
    const begin = (this.#begin ??= to);
    // Others may have been asked for further back, where all is settled here.
    const from = this.from(to);
    this.#readTo = to;
    for (const [value, points] of tallied) {
      const known = this.#releases.get(value) ?? {
        bad: 0,
        total: 0,
        points: new Map<number, Counts>(),
        newest: -Infinity,
      };
      let { bad, total, newest } = known;
      for (const time of known.points.keys()) if (time < from) known.points.delete(time);
      for (const [time, counts] of points) {
        newest = Math.max(newest, time + INTERVAL_MS);
        // What was counted before the first look is no part of the rollout, but shows that the release is there.
        if (time < begin || time < from) continue;
        const before = known.points.get(time) ?? { bad: 0, total: 0 };
        const most = { bad: Math.max(before.bad, counts.bad), total: Math.max(before.total, counts.total) };
        known.points.set(time, most);
        bad += most.bad - before.bad;
        total += most.total - before.total;
      }
      if (newest > -Infinity) this.#releases.set(value, { bad, total, newest, points: known.points });
    }
  }

  /**
   * What a look says of a release. `to`: end of the newest closed interval. Before its first request a release has no
   * counts, and the judge has to be shown once that there were none; from then on their absence is told in words.
   */
  reading(value: string, tag: string, to: number): Reading {
    const what = `${tag}:${value}`;
    const known = this.#releases.get(value);
    const until = this.#readTo ?? to;
    if (known === undefined) {
      if (this.#toldAbsent.has(value)) return { kind: 'no-data', why: `nothing is counted of ${what} yet` };
      this.#toldAbsent.add(value);
      return { kind: 'cumulative', series: [], until };
    }
    const age = to - known.newest;
    if (age > this.#maxAge) {
      const [old, most] = [formatDuration(millis(age)), formatDuration(millis(this.#maxAge))];
      const why = `the newest count of ${what} lies ${old} before the newest interval, more than max-age, ${most}`;
      return { kind: 'no-data', why };
    }
    return { kind: 'cumulative', series: [{ id: what, bad: known.bad, total: known.total }], until };
  }
}
