import type { Counts, Reading } from '@glidepath/analysis';

/**
 * Counts of a time that has a fixed begin. They can only grow, by requests that were made and by those that were told
 * late. Where they went back, something was lost at the source; the judge would take that for a counter that began anew and
 * count everything twice, so it is told instead.
 */
export class WindowCounts {
  readonly #most = new Map<string, Counts>();

  /** `key`: one SLI of one release. `what`: what was counted, for people. `until`: when the time ended. */
  reading(key: string, { bad, total }: Counts, what: string, until: number): Reading {
    const most = this.#most.get(key);
    if (most !== undefined && (total < most.total || bad < most.bad)) {
      const [name, from, to] =
        total < most.total ? ['all', most.total, total] : ['the bad ones', most.bad, bad];
      return {
        kind: 'no-data',
        why: `the count of ${name} of ${what} went back from ${from} to ${to}: some of them are gone`,
      };
    }
    this.#most.set(key, { bad, total });
    return { kind: 'cumulative', series: [{ id: 'all', bad, total }], until };
  }
}
