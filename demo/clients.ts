import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NEWS, type News, type Order, type WindowTally } from './load/messages.ts';
import { Trouble } from './trouble.ts';

const CONNECTIONS = 512;
const LONGEST_MS = 180_000;
/** A request may take 10 s before it counts as timed out. */
const FAREWELL_MS = 15_000;

/** The load generator's process, seen from the demo. */
export class Clients {
  readonly #child: ChildProcess;
  readonly #onNews: (news: News) => void;
  #news: News | null = null;
  #trouble: Trouble | null = null;

  constructor(options: { port: number; rate: number; window: string; onNews: (news: News) => void }) {
    this.#onNews = options.onNews;
    this.#child = fork(join(import.meta.dirname, 'load', 'main.ts'), [], {
      // A group of its own: Ctrl-C is for the demo, which then says when to stop.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => {
      this.#hear(message);
    });
    this.#child.once('error', (error) => {
      this.#trouble = new Trouble(`the load generator did not start: ${error.message}`);
    });
    // After the last of its news, unlike `exit`.
    this.#child.once('disconnect', () => {
      if (this.#news?.final !== true) this.#trouble = new Trouble('the load generator ended early');
    });
    const { port, rate, window } = options;
    this.#tell({ kind: 'start', port, rate, connections: CONNECTIONS, longestMs: LONGEST_MS, window });
  }

  /** Requests sent from now on count for `name`. @throws Trouble when the generator is gone */
  open(name: string): void {
    this.#check();
    this.#tell({ kind: 'window', name });
  }

  /** Stops sending and waits for what is under way. */
  async close(): Promise<void> {
    if (this.#child.connected) {
      this.#tell({ kind: 'stop' });
      const gone = once(this.#child, 'disconnect');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), FAREWELL_MS);
      await gone;
      clearTimeout(timer);
    }
  }

  /** The latest figures; after `close` the last. @throws Trouble when the generator ended early */
  get windows(): readonly WindowTally[] {
    this.#check();
    return this.#news?.windows ?? [];
  }

  #hear(message: unknown): void {
    const news = NEWS.safeParse(message);
    if (!news.success) {
      this.#trouble = new Trouble('the load generator said something unknown');
      return;
    }
    this.#news = news.data;
    this.#onNews(news.data);
  }

  #check(): void {
    if (this.#trouble !== null) throw this.#trouble;
  }

  #tell(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }
}
