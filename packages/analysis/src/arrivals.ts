/**
 * When counts come in. Counters that are read where they are kept grow with every look. Those that are scraped once a minute
 * stand still for eleven looks and bring a minute's requests with the twelfth, in a lump, each series at a moment of its own.
 */

/** What one series counted since it was last read. */
export interface Growth {
  readonly id: string;
  readonly total: number;
}

/**
 * Nats. Of k requests that fell on g looks by chance, at least one of them on the last, all fall on the last with chance
 * g^-(k-1). Below e^-16 nobody believes that.
 */
const UNBELIEVABLE = 16;

/** What is known of earlier looks counts half with each one at which something came in. */
const FADING = 0.5;

/** When a series last grew. */
interface Change {
  /** The number of the look. */
  readonly look: number;
  /** Up to when its requests were counted then. */
  readonly until: number;
  readonly isLump: boolean;
}

/** How the counts of one release's series come in. */
export class Arrivals {
  readonly #changes = new Map<string, Change>();
  #look = 0;
  #until: number | null = null;
  /** Requests that came in of late. */
  #all = 0;
  /** Those of them that came in a lump, of series whose last ones did too: a single lump may be traffic that begins. */
  #lumped = 0;
  /** These, times how long they took. */
  #lumpedMs = 0;

  /**
   * One look that could be read. Returns since when its requests were made: since the look before, or, where most of them came
   * in lumps, since their series grew before, on average.
   * @param at its moment, ms
   * @param told up to when requests are counted, where the source tells; then nothing is guessed
   */
  read(series: readonly Growth[], at: number, told = NaN): number {
    const isTold = !Number.isNaN(told);
    const before = this.#until ?? (isTold ? Math.min(at, told) : at);
    const until = Math.max(before, isTold ? Math.min(at, told) : at);
    this.#until = until;
    this.#look += 1;
    const now = { all: 0, inLumps: 0, lumpMs: 0, again: 0, againMs: 0 };
    for (const { id, total } of series) {
      const change = this.#changes.get(id);
      const ms = isTold ? 0 : this.#lumpOf(change, total, until);
      now.all += total;
      if (ms > 0) {
        now.inLumps += total;
        now.lumpMs += total * ms;
      }
      if (ms > 0 && change?.isLump !== false) {
        now.again += total;
        now.againMs += total * ms;
      }
      if (total > 0 || change === undefined)
        this.#changes.set(id, { look: this.#look, until, isLump: ms > 0 });
    }
    if (now.all === 0) return before;
    this.#all = FADING * this.#all + now.all;
    this.#lumped = FADING * this.#lumped + now.again;
    this.#lumpedMs = FADING * this.#lumpedMs + now.againMs;
    return now.inLumps > now.all / 2 ? Math.min(before, until - now.lumpMs / now.inLumps) : before;
  }

  /** How long a series' requests took to come in; 0 where they did not come in a lump. */
  #lumpOf(change: Change | undefined, total: number, until: number): number {
    // A series that begins beside others that come in lumps may have begun as long ago as those take.
    if (change === undefined) return this.everyMs;
    const looks = this.#look - change.look;
    return (total - 1) * Math.log(looks) > UNBELIEVABLE ? until - change.until : 0;
  }

  /** How long it takes until the counts of every series have come in; 0 where most requests do so at every look. */
  get everyMs(): number {
    return this.#lumped > this.#all / 2 ? this.#lumpedMs / this.#lumped : 0;
  }
}
