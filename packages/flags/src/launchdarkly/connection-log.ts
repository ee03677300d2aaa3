/**
 * What the SDK says of its connection. It has no other word for a stream that was lost after the start: it goes on with
 * the flags that it has. What it says is read here and goes nowhere.
 */
export class ConnectionLog {
  readonly #now: () => number;
  #lost: { readonly since: number; readonly why: string } | null = null;
  #gaveUp: { readonly status: number | null; readonly why: string } | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Null while flags come in. */
  get lost(): { readonly since: number; readonly why: string } | null {
    return this.#lost;
  }

  /** The SDK will not try again. */
  get gaveUp(): { readonly status: number | null; readonly why: string } | null {
    return this.#gaveUp;
  }

  error(...words: unknown[]): void {
    const text = words.join(' ');
    const [, why = text] = FAILURE.exec(text) ?? [];
    if (text.includes('giving up permanently'))
      this.#gaveUp = { status: Number(/^error (\d{3})/.exec(why)?.[1] ?? 0) || null, why };
    else if (text.includes('invalid data')) this.#lose('its data is not understood');
  }

  warn(...words: unknown[]): void {
    const [, why] = FAILURE.exec(words.join(' ')) ?? [];
    if (why !== undefined) this.#lose(why);
  }

  info(...words: unknown[]): void {
    if (words.join(' ').startsWith('Will retry stream connection') && this.#lost === null)
      this.#lose('the stream ended');
  }

  debug(...words: unknown[]): void {
    if (/^Received (?:put|patch|delete) event/.test(words.join(' '))) this.#lost = null;
  }

  #lose(why: string): void {
    this.#lost = { since: this.#lost?.since ?? this.#now(), why };
  }
}
const FAILURE = /^Received (.+?) for (?:streaming|polling) request/;
