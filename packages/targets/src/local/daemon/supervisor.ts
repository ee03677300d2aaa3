import { setTimeout as sleep } from 'node:timers/promises';
import { percent, type Digest } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import { readJson, writeDurably } from '../durable.ts';
import { because } from '../errors.ts';
import { releaseFolder, type Layout } from '../layout.ts';
import { isRunning } from '../process.ts';
import { storedOrdersSchema, type Orders, type StateAnswer, type StoredOrders } from '../protocol.ts';
import { readStaged, type StagedRelease } from '../release.ts';
import type { Choice } from './balance.ts';
import { steer } from './course.ts';
import { demandOf, releasesOf, wantedOf, type Wanted } from './demand.ts';
import { Fleet } from './fleet.ts';
import { noteUse } from './housekeeping.ts';
import type { Listener } from './listener.ts';
import { log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { describe } from './note.ts';
import { Refused } from './refused.ts';
import { readRoster, RosterFile } from './roster.ts';
import { effective, NOBODY, type Shares } from './shares.ts';
import { createStarter } from './start.ts';

export interface SupervisorOptions {
  readonly layout: Layout;
  readonly metrics: Metrics;
  readonly front: Listener;
  readonly scrape: Listener;
}

/** Holds what is desired against what there is, and takes the next step, again and again. */
export class Supervisor implements Choice {
  readonly #options: SupervisorOptions;
  readonly #fleet: Fleet;
  readonly #rosterFile: RosterFile;
  #orders: Orders | null = null;
  /** Kept for good: the last requests of a release end after it is gone. */
  readonly #names = new Map<Digest, string>();
  #shares: Shares = NOBODY;
  #settled = false;
  #trouble: string | null = null;
  #stepDue = false;
  #stopping = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#rosterFile = new RosterFile(options.layout.roster);
    const start = createStarter(options.layout, (staged) => this.nameOf(staged.digest));
    this.#fleet = new Fleet(start, () => {
      this.#writeRoster();
      this.#stepSoon();
    });
  }

  get shares(): Shares {
    return this.#shares;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  ready(digest: Digest): ReturnType<Choice['ready']> {
    return this.#fleet.ready(digest);
  }

  unhealthy(digest: Digest): ReturnType<Choice['unhealthy']> {
    return this.#fleet.unhealthy(digest);
  }

  nameOf(digest: Digest): string {
    return this.#names.get(digest) ?? digest;
  }

  /** Releases that must not be thrown away. */
  inUse(): ReadonlySet<Digest> {
    const desired = this.#orders === null ? [] : releasesOf(this.#orders.desired);
    return new Set([...desired.map(({ digest }) => digest), ...this.#fleet.releases()]);
  }

  /** Takes up what the daemon before was at: its orders, and the instances that still run. */
  async restore(): Promise<void> {
    const { layout } = this.#options;
    const roster = await readRoster(layout.roster);
    const staged = await Promise.all(roster.instances.map(async ({ digest }) => this.#staged(digest)));
    // All at once: the first that is adopted may have the roster written anew.
    this.#shares = new Map(roster.shares);
    for (const [index, entry] of roster.instances.entries()) {
      const release = staged[index] ?? null;
      if (release === null || !isRunning(entry)) continue;
      this.#names.set(entry.digest, entry.name);
      this.#fleet.adopt(entry, release);
    }
    const stored = await readJson(layout.orders, storedOrdersSchema);
    if (stored === null || stored.stopped) return;
    await this.#accept(stored.orders);
    this.step();
    await this.#firstChecks();
    this.#trouble = await this.#listen(stored.orders).then(() => null, because);
  }

  /** Keeps `work` and the taking of orders apart. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /**
   * Takes orders: from when this resolves they will be carried out, whatever happens to who gave them.
   * @throws Refused
   */
  async take(orders: Orders): Promise<void> {
    return this.exclusively(async () => this.#take(orders));
  }

  /** One look, one step. Idempotent. */
  step(): void {
    // Without orders nothing is known to be wrong: what runs is left as it is.
    if (this.#stopping || this.#orders === null) return;
    const demand = this.#demand();
    const course = steer(demand, this.#fleet.standings(), this.#shares);
    this.#shares = course.shares;
    this.#settled = course.settled;
    for (const [digest, seats] of course.seats) {
      this.#fleet.arrange(digest, seats, !this.#isGivenUp(demand, digest));
    }
    for (const { release, proven } of demand) {
      if (proven && this.ready(release.digest).length > 0) this.#fleet.pardon(release.digest);
    }
    this.#fleet.dismissEmpty();
    this.#writeRoster();
  }

  /** Tries again to listen where that failed when the daemon came up. */
  async retryListening(): Promise<void> {
    await this.exclusively(async () => {
      if (this.#orders === null || this.#trouble === null || this.#stopping) return;
      this.#trouble = await this.#listen(this.#orders).then(() => null, because);
    });
  }

  state(): StateAnswer {
    this.step();
    const demand = this.#demand();
    const shares = effective(this.#shares, (digest) => this.ready(digest).length);
    const releases = this.#fleet.releases().map((digest) => ({
      digest,
      name: this.nameOf(digest),
      share: percent(Math.min(100, shares.get(digest) ?? 0)),
      instances: this.#fleet.instances(digest).map((instance) => instance.view()),
    }));
    return {
      desired: this.#orders?.desired ?? null,
      fence: this.#orders?.fence ?? 0,
      settled: this.#settled && this.#trouble === null && !this.#stopping,
      failure: this.#failure(demand),
      note: describe({
        demand,
        shares: this.#shares,
        effective: shares,
        releases,
        trouble: this.#trouble,
      }),
      releases,
    };
  }

  /** A person wants it all to stop: it stays so until something is applied again, by whoever. */
  async rememberStop(): Promise<void> {
    if (this.#orders === null) return;
    await this.#store({ orders: { ...this.#orders, fence: 0 }, stopped: true });
  }

  /** Lets nobody in, lets all requests finish, stops all instances. */
  async shutDown(): Promise<void> {
    this.#stopping = true;
    this.#options.front.close();
    this.#options.scrape.close();
    await this.#fleet.stopAll();
    this.#shares = NOBODY;
    this.#writeRoster();
  }

  async #take(orders: Orders): Promise<void> {
    if (this.#stopping) {
      throw new Refused('stopping', 'The environment is being stopped. Try again in a moment.');
    }
    const current = this.#orders;
    if (current !== null && orders.fence < current.fence) {
      throw new Refused(
        'fence',
        `A newer conductor has taken over this environment: it holds fence ${current.fence}, these orders come with ${orders.fence}. Let it finish; "glidepath status" shows what it does.`,
      );
    }
    if (JSON.stringify(orders) === JSON.stringify(current) && this.#trouble === null) return;
    await this.#requireStaged(orders.desired);
    await this.#listen(orders);
    await this.#store({ orders, stopped: false });
    this.#trouble = null;
    await this.#accept(orders);
    this.step();
    log(`orders: ${JSON.stringify(orders.desired)}`);
  }

  async #store(stored: StoredOrders): Promise<void> {
    await writeDurably(this.#options.layout.orders, JSON.stringify(stored));
  }

  async #requireStaged(desired: Desired): Promise<void> {
    for (const { digest, name } of releasesOf(desired)) {
      if ((await this.#staged(digest)) === null) {
        throw new Refused(
          'not-staged',
          `Release ${name} (${digest}) is not on this host any more. Deploy it from its commit again.`,
        );
      }
    }
  }

  async #staged(digest: Digest): Promise<StagedRelease | null> {
    return readStaged(releaseFolder(this.#options.layout, digest));
  }

  async #listen({ settings, desired }: Orders): Promise<void> {
    // What takes everything away must not fail on a port that it does not need.
    if (desired.kind === 'none') return;
    const { front, scrape } = this.#options;
    await front.move(settings.host, settings.port);
    if (settings.metricsPort === null) scrape.close();
    else await scrape.move(settings.host, settings.metricsPort);
  }

  async #accept(orders: Orders): Promise<void> {
    const { metrics } = this.#options;
    this.#orders = orders;
    this.#fleet.stopBy(orders.settings.stop);
    metrics.setThresholds(orders.settings.thresholds);
    metrics.setOrigin(orders.settings.service, orders.settings.environment);
    for (const { digest, name } of releasesOf(orders.desired)) {
      const staged = await this.#staged(digest);
      if (staged === null) continue;
      await noteUse(this.#options.layout, digest);
      this.#names.set(digest, name);
      this.#fleet.meet(staged, name);
      metrics.meet(digest, name);
    }
  }

  /** Instances that were adopted take requests as soon as they have answered once: nobody is let in before. */
  async #firstChecks(): Promise<void> {
    const deadline = Date.now() + FIRST_CHECKS_MS;
    const unchecked = (): boolean =>
      this.#fleet
        .releases()
        .some((digest) => this.#fleet.instances(digest).some(({ state }) => state === 'starting'));
    while (unchecked() && Date.now() < deadline) await sleep(10);
  }

  #demand(): readonly Wanted[] {
    return this.#orders === null ? [] : demandOf(this.#orders.desired, this.#orders.settings.instances);
  }

  /** A disk that is full must not keep instances from being looked after. */
  #writeRoster(): void {
    try {
      this.#rosterFile.write(this.#shares, this.#fleet.roster());
    } catch (error) {
      log(`cannot write ${this.#options.layout.roster}: ${because(error)}`);
    }
  }

  #stepSoon(): void {
    if (this.#stepDue) return;
    this.#stepDue = true;
    setImmediate(() => {
      this.#stepDue = false;
      this.step();
    });
  }

  /** A candidate that does not work is left alone, as long as somebody else serves. */
  #isGivenUp(demand: readonly Wanted[], digest: Digest): boolean {
    if (wantedOf(demand, digest)?.proven === true || this.#fleet.failure(digest) === null) return false;
    return this.#fleet.releases().some((other) => other !== digest && this.ready(other).length > 0);
  }

  #failure(demand: readonly Wanted[]): string | null {
    for (const { release, proven } of demand) {
      const failure = this.#fleet.failure(release.digest);
      // A stable that has trouble does not make the rollout impossible, unless all rests on it.
      if (failure !== null && (!proven || demand.length === 1)) return failure;
    }
    return null;
  }
}

const FIRST_CHECKS_MS = 1000;
