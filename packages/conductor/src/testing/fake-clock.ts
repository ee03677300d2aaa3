import { instant, type Instant, type Millis } from '@glidepath/model';
import type { Clock } from '../ports.ts';

/** Time that passes only when somebody sleeps. */
export class FakeClock implements Clock {
  #now: number;
  /** Called after each sleep, with the new time: where a test's world moves. */
  onTick: (now: Instant) => void | Promise<void> = () => {};

  constructor(start = 1_800_000_000_000) {
    this.#now = start;
  }

  now(): Instant {
    return instant(this.#now);
  }

  async sleep(length: Millis, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) this.#now += length;
    else this.#now += 1;
    await this.onTick(this.now());
  }
}
