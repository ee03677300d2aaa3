import type { Counts } from './types.ts';

/** Requests of one release, added up. */
export class Tally {
  #bad = 0;
  #total = 0;

  add(bad: number, total: number): void {
    this.#bad += bad;
    this.#total += total;
  }

  clear(): void {
    this.#bad = 0;
    this.#total = 0;
  }

  /** 0 where there was no request. */
  get rate(): number {
    return this.#total === 0 ? 0 : this.#bad / this.#total;
  }

  get counts(): Counts {
    return { bad: this.#bad, total: this.#total };
  }

  get isEmpty(): boolean {
    return this.#total === 0;
  }
}

/** After this many usual looks a request counts half: a minute at the default poll. */
const HALF_LIFE = 12;
const FADING = 0.5 ** (1 / HALF_LIFE);

/** How often requests of one release failed of late. */
export class RecentRate {
  #bad = 0;
  #total = 0;

  /** One look, which stands for so many usual ones. */
  add(bad: number, total: number, looks: number): void {
    const left = FADING ** looks;
    this.#bad = this.#bad * left + bad;
    this.#total = this.#total * left + total;
  }

  /** 0 where there was no request. */
  get rate(): number {
    return this.#total === 0 ? 0 : this.#bad / this.#total;
  }
}
