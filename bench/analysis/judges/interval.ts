import type { Counts } from '@glidepath/analysis';
import type { Look } from '../world/traffic.ts';

/** Both releases' requests of one interval. */
export interface Paired {
  readonly candidate: Counts;
  readonly stable: Counts;
}

const NOTHING: Counts = { bad: 0, total: 0 };

/** Adds looks up to intervals of whole seconds, as a query over the last so many seconds does. */
export class Interval {
  readonly #seconds: number;
  #candidate = NOTHING;
  #stable = NOTHING;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** The interval that ends with this look; null while it lasts. */
  add({ second, candidate, stable }: Look): Paired | null {
    this.#candidate = plus(this.#candidate, candidate);
    this.#stable = plus(this.#stable, stable);
    if (second % this.#seconds !== 0) return null;
    const paired = { candidate: this.#candidate, stable: this.#stable };
    this.#candidate = NOTHING;
    this.#stable = NOTHING;
    return paired;
  }
}

export function plus(a: Counts, b: Counts): Counts {
  return { bad: a.bad + b.bad, total: a.total + b.total };
}

/** NaN where there was no request. */
export function rateOf({ bad, total }: Counts): number {
  return bad / total;
}
