import { because } from '../errors.ts';
import type { Settings } from '../protocol.ts';
import type { StagedRelease } from '../release.ts';
import type { Standing } from './course.ts';
import { NoProgram } from './find-program.ts';
import { adoptGroup, type End } from './group.ts';
import { Instance, type InstanceEvents } from './instance.ts';
import { log, tail } from './log.ts';
import type { RosterEntry } from './roster.ts';
import type { Started, Starter } from './start.ts';
import {
  afterDeath,
  afterFailedStart,
  describeEnd,
  nextPause,
  NO_TROUBLE,
  withLog,
  type Trouble,
} from './trouble.ts';

/** A place for one instance: when its process dies, the next one is started in the same seat. */
interface Seat {
  readonly index: number;
  instance: Instance | null;
  /** A process is being started. */
  starting: boolean;
  failedStarts: number;
  pauseMs: number;
  notBefore: number;
}

/** What all crews share. */
export interface Quarters {
  readonly start: Starter;
  /** How instances are stopped. */
  stop: Settings['stop'];
  /** Ports of all instances, of whichever release. */
  portsTaken(): ReadonlySet<number>;
  /** Something is no longer as it was: write it down at once, and look again soon. */
  changed(): void;
}

/** The instances of one release. */
export class Crew {
  name: string;
  staged: StagedRelease;
  readonly #quarters: Quarters;
  readonly #seats: Seat[] = [];
  readonly #leaving = new Set<Instance>();
  #starting = 0;
  #trouble: Trouble = NO_TROUBLE;

  constructor(staged: StagedRelease, name: string, quarters: Quarters) {
    this.staged = staged;
    this.name = name;
    this.#quarters = quarters;
  }

  get standing(): Standing {
    return { seats: this.#seats.length, ready: this.inState('ready').length };
  }

  /** Nothing is left of it. */
  get isEmpty(): boolean {
    return this.#seats.length === 0 && this.#leaving.size === 0 && this.#starting === 0;
  }

  /** Why the release is held to be broken, as a sentence. */
  get failure(): string | null {
    return this.#trouble.failure === null ? null : `${this.name} ${this.#trouble.failure}`;
  }

  /** All instances, those on their way out too. */
  get instances(): readonly Instance[] {
    return [...this.#seated(), ...this.#leaving];
  }

  inState(state: 'ready' | 'unhealthy'): readonly Instance[] {
    return this.#seated().filter((instance) => instance.state === state);
  }

  /** What has been is forgotten. */
  pardon(): void {
    this.#trouble = NO_TROUBLE;
  }

  /** Takes over an instance that an earlier daemon has started. */
  adopt(entry: RosterEntry): void {
    const berth = { ...entry, health: this.staged.health };
    const instance = new Instance(
      berth,
      adoptGroup({ pid: entry.pid, started: entry.started }),
      this.#events(),
    );
    log(`${this.name}: adopted pid ${entry.pid} on port ${entry.port}`);
    if (entry.leaving) void this.#seeOff(instance);
    else this.#seats.push({ ...newSeat(entry.seat), instance });
  }

  /** Has so many seats from now on, and fills those that are due. */
  arrange(seats: number, restart: boolean): void {
    while (this.#seats.length < seats) this.#seats.push(newSeat(freeIndex(this.#seats)));
    if (this.#seats.length > seats) this.#trim(seats);
    // Should it be wanted again, it begins anew.
    if (seats === 0) this.#trouble = NO_TROUBLE;
    if (!restart) return;
    const now = Date.now();
    for (const seat of this.#seats) {
      if (seat.instance === null && !seat.starting && seat.notBefore <= now) void this.#fill(seat);
    }
  }

  roster(): readonly RosterEntry[] {
    return this.instances.map(({ berth, group }) => ({
      ...group.leader,
      digest: berth.digest,
      name: this.name,
      seat: berth.seat,
      port: berth.port,
      logFile: berth.logFile,
      logFrom: berth.logFrom,
      startedAt: berth.startedAt,
      leaving: [...this.#leaving].some((instance) => instance.berth === berth),
    }));
  }

  #seated(): readonly Instance[] {
    return this.#seats.flatMap(({ instance }) => (instance === null ? [] : [instance]));
  }

  /** Seats that are of least use go first. */
  #trim(seats: number): void {
    const order = this.#seats.toSorted((a, b) => useOf(b) - useOf(a) || a.index - b.index);
    this.#seats.splice(0, this.#seats.length, ...order.slice(0, seats));
    for (const { instance } of order.slice(seats)) {
      if (instance !== null) void this.#seeOff(instance);
    }
  }

  async #seeOff(instance: Instance): Promise<void> {
    this.#leaving.add(instance);
    await instance.leave(this.#quarters.stop);
    this.#leaving.delete(instance);
    log(`${this.name}: pid ${instance.group.leader.pid} is gone`);
    this.#quarters.changed();
  }

  async #fill(seat: Seat): Promise<void> {
    seat.starting = true;
    this.#starting += 1;
    let started: Started;
    try {
      started = await this.#quarters.start(this.staged, seat.index, this.#quarters.portsTaken());
    } catch (error) {
      this.#cannotStart(seat, error);
      return;
    } finally {
      seat.starting = false;
      this.#starting -= 1;
    }
    const instance = new Instance(started.berth, started.group, this.#events());
    log(`${this.name}: started pid ${started.group.leader.pid} on port ${started.berth.port}`);
    if (this.#seats.includes(seat)) seat.instance = instance;
    // Nobody wants the seat any more.
    else void this.#seeOff(instance);
    // It is written down by this, and only then let go.
    this.#quarters.changed();
    started.go();
  }

  /** No process came to be. A program that is not there will not come by itself: one attempt tells enough. */
  #cannotStart(seat: Seat, error: unknown): void {
    const how = `"${this.staged.command.join(' ')}" cannot be run: ${because(error)}.`;
    log(`${this.name}: ${how}`);
    this.#pause(seat, 0);
    seat.failedStarts += error instanceof NoProgram ? Infinity : 1;
    this.#trouble = afterFailedStart(this.#trouble, seat.failedStarts, how);
    this.#quarters.changed();
  }

  #events(): InstanceEvents {
    return {
      changed: (instance) => {
        const seat = this.#seatOf(instance);
        if (seat !== undefined && instance.state === 'ready') seat.failedStarts = 0;
        this.#quarters.changed();
      },
      died: (instance, end) => {
        this.#died(instance, end);
      },
      overdue: (instance) => {
        this.#overdue(instance);
      },
    };
  }

  #died(instance: Instance, end: End): void {
    const how = `pid ${instance.group.leader.pid} ${describeEnd(end)}`;
    log(`${this.name}: ${how}`);
    // What it has started itself may still run.
    void instance.group.stop(this.#quarters.stop.grace);
    const seat = this.#seatOf(instance);
    if (seat !== undefined) this.#vacate(seat, instance, how);
    this.#quarters.changed();
  }

  #overdue(instance: Instance): void {
    const seat = this.#seatOf(instance);
    if (seat === undefined) return;
    const seconds = Math.round(instance.stateAge / 100) / 10;
    const how = `pid ${instance.group.leader.pid} was not healthy on GET ${instance.berth.health.path} for ${seconds} s`;
    log(`${this.name}: ${how}`);
    // One that never got there has had its time: waiting as long again would tell nothing new.
    if (!instance.everReady) seat.failedStarts = Math.max(seat.failedStarts, 1);
    this.#vacate(seat, instance, how);
    void this.#seeOff(instance);
    this.#quarters.changed();
  }

  #vacate(seat: Seat, instance: Instance, how: string): void {
    seat.instance = null;
    this.#pause(seat, Date.now() - instance.berth.startedAt);
    const before = this.#trouble;
    if (instance.everReady) {
      this.#trouble = afterDeath(before, Date.now(), how);
    } else {
      seat.failedStarts += 1;
      this.#trouble = afterFailedStart(before, seat.failedStarts, how);
    }
    if (before.failure !== null || this.#trouble.failure === null) return;
    const { logFile, logFrom } = instance.berth;
    const lines = tail(logFile, logFrom, Object.values(this.staged.secrets));
    this.#trouble = { ...this.#trouble, failure: withLog(this.#trouble.failure, lines) };
  }

  #pause(seat: Seat, lifeMs: number): void {
    seat.pauseMs = nextPause(seat.pauseMs, lifeMs);
    seat.notBefore = Date.now() + seat.pauseMs;
  }

  #seatOf(instance: Instance): Seat | undefined {
    return this.#seats.find((seat) => seat.instance === instance);
  }
}

function newSeat(index: number): Seat {
  return { index, instance: null, starting: false, failedStarts: 0, pauseMs: 0, notBefore: 0 };
}

function useOf({ instance }: Seat): number {
  if (instance === null) return 0;
  return instance.state === 'ready' ? 2 : 1;
}

function freeIndex(seats: readonly Seat[]): number {
  let index = 0;
  while (seats.some((seat) => seat.index === index)) index += 1;
  return index;
}
