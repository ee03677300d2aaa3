import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest, HealthCheck, Millis } from '@glidepath/model';
import type { InstanceState, InstanceView } from '../protocol.ts';
import type { End, Group } from './group.ts';
import { afterCheck, isOverdue, probe, type Pulse } from './health.ts';

/** Where an instance is, and what it was started as. */
export interface Berth {
  readonly digest: Digest;
  readonly seat: number;
  readonly port: number;
  readonly health: HealthCheck;
  readonly logFile: string;
  /** How long the log was when it started. */
  readonly logFrom: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly startedAt: number;
}

export interface InstanceEvents {
  changed(instance: Instance): void;
  /** It ended without having been asked to. */
  died(instance: Instance, end: End): void;
  /** It was not healthy for longer than it may be. */
  overdue(instance: Instance): void;
}

/** While an instance starts it is asked more often, so that it is of use as soon as it can be. */
const EAGER_MS = 100;

/** One process of a release, from its start to its end. */
export class Instance {
  readonly berth: Berth;
  readonly group: Group;
  readonly #events: InstanceEvents;
  readonly #watch = new AbortController();
  #pulse: Pulse;
  #exit: 'draining' | 'stopping' | 'gone' | null = null;
  #inFlight = 0;
  #idle: (() => void) | null = null;
  #everReady = false;

  constructor(berth: Berth, group: Group, events: InstanceEvents) {
    this.berth = berth;
    this.group = group;
    this.#events = events;
    this.#pulse = { state: 'starting', misses: 0, since: Date.now() };
    void this.#watchProcess();
    void this.#watchHealth();
  }

  get state(): InstanceState {
    return this.#exit ?? this.#pulse.state;
  }

  get everReady(): boolean {
    return this.#everReady;
  }

  /** How long it has been in its state of health, ms. */
  get stateAge(): number {
    return Date.now() - this.#pulse.since;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  view(): InstanceView {
    return {
      pid: this.group.leader.pid,
      port: this.berth.port,
      state: this.state,
      inFlight: this.#inFlight,
    };
  }

  /** A request is on its way to it: until `release` it will not be stopped, unless the drain takes too long. */
  acquire(): void {
    this.#inFlight += 1;
  }

  release(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#idle?.();
  }

  /** It refused a connection: no more requests until it is found healthy again. */
  suspect(): void {
    if (this.#pulse.state !== 'ready') return;
    this.#pulse = { state: 'unhealthy', misses: 0, since: Date.now() };
    this.#events.changed(this);
  }

  /** No new requests; those under way may end within `drain`, then the process is stopped. */
  async leave(stop: { readonly drain: Millis; readonly grace: Millis }): Promise<void> {
    if (this.#exit !== null) return;
    this.#enter('draining');
    await this.#becomeIdle(stop.drain);
    this.#enter('stopping');
    await this.group.stop(stop.grace);
    this.#enter('gone');
  }

  #enter(exit: 'draining' | 'stopping' | 'gone'): void {
    this.#exit = exit;
    this.#watch.abort();
    this.#events.changed(this);
  }

  async #becomeIdle(withinMs: number): Promise<void> {
    if (this.#inFlight === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    await Promise.race([idle, this.group.ended, sleep(withinMs, undefined, { ref: false })]);
  }

  async #watchProcess(): Promise<void> {
    const end = await this.group.ended;
    if (this.#exit !== null) return;
    this.#exit = 'gone';
    this.#watch.abort();
    this.#events.died(this, end);
  }

  async #watchHealth(): Promise<void> {
    const { signal } = this.#watch;
    const { health, port } = this.berth;
    while (!signal.aborted) {
      const healthy = await probe(port, health, signal);
      if (signal.aborted) return;
      const before = this.#pulse.state;
      this.#pulse = afterCheck(this.#pulse, healthy, Date.now());
      this.#everReady ||= healthy;
      if (this.#pulse.state !== before) this.#events.changed(this);
      if (isOverdue(this.#pulse, health, Date.now())) this.#events.overdue(this);
      const eager =
        this.#pulse.state === 'starting' || (this.#pulse.state === 'unhealthy' && this.#pulse.misses < 3);
      const pause = eager ? Math.min(EAGER_MS, health.interval) : health.interval;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
