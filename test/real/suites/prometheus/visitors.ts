import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** What clients got from one release. */
export interface Visits {
  readonly requests: number;
  /** Answered with 5xx. */
  readonly failures: number;
  /** Answered only after SLOW_MS. */
  readonly slow: number;
}

/** So long the slow path of the application waits at least. */
export const SLOW_MS = 900;
const PAUSE_MS = 40;

/** Clients that keep a book for each release, to hold against the proxy's own. */
export class Visitors {
  readonly #pool: Pool;
  readonly #running: Promise<void>[];
  readonly #visits = new Map<string, Visits>();
  readonly #strays: string[] = [];
  #stopping = false;

  constructor(url: string, clients = 12) {
    this.#pool = new Pool(url, { connections: clients });
    this.#running = Array.from({ length: clients }, async (_, i) => this.#client(i === 0));
  }

  /** Lets every request under way be answered. May be called again. */
  async stop(): Promise<Readonly<Record<string, Visits>>> {
    this.#stopping = true;
    await Promise.all(this.#running);
    if (!this.#pool.closed) await this.#pool.close();
    return Object.fromEntries(this.#visits);
  }

  /** Requests that no release has answered, and why. */
  get strays(): readonly string[] {
    return this.#strays;
  }

  async #client(slow: boolean): Promise<void> {
    const path = slow ? `/slow?ms=${SLOW_MS}` : '/';
    while (!this.#stopping) {
      try {
        const { statusCode, headers, body } = await this.#pool.request({ method: 'GET', path });
        await body.text();
        const release = headers['x-demo-release'];
        if (typeof release === 'string') this.#note(release, statusCode, slow);
        else this.#strays.push(`${statusCode} from nobody`);
      } catch (error) {
        this.#strays.push(String(error));
      }
      await sleep(PAUSE_MS);
    }
  }

  #note(release: string, status: number, slow: boolean): void {
    const before = this.#visits.get(release) ?? { requests: 0, failures: 0, slow: 0 };
    const failed = status >= 500;
    this.#visits.set(release, {
      requests: before.requests + 1,
      failures: before.failures + (failed ? 1 : 0),
      // A failure is answered before the wait.
      slow: before.slow + (slow && !failed ? 1 : 0),
    });
  }
}
