import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { EnvironmentRecord, FlagRecord } from '../launchdarkly/records.ts';

/** Requests of all users together. */
const PER_MS = 4;
const TICK_MS = 10;
/** One in so many fails, whatever the variation. */
const USUAL = 200;
/** One in so many fails of a variation that is bad. */
const BAD = 4;
const WHOLE = 100_000;
/** Spreads users evenly: no divisor of the whole. */
const STRIDE = 61_803;

/** From this share of users on, in thousandths of a percent, a variation's requests fail often. */
interface Weakness {
  readonly variation: string;
  readonly from: number;
}

/**
 * Users of an application that asks one flag which variation to show. Their requests go where the flag's percentages send
 * them in that moment, and are counted by variation, for the source `http` at `/counts?variation=`.
 */
export class FlagUsers implements AsyncDisposable {
  readonly #flag: FlagRecord;
  readonly #environment: string;
  readonly #watched: string;
  readonly #counts = new Map<string, { requests: number; failures: number }>();
  readonly #server: Server;
  readonly #ticks: NodeJS.Timeout;
  #at = Date.now();
  #users = 0;
  #url = '';
  /** The watched variation's shares one after the other, in thousandths of a percent. */
  readonly shares: number[] = [];
  weakness: Weakness | null = null;

  private constructor(flag: FlagRecord, environment: string, watched: string) {
    this.#flag = flag;
    this.#environment = environment;
    this.#watched = watched;
    this.#server = createServer((request, response) => {
      this.#serve();
      const variation = new URL(request.url ?? '/', 'http://localhost').searchParams.get('variation') ?? '';
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(this.#counts.get(variation) ?? { requests: 0, failures: 0 }));
    });
    this.#ticks = setInterval(() => this.#serve(), TICK_MS);
  }

  /** @param watched the variation whose shares are kept, by its value as text */
  static async start(flag: FlagRecord, environment: string, watched: string): Promise<FlagUsers> {
    const users = new FlagUsers(flag, environment, watched);
    users.#server.listen(0, '127.0.0.1');
    await once(users.#server, 'listening');
    const address = users.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
    users.#url = `http://127.0.0.1:${address.port}`;
    return users;
  }

  get url(): string {
    return this.#url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticks);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** All requests since the last time. */
  #serve(): void {
    const now = Date.now();
    const requests = (now - this.#at) * PER_MS;
    this.#at = now;
    const shares = this.#sharesNow();
    const watched = shares.get(this.#watched) ?? 0;
    if (watched !== this.shares.at(-1)) this.shares.push(watched);
    for (let i = 0; i < requests; i++) {
      const place = (this.#users++ * STRIDE) % WHOLE;
      this.#count(variationAt(place, shares), shares);
    }
  }

  #count(variation: string, shares: ReadonlyMap<string, number>): void {
    const counts = this.#counts.get(variation) ?? { requests: 0, failures: 0 };
    this.#counts.set(variation, counts);
    counts.requests += 1;
    const { weakness } = this;
    const isBad = weakness?.variation === variation && (shares.get(variation) ?? 0) >= weakness.from;
    if (counts.requests % (isBad ? BAD : USUAL) === 0) counts.failures += 1;
  }

  /** Thousandths of a percent by variation, in the flag's order, as the flag has them now. */
  #sharesNow(): ReadonlyMap<string, number> {
    const settings = this.#flag.environments.get(this.#environment);
    if (settings === undefined) throw new Error(`the flag has no environment ${this.#environment}`);
    const names = this.#flag.variations.map(({ value }) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return new Map(sharesIn(settings).map(({ variation, weight }) => [names[variation] ?? '', weight]));
  }
}

function sharesIn({
  on,
  offVariation,
  fallthrough,
}: EnvironmentRecord): readonly { readonly variation: number; readonly weight: number }[] {
  if (!on) return offVariation === null ? [] : [{ variation: offVariation, weight: WHOLE }];
  return 'variation' in fallthrough
    ? [{ variation: fallthrough.variation, weight: WHOLE }]
    : fallthrough.rollout.variations;
}

function variationAt(place: number, shares: ReadonlyMap<string, number>): string {
  let end = 0;
  for (const [variation, share] of shares) {
    end += share;
    if (place < end) return variation;
  }
  return 'nothing';
}
