import type { Counts } from '@glidepath/analysis';

/** What was told so far, and until when. */
export interface SoFar {
  readonly end: number;
  readonly sum: Counts;
}

/** What was told of one time after the other, added up: each begins where the last one that was told ended. */
export class Intervals {
  readonly #known = new Map<string, SoFar>();

  /** Null: there was none yet. */
  soFar(key: string): SoFar | null {
    return this.#known.get(key) ?? null;
  }

  /** The first interval begins at `at`. */
  begin(key: string, at: number): SoFar {
    return this.#keep(key, { end: at, sum: { bad: 0, total: 0 } });
  }

  /** What the interval had that ended at `end`. */
  add(key: string, end: number, { bad, total }: Counts): SoFar {
    const sum = this.#known.get(key)?.sum ?? { bad: 0, total: 0 };
    return this.#keep(key, { end, sum: { bad: sum.bad + bad, total: sum.total + total } });
  }

  #keep(key: string, known: SoFar): SoFar {
    this.#known.set(key, known);
    return known;
  }
}
