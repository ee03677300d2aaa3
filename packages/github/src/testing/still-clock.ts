import type { Clock } from '@glidepath/conductor';
import { instant } from '@glidepath/model';

/** A clock that only moves when somebody sleeps, which takes no time, or when it is set. */
export class StillClock implements Clock {
  readonly slept: number[] = [];
  #now: number;

  constructor(now = Date.UTC(2026, 2, 2, 9, 0, 0)) {
    this.#now = now;
  }

  now() {
    return instant(this.#now);
  }

  async sleep(length: number): Promise<void> {
    this.slept.push(length);
    this.#now += length;
  }

  pass(length: number): void {
    this.#now += length;
  }
}
