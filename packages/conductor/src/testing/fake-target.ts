import type { Counts } from '@glidepath/analysis';
import { digest, percent, type Release, type Slo } from '@glidepath/model';
import type { Desired, Foreign, TargetView } from '@glidepath/rollout';
import {
  TargetError,
  type Artifact,
  type MetricSource,
  type Pair,
  type Past,
  type SliHistory,
  type SourceReading,
  type Target,
} from '../ports.ts';

/**
 * An engine in memory that does what it is asked after `delay` looks, serves `perLook` requests between two readings
 * and lets each release fail at the rate that the test sets.
 */
export class FakeTarget implements Target {
  readonly counters: MetricSource;
  /** Everything that was asked for, repeats left out. */
  readonly asked: Desired[] = [];
  delay = 1;
  perLook = 1_000;
  /** Share of requests that fail, by release name. */
  readonly failRates = new Map<string, number>();
  /** Releases that never get ready, with what they say. */
  readonly broken = new Map<string, string>();
  /** What is known of releases from before, by name; null: nothing of any. */
  past: ReadonlyMap<string, readonly Counts[]> | null = null;
  /** What it was asked of the past. */
  readonly askedOfPast: Past[] = [];
  /** What the counters answer instead of figures. */
  silence: 'no-data' | 'source-down' | null = null;
  outage = false;
  /** What serves whatever the ledger says. */
  stands: Release | null = null;
  /** What is refused for good, and why. */
  refuses: (desired: Desired) => string | null = () => null;
  highestFence = 0;
  /** What somebody else has made of it, by what is desired; gone once it was put back. */
  foreign: (desired: Desired) => Foreign | null = () => null;
  /** How often it was put back. */
  restored = 0;
  #looks = 0;
  readonly #served = new Map<string, { bad: number; total: number }>();

  constructor() {
    this.counters = {
      read: async (slos, pair) => this.#read(slos, pair),
      history: async (slos, past) => this.#history(slos, past),
    };
  }

  get serving(): Desired | null {
    return this.asked.at(-1) ?? null;
  }

  async acquire(): Promise<Artifact> {
    return { digest: digest(`sha256:${'0'.repeat(64)}`), name: null };
  }

  async standing(): Promise<Release | null> {
    return this.stands;
  }

  async apply(desired: Desired, fence: number, restore = false): Promise<void> {
    if (this.outage) throw new TargetError('the engine is out of reach');
    const refusal = this.refuses(desired);
    if (refusal !== null) throw new TargetError(refusal, true);
    if (fence < this.highestFence) throw new TargetError(`fence ${fence} is lower than ${this.highestFence}`);
    this.highestFence = fence;
    if (restore) {
      this.restored += 1;
      this.foreign = () => null;
    }
    if (JSON.stringify(desired) === JSON.stringify(this.serving)) return;
    this.asked.push(desired);
    this.#looks = 0;
  }

  async observe(desired: Desired): Promise<TargetView> {
    if (this.outage) throw new TargetError('the engine is out of reach');
    this.#looks += 1;
    const failure = desired.kind === 'split' ? (this.broken.get(desired.candidate.name) ?? null) : null;
    const foreign = this.foreign(desired);
    return {
      settled: failure === null && foreign?.kind !== 'drift' && this.#looks > this.delay,
      failure,
      weight: desired.kind === 'split' ? desired.weight : percent(desired.kind === 'only' ? 100 : 0),
      foreign,
      note: failure ?? `look ${this.#looks}`,
    };
  }

  async close(): Promise<void> {}

  #history(slos: readonly Slo[], past: Past): readonly SliHistory[] {
    this.askedOfPast.push(past);
    const minutes = this.past?.get(past.release.name) ?? null;
    return slos.map(({ name }) => ({
      sli: name,
      minutes: minutes ?? [],
      why: this.past !== null && minutes === null ? `${past.release.name} was never seen` : null,
    }));
  }

  #read(slos: readonly Slo[], pair: Pair): readonly SourceReading[] {
    const weight = this.serving?.kind === 'split' ? this.serving.weight / 100 : 0;
    this.#serve(pair.candidate, weight);
    if (pair.stable !== null) this.#serve(pair.stable, 1 - weight);
    return slos.map((slo) => ({
      sli: slo.name,
      candidate: this.#reading(pair.candidate),
      stable: pair.stable === null ? null : this.#reading(pair.stable),
      latency: null,
    }));
  }

  #serve(release: Release, share: number): void {
    const before = this.#served.get(release.name) ?? { bad: 0, total: 0 };
    const requests = Math.round(this.perLook * share);
    const bad = Math.round(requests * (this.failRates.get(release.name) ?? 0));
    this.#served.set(release.name, { bad: before.bad + bad, total: before.total + requests });
  }

  #reading(release: Release): SourceReading['candidate'] {
    if (this.silence !== null) return { kind: this.silence, why: 'as the test has it' };
    const { bad, total } = this.#served.get(release.name) ?? { bad: 0, total: 0 };
    return { kind: 'cumulative', series: [{ id: release.digest, bad, total }] };
  }
}
