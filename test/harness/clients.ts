import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** What clients saw. */
export interface Seen {
  readonly requests: number;
  /** Failed although the release did not mean to: connection errors, cut answers, the proxy's own errors. */
  readonly notByRelease: readonly string[];
  /** Answers by release name. */
  readonly byRelease: ReadonlyMap<string, number>;
}

/** Clients with keep-alive connections that ask again and again until they are stopped. */
export class Clients {
  readonly #pool: Pool;
  readonly #running: Promise<void>[];
  readonly #notByRelease: string[] = [];
  readonly #byRelease = new Map<string, number>();
  #requests = 0;
  #stopping = false;

  /** @param pauseMs between two requests of one client */
  constructor(url: string, clients = 16, pauseMs = 60) {
    this.#pool = new Pool(url, { connections: clients });
    this.#running = Array.from({ length: clients }, async (_, i) => this.#client(i, pauseMs));
  }

  get seen(): Seen {
    return { requests: this.#requests, notByRelease: this.#notByRelease, byRelease: this.#byRelease };
  }

  /** Lets every request under way be answered. May be called again. */
  async stop(): Promise<Seen> {
    this.#stopping = true;
    await Promise.all(this.#running);
    if (!this.#pool.closed) await this.#pool.close();
    return this.seen;
  }

  async #client(index: number, pauseMs: number): Promise<void> {
    await sleep((index * pauseMs) / 16);
    // One client in sixteen asks for slow answers, so that shifts and stops happen while requests are under way.
    const path = index === 0 ? '/slow?ms=900' : '/';
    while (!this.#stopping) {
      this.#requests += 1;
      try {
        const { statusCode, headers, body } = await this.#pool.request({ method: 'GET', path });
        await body.text();
        const release = String(headers['x-demo-release'] ?? 'nobody');
        this.#byRelease.set(release, (this.#byRelease.get(release) ?? 0) + 1);
        if (statusCode >= 500 && headers['x-demo-fault'] === undefined) {
          this.#notByRelease.push(`${statusCode} from ${release}`);
        }
      } catch (error) {
        this.#notByRelease.push(String(error));
      }
      await sleep(pauseMs);
    }
  }
}
