import type { Counts, Reading, Series } from '@glidepath/analysis';
import type { Counter } from './readings.ts';

const NOTHING: Counts = { bad: 0, total: 0 };

/** One result of the two expressions since the first look. */
interface Grown {
  readonly last: Counts;
  /** All that was added. */
  readonly sum: Counts;
  /** What it fell by since it last rose beyond that. */
  readonly fallen: Counts;
}

/**
 * What the results of expressions gained since the first look. An expression may be a sum, which falls when one of its series
 * goes or begins anew. The judge would take that for a counter that began anew and count everything again. So the
 * judge is shown sums of our own, which only grow: what falls adds nothing, and goes on from its new value. They are
 * cumulative, so that the judge makes up for a look that it was not shown by the next, as with any counter.
 */
export class Growth {
  readonly #known = new Map<string, Map<string, Grown>>();

  /** `key`: one SLI of one release. */
  reading(key: string, counters: readonly Counter[]): Reading {
    const wrong = flawIn(counters);
    if (wrong !== null) return { kind: 'no-data', why: wrong };
    const first = !this.#known.has(key);
    const known = this.#known.get(key) ?? new Map<string, Grown>();
    this.#known.set(key, known);
    const series = counters.map(({ id, total, part }): Series => {
      const before = known.get(id);
      const now = { total: total ?? 0, bad: part ?? before?.last.bad ?? 0 };
      const grown: Grown =
        before === undefined
          ? { last: now, sum: first ? NOTHING : now, fallen: NOTHING }
          : grownBy(before, now);
      known.set(id, grown);
      return { id, ...grown.sum };
    });
    return { kind: 'cumulative', series };
  }
}

function grownBy({ last, sum, fallen }: Grown, now: Counts): Grown {
  const rise = minus(now, last);
  if (rise.total < 0 || rise.bad < 0) {
    const lost = { total: Math.max(0, -rise.total), bad: Math.max(0, -rise.bad) };
    return { last: now, sum, fallen: plus(fallen, lost) };
  }
  // A series that was missing at one scrape takes its whole history back with it, at once. That is not new.
  const isBack = fallen.total > 0 && rise.total >= fallen.total && rise.bad >= fallen.bad;
  return isBack
    ? { last: now, sum: plus(sum, minus(rise, fallen)), fallen: NOTHING }
    : { last: now, sum: plus(sum, rise), fallen };
}

/** Why these can't be counts, in one clause; null: they can. */
export function flawIn(counters: readonly Counter[]): string | null {
  for (const { id, total, part } of counters) {
    if (total === null) return `bad has a result ${id}, and total has none like it`;
    if (part !== null && part > total) return `${id} counts ${part} bad requests of ${total}`;
  }
  return null;
}

function plus(one: Counts, other: Counts): Counts {
  return { bad: one.bad + other.bad, total: one.total + other.total };
}

function minus(one: Counts, other: Counts): Counts {
  return { bad: one.bad - other.bad, total: one.total - other.total };
}
