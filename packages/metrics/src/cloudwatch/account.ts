import type { Counts } from '@glidepath/analysis';

/** Counts of one SLI and release, period by period, since the first look: what came in late replaces what was known. */
export class Account {
  readonly #periods = new Map<number, Counts>();
  readonly #from: number;
  readonly #periodMs: number;
  #through: number;
  #told = false;

  /** @param from begin of the first period that counts */
  constructor(from: number, periodMs: number) {
    this.#from = from;
    this.#periodMs = periodMs;
    this.#through = from;
  }

  /** Begin of the first period that has to be asked for, where late data is looked for so far back. */
  since(to: number, lateMs: number): number {
    const back = Math.floor((to - lateMs) / this.#periodMs) * this.#periodMs;
    return Math.max(this.#from, Math.min(this.#through, back));
  }

  /** What a look found before `to`. Counts grow only: one that is less than before came from a copy that lags behind. */
  add(found: ReadonlyMap<number, Counts>, to: number): void {
    for (const [at, { bad, total }] of found) {
      if (at < this.#from) continue;
      const known = this.#periods.get(at);
      this.#periods.set(at, {
        bad: Math.max(bad, known?.bad ?? 0),
        total: Math.max(total, known?.total ?? 0),
      });
    }
    this.#through = Math.max(this.#through, to);
  }

  /** End of the newest period with data; null before the first. */
  get newest(): number | null {
    let newest: number | null = null;
    for (const at of this.#periods.keys()) newest = Math.max(newest ?? at, at);
    return newest === null ? null : newest + this.#periodMs;
  }

  /** A period whose counts can't be true. */
  get wrong(): { readonly at: number; readonly counts: Counts } | null {
    for (const [at, counts] of this.#periods) if (counts.bad > counts.total) return { at, counts };
    return null;
  }

  get sum(): Counts {
    let bad = 0;
    let total = 0;
    for (const counts of this.#periods.values()) {
      bad += counts.bad;
      total += counts.total;
    }
    return { bad, total };
  }

  /** True the first time: the judge has to be shown once that there was nothing, to count from there. */
  tellAbsence(): boolean {
    if (this.#told) return false;
    this.#told = true;
    return true;
  }
}
