import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** What users got from one side of a flag. */
export interface Bought {
  readonly requests: number;
  /** Answered with 5xx. */
  readonly failures: number;
  readonly users: ReadonlySet<string>;
}

interface Book {
  requests: number;
  failures: number;
  readonly users: Set<string>;
}

/** Many users, one after the other over a few connections, until they are stopped. */
export class Shoppers {
  readonly #pool: Pool;
  readonly #running: Promise<void>[];
  readonly #books = new Map<string, Book>();
  readonly #strays: string[] = [];
  readonly #users: number;
  #next = 0;
  #stopping = false;

  /** @param pauseMs between two requests of one connection */
  constructor(url: string, { users = 1000, connections = 8, pauseMs = 20 } = {}) {
    this.#users = users;
    this.#pool = new Pool(url, { connections });
    this.#running = Array.from({ length: connections }, async () => this.#shop(pauseMs));
  }

  /** By the name of the side. */
  get seen(): ReadonlyMap<string, Bought> {
    return this.#books;
  }

  /** Requests that nobody has answered, and why. */
  get strays(): readonly string[] {
    return this.#strays;
  }

  /** Forgets what was seen, so that what comes is told apart from it. */
  begin(): void {
    this.#books.clear();
  }

  /** Lets every request under way be answered. May be called again. */
  async stop(): Promise<ReadonlyMap<string, Bought>> {
    this.#stopping = true;
    await Promise.all(this.#running);
    if (!this.#pool.closed) await this.#pool.close();
    return this.seen;
  }

  async #shop(pauseMs: number): Promise<void> {
    while (!this.#stopping) {
      this.#next = (this.#next + 1) % this.#users;
      const user = `user-${this.#next}`;
      try {
        const { statusCode, body } = await this.#pool.request({ method: 'GET', path: `/?user=${user}` });
        this.#note(await body.text(), user, statusCode);
      } catch (error) {
        this.#strays.push(String(error));
      }
      await sleep(pauseMs);
    }
  }

  #note(side: string, user: string, status: number): void {
    const book = this.#books.get(side) ?? { requests: 0, failures: 0, users: new Set<string>() };
    book.requests += 1;
    if (status >= 500) book.failures += 1;
    book.users.add(user);
    this.#books.set(side, book);
  }
}
