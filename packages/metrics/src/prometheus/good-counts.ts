import type { Counts, Reading, Series } from '@glidepath/analysis';
import type { Counter } from './readings.ts';

/** What a counter said when it was read last. */
interface Read extends Counts {
  readonly good: number;
}

/**
 * Bad is what is not good. The counters of one page of metrics are not read at the very same instant, so a few requests may
 * be among the good that are not yet among all. The difference then goes back a little, and the judge would take that
 * for a counter that began anew; so it stays where it was until there are more.
 */
export class GoodCounts {
  readonly #read = new Map<string, Read>();

  /** `key`: one SLI of one release. */
  reading(key: string, counters: readonly Counter[]): Reading {
    const series: Series[] = [];
    for (const counter of counters) {
      const { id } = counter;
      const name = `${key} ${id}`;
      const before = this.#read.get(name);
      if (counter.part === null && before !== undefined && before.good > 0)
        return { kind: 'no-data', why: `the good ones of ${id} are gone` };
      const total = counter.total ?? 0;
      const good = counter.part ?? 0;
      if (tooManyGood(total, good))
        return { kind: 'no-data', why: `${id} counts ${good} good requests of ${total}` };
      const least = before !== undefined && total >= before.total ? before.bad : 0;
      const bad = Math.max(0, total - good, Math.min(least, total));
      this.#read.set(name, { total, good, bad });
      series.push({ id, bad, total });
    }
    return { kind: 'cumulative', series };
  }
}

const A_FEW = 10;
const A_FEW_SHARE = 0.001;

/** More than may have come in while the page was written. */
export function tooManyGood(total: number, good: number): boolean {
  return good - total > Math.max(A_FEW, total * A_FEW_SHARE);
}
