import { Arrivals } from './arrivals.ts';
import { coincidenceOf, NO_COINCIDENCE, type Coincidence } from './scatter.ts';
import type { Counts, Reading, Series } from './types.ts';

/** What a reading adds to what was known. */
export type Increment =
  | ({
      readonly kind: 'counts';
      /** Since when these requests were made, ms since 1970. */
      readonly from: number;
      readonly splits: Coincidence;
      /** The series that failed, alone. */
      readonly cells: readonly Counts[];
    } & Counts)
  | { readonly kind: 'no-data'; readonly why: string }
  | { readonly kind: 'source-down'; readonly why: string };

/** No service takes more; a jump beyond it is a broken counter. */
const MOST_REQUESTS_PER_SECOND = 1e7;
/** A gap is not thought longer than this: 10^7 requests a second for a year would excuse any number. */
const LONGEST_GAP_S = 3_600;

/** One series as it was last read. */
interface Known extends Counts {
  /** Its failures went back once while its requests did not; a second time it is believed to have been reset. */
  readonly doubted: boolean;
}

/** What is wrong with one series. */
interface Flaw {
  readonly why: string;
  readonly doubt: boolean;
}

/**
 * Turns what a source says of one release into new requests. A counter that went down was reset, so all that it
 * counts now is new. A series not seen at the first reading began since, at 0. A reading that can't be true is no data:
 * nothing of it is used, and what really happened is made up for by the next sound reading.
 */
export class Counters {
  readonly #known = new Map<string, Known>();
  readonly #arrivals = new Arrivals();
  #readAt: number | null = null;
  /** Whether series were listed before: only then is one that comes up a new one. */
  #listed = false;

  /** How long it takes until the counts of every series have come in, ms; 0 where they do so at every reading. */
  get everyMs(): number {
    return this.#arrivals.everyMs;
  }

  /** `at`: ms; later than that of the reading before. */
  read(reading: Reading, at: number): Increment {
    switch (reading.kind) {
      case 'no-data':
      case 'source-down':
        return { kind: reading.kind, why: reading.why };
      case 'interval':
        return this.#interval(reading, at);
      case 'cumulative':
        return this.#cumulative(reading, at);
    }
  }

  #interval(reading: Extract<Reading, { kind: 'interval' }>, at: number): Increment {
    const { bad, total } = reading;
    const wrong = wrongWith({ bad, total }) ?? tooMany(total, this.#most(at));
    if (wrong !== null) return noData(wrong);
    this.#readAt = at;
    this.#known.clear();
    this.#listed = false;
    const from = this.#arrivals.read([{ id: '', total }], at, reading.until);
    return { kind: 'counts', bad, total, splits: NO_COINCIDENCE, from, cells: [{ bad, total }] };
  }

  #cumulative(reading: Extract<Reading, { kind: 'cumulative' }>, at: number): Increment {
    const { series } = reading;
    const most = this.#most(at);
    const fresh = new Map<string, Counts>();
    const counted: Series[] = [];
    let wrong: string | null = null;
    let bad = 0;
    let total = 0;
    for (const one of series) {
      const twin = fresh.get(one.id);
      if (twin !== undefined) {
        if (twin.bad !== one.bad || twin.total !== one.total)
          wrong ??= `series ${one.id} came twice, differently`;
        continue;
      }
      fresh.set(one.id, { bad: one.bad, total: one.total });
      const since = this.#since(one, most);
      if ('why' in since) {
        wrong ??= `series ${one.id}: ${since.why}`;
        if (since.doubt) this.#doubt(one.id);
      } else {
        bad += since.bad;
        total += since.total;
        counted.push({ id: one.id, ...since });
      }
    }
    if (wrong !== null) return noData(wrong);
    this.#readAt = at;
    this.#listed = true;
    for (const [id, counts] of fresh) this.#known.set(id, { ...counts, doubted: false });
    const from = this.#arrivals.read(counted, at, reading.until);
    if (series.length === 0) return noData('no series');
    const cells = counted.filter((one) => one.bad > 0);
    return { kind: 'counts', bad, total, from, splits: coincidenceOf(counted), cells };
  }

  /** What a series counted since it was last read. */
  #since({ id, bad, total }: Series, most: number): Counts | Flaw {
    const wrong = wrongWith({ bad, total });
    if (wrong !== null) return { why: wrong, doubt: false };
    const known = this.#known.get(id);
    if (known === undefined) {
      // More than it can have counted since the last reading: it is older, and only now came into sight.
      return this.#listed && total <= most ? { bad, total } : { bad: 0, total: 0 };
    }
    if (bad < known.bad && total >= known.total && !known.doubted) {
      return { why: `failures went from ${known.bad} back to ${bad} while requests did not`, doubt: true };
    }
    const wasReset = total < known.total || bad < known.bad;
    const since = wasReset ? { bad, total } : { bad: bad - known.bad, total: total - known.total };
    const impossible = wrongWith(since) ?? tooMany(since.total, most);
    return impossible === null ? since : { why: `since the last reading ${impossible}`, doubt: false };
  }

  #doubt(id: string): void {
    const known = this.#known.get(id);
    if (known !== undefined) this.#known.set(id, { ...known, doubted: true });
  }

  /** The most requests that can have come since the last sound reading. */
  #most(at: number): number {
    const gap = this.#readAt === null ? LONGEST_GAP_S : (at - this.#readAt) / 1000;
    return MOST_REQUESTS_PER_SECOND * Math.min(LONGEST_GAP_S, Math.max(1, gap));
  }
}

function wrongWith({ bad, total }: Counts): string | null {
  if (!(total >= 0 && total <= Number.MAX_SAFE_INTEGER)) return `${total} requests is not a count`;
  if (!(bad >= 0)) return `${bad} failures is not a count`;
  return bad > total ? `${bad} failures of ${total} requests` : null;
}

function tooMany(total: number, most: number): string | null {
  return total > most ? `${total} requests are more than can have come` : null;
}

function noData(why: string): Increment {
  return { kind: 'no-data', why };
}
