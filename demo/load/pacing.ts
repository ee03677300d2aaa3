/** A request that is due goes out late rather than never, but not later than this: then it counts as not sent. */
export const LATEST_MS = 1_000;

/** What to send now. Times are milliseconds of one monotonic clock. */
export interface Due {
  /** When each request to send now was due: latency is counted from there, so a stalled sender hides nothing. */
  readonly send: readonly number[];
  /** How many came due but could not go out in time. */
  readonly missed: number;
}

/** An open loop: request k is due at start + k/rate, whatever became of those before it. */
export class Pacer {
  readonly #start: number;
  readonly #gap: number;
  #next = 0;

  /** @param rate requests a second, above 0 */
  constructor(start: number, rate: number) {
    if (!(rate > 0)) throw new RangeError(`${rate} is not a rate above 0`);
    this.#start = start;
    this.#gap = 1_000 / rate;
  }

  /**
   * Takes what is due at `now`.
   * @param room how many more requests may be under way
   */
  take(now: number, room: number): Due {
    const send: number[] = [];
    let missed = 0;
    for (; ; this.#next += 1) {
      const dueAt = this.#start + this.#next * this.#gap;
      if (dueAt > now) break;
      if (now - dueAt > LATEST_MS) missed += 1;
      else if (send.length < room) send.push(dueAt);
      else break;
    }
    return { send, missed };
  }
}
