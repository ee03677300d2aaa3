/** The hour's requests. Counts always; refuses only where a limit was set. */
export class Budget {
  readonly #limit: number;
  readonly #isEnforced: boolean;
  readonly #windowMs: number;
  #used = 0;
  #ends: number;

  /** @param limit requests a window; null: GitHub's 5,000, which nothing enforces */
  constructor(limit: number | null, windowMs = 3_600_000) {
    this.#limit = limit ?? 5000;
    this.#isEnforced = limit !== null;
    this.#windowMs = windowMs;
    this.#ends = Date.now() + windowMs;
  }

  get isEmpty(): boolean {
    this.#turn();
    return this.#isEnforced && this.#used >= this.#limit;
  }

  spend(cost: number): void {
    this.#turn();
    this.#used += cost;
  }

  /** In the form of `GET /rate_limit`. */
  view(): { limit: number; remaining: number; reset: number; used: number } {
    this.#turn();
    const remaining = Math.max(this.#limit - this.#used, this.#isEnforced ? 0 : 1);
    return { limit: this.#limit, remaining, reset: Math.ceil(this.#ends / 1000), used: this.#used };
  }

  headers(): Record<string, string> {
    const { limit, remaining, reset, used } = this.view();
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    };
  }

  #turn(): void {
    if (Date.now() < this.#ends) return;
    this.#used = 0;
    this.#ends = Date.now() + this.#windowMs;
  }
}
