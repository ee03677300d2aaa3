import type { IncomingHttpHeaders } from 'node:http';

/**
 * Keeps to Datadog's rate limit, which all callers of an organization share. What is left of it is spread over the time
 * that is left, and where nothing is left nobody asks.
 */
export class Pace {
  readonly #now: () => number;
  #nextAt = 0;
  #emptyUntil = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long to wait, in ms, so that what is left of the limit lasts. */
  get pauseMs(): number {
    return Math.max(0, this.#nextAt - this.#now());
  }

  /** How long nobody may ask at all, in ms. */
  get emptyMs(): number {
    return Math.max(0, this.#emptyUntil - this.#now());
  }

  /** @param refused whether the answer was 429 */
  learn(headers: IncomingHttpHeaders, refused: boolean): void {
    const remaining = numberIn(headers['x-ratelimit-remaining']);
    const reset = numberIn(headers['x-ratelimit-reset']);
    const now = this.#now();
    if (refused) {
      // Datadog says in X-RateLimit-Reset when to come back; a proxy in between says it in Retry-After.
      const waitS = reset ?? secondsUntil(headers['retry-after'], now) ?? 0;
      this.#emptyUntil = now + waitS * 1000;
      this.#nextAt = this.#emptyUntil;
      return;
    }
    this.#emptyUntil = 0;
    this.#nextAt = 0;
    if (remaining === null || reset === null) return;
    if (remaining === 0) this.#emptyUntil = now + reset * 1000;
    this.#nextAt = now + (reset * 1000) / Math.max(1, remaining);
  }
}

function numberIn(header: string | readonly string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) : null;
}

/** Seconds, or a date: RFC 9110, 10.2.3. */
function secondsUntil(retryAfter: string | undefined, now: number): number | null {
  const seconds = numberIn(retryAfter);
  if (seconds !== null || retryAfter === undefined) return seconds;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - now) / 1000;
}
