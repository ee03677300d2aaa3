/**
 * The load generator: a process of its own, so that nothing the demo does slows the clients down. It keeps a constant
 * rate against 127.0.0.1, tells its figures twice a second, and ends when it is told to, when its time is over, or when
 * its parent has gone.
 */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { ORDER, type News, type Order } from './messages.ts';
import { Pacer } from './pacing.ts';
import { Tally, type Outcome } from './tally.ts';
import { nextShot, type Shot } from './traffic.ts';

const TICK_MS = 4;
const NEWS_MS = 500;
const ANSWER_TIMEOUT_MS = 10_000;

class Load {
  readonly #pool: Pool;
  readonly #pacer: Pacer;
  readonly #limit: number;
  readonly #windows: Tally[] = [];
  readonly #timers: NodeJS.Timeout[];
  readonly #underWay = new Set<Promise<void>>();
  #window: Tally;
  #stopping = false;

  constructor(order: Extract<Order, { kind: 'start' }>) {
    this.#pool = new Pool(`http://127.0.0.1:${order.port}`, {
      connections: order.connections,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
    const now = performance.now();
    this.#limit = order.connections;
    this.#pacer = new Pacer(now, order.rate);
    this.#window = new Tally(order.window, now);
    this.#windows.push(this.#window);
    this.#timers = [
      setInterval(() => {
        this.#tick();
      }, TICK_MS),
      setInterval(() => {
        tell(this.#news(false));
      }, NEWS_MS),
      setTimeout(() => void this.stop(), order.longestMs),
    ];
  }

  open(name: string): void {
    const now = performance.now();
    this.#window.close(now);
    this.#window = new Tally(name, now);
    this.#windows.push(this.#window);
  }

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#window.close(performance.now());
    await Promise.all(this.#underWay);
    await this.#pool.close();
    tell(this.#news(true));
  }

  #tick(): void {
    const { send, missed } = this.#pacer.take(performance.now(), this.#limit - this.#underWay.size);
    this.#window.missed(missed);
    for (const dueAt of send) {
      const request = this.#fire(nextShot(Math.random), dueAt, this.#window);
      this.#underWay.add(request);
      void request.finally(() => this.#underWay.delete(request));
    }
  }

  async #fire(shot: Shot, dueAt: number, window: Tally): Promise<void> {
    window.sent();
    const outcome = await this.#ask(shot);
    window.settled(outcome, performance.now() - dueAt);
  }

  async #ask(shot: Shot): Promise<Outcome> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: shot.method,
        path: shot.path,
        body: shot.body,
        headers: shot.body === null ? {} : { 'content-type': 'application/json' },
      });
      const text = await body.text();
      if (statusCode < 300 && shot.ending !== null && !text.endsWith(shot.ending)) {
        return { kind: 'broken', why: 'a streamed answer ended early' };
      }
      const release = headers['x-demo-release'];
      return {
        kind: 'answered',
        status: statusCode,
        injected: headers['x-demo-fault'] === 'injected',
        release: typeof release === 'string' ? release : '',
      };
    } catch (error) {
      return { kind: 'broken', why: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' };
    }
  }

  #news(final: boolean): News {
    const now = performance.now();
    return { kind: 'tally', final, windows: this.#windows.map((window) => window.read(now)) };
  }
}

function tell(news: News): void {
  if (!process.connected) return;
  process.send?.(news, () => {
    if (news.final) process.disconnect();
  });
}

let load: Load | null = null;

process.on('message', (message) => {
  const order = ORDER.safeParse(message);
  if (!order.success) {
    console.error(`the load generator does not understand ${JSON.stringify(message)}`);
    process.exit(2);
  }
  switch (order.data.kind) {
    case 'start':
      load ??= new Load(order.data);
      return;
    case 'window':
      load?.open(order.data.name);
      return;
    case 'stop':
      void load?.stop();
  }
});
process.once('disconnect', () => process.exit(0));
if (process.send === undefined) {
  console.error('the load generator is started by the demo: npm run demo');
  process.exitCode = 2;
}
