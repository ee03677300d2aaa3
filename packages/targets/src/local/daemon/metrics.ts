import type { Digest } from '@glidepath/model';
import { Counter, Histogram, Registry } from 'prom-client';
import { shortDigest } from '../layout.ts';
import type { ReleaseCounters } from '../protocol.ts';

/** Edges in seconds that every histogram has; prom-client's own default. */
const EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How a request ended, as far as the release is to be judged by it. */
export type Outcome =
  /** Answered by the release, or by the proxy in its place (502, 503). */
  | { readonly kind: 'answered'; readonly status: number }
  /** The answer began and broke off. */
  | { readonly kind: 'cut' }
  /** The client went away first. Nobody knows how it would have ended, so it is neither good nor bad. */
  | { readonly kind: 'left' };

/** A request that has ended. */
export interface Trip {
  readonly digest: Digest;
  readonly name: string;
  readonly outcome: Outcome;
  /** From the request's arrival to the end of its answer; null where that is no latency (streams of events, tunnels). */
  readonly durationMs: number | null;
  /** Had the release begun to answer? */
  readonly begun: boolean;
}

const LABELS = ['release', 'digest'] as const;
type Label = (typeof LABELS)[number];

interface Known {
  readonly digest: Digest;
  readonly labels: Record<Label, string>;
  readonly codes: Set<string>;
}

/** Counts requests by release, since the daemon's start. */
export class Metrics {
  readonly registry = new Registry();
  readonly #boot: string;
  readonly #known = new Map<Digest, Known>();
  readonly #requests: Counter<Label | 'code'>;
  readonly #failures: Counter<Label>;
  #durations: Histogram<Label>;
  #thresholds: readonly number[] = [];
  #generation = 0;

  /** `boot` is another one for each run of the daemon. */
  constructor(boot: string) {
    this.#boot = boot;
    const registers = [this.registry];
    this.#requests = new Counter({
      name: 'glidepath_requests_total',
      help: 'Requests that have ended, by release and status code; "cut" is an answer that broke off.',
      labelNames: [...LABELS, 'code'],
      registers,
    });
    this.#failures = new Counter({
      name: 'glidepath_failures_total',
      help: 'Requests that failed: 5xx, cut, or the release was out of reach.',
      labelNames: LABELS,
      registers,
    });
    this.#durations = this.#histogram();
  }

  /** Each threshold becomes an edge, so that "answered within" is counted and not interpolated. Other edges: a new start. */
  setThresholds(thresholds: readonly number[]): void {
    const sorted = [...new Set(thresholds)].toSorted((a, b) => a - b);
    if (sorted.join() === this.#thresholds.join()) return;
    this.#thresholds = sorted;
    this.#generation += 1;
    this.registry.removeSingleMetric('glidepath_request_duration_seconds');
    this.#durations = this.#histogram();
    for (const { labels } of this.#known.values()) this.#durations.zero(labels);
  }

  /** Tells one environment's figures from another's where they are gathered. */
  setOrigin(service: string, environment: string): void {
    this.registry.setDefaultLabels({ service, environment });
  }

  /** From here on the release has counters, if only zeros. */
  meet(digest: Digest, name: string): void {
    const known = this.#known.get(digest);
    if (known?.labels.release === name) return;
    if (known !== undefined) this.forget(digest);
    const labels = { release: name, digest: shortDigest(digest) };
    this.#known.set(digest, { digest, labels, codes: new Set() });
    this.#failures.inc(labels, 0);
    this.#durations.zero(labels);
  }

  known(): readonly Digest[] {
    return [...this.#known.keys()];
  }

  /** A release that is long gone takes its counters along: they would pile up for ever. */
  forget(digest: Digest): void {
    const known = this.#known.get(digest);
    if (known === undefined) return;
    for (const code of known.codes) this.#requests.remove({ ...known.labels, code });
    this.#failures.remove(known.labels);
    this.#durations.remove(known.labels);
    this.#known.delete(digest);
  }

  record(trip: Trip): void {
    this.meet(trip.digest, trip.name);
    const known = this.#known.get(trip.digest);
    if (known === undefined) return;
    const { outcome, durationMs } = trip;
    if (outcome.kind === 'left') {
      // Who gave up after waiting longer than any objective allows has seen a slow release: that much is known.
      const slow =
        durationMs !== null &&
        !trip.begun &&
        this.#thresholds.length > 0 &&
        durationMs > Math.max(...this.#thresholds);
      if (slow) this.#durations.observe(known.labels, durationMs / 1000);
      return;
    }
    const code = outcome.kind === 'cut' ? 'cut' : String(outcome.status);
    known.codes.add(code);
    this.#requests.inc({ ...known.labels, code });
    if (outcome.kind === 'cut' || outcome.status >= 500) this.#failures.inc(known.labels);
    if (durationMs !== null) this.#durations.observe(known.labels, durationMs / 1000);
  }

  async counters(): Promise<readonly ReleaseCounters[]> {
    const requests = (await this.#requests.get()).values;
    const failures = (await this.#failures.get()).values;
    const durations = (await this.#durations.get()).values;
    return [...this.#known.values()].map(({ digest, labels }) => {
      const own = durations.filter((value) => value.labels.digest === labels.digest);
      const bucket = (edge: number): number =>
        own.find((value) => 'le' in value.labels && value.labels.le === edge)?.value ?? 0;
      const part = (suffix: string): number =>
        own.find((value) => value.metricName === `glidepath_request_duration_seconds_${suffix}`)?.value ?? 0;
      return {
        digest,
        series: `${this.#boot}-${this.#generation}`,
        requests: sum(requests.filter((value) => value.labels.digest === labels.digest)),
        failures: sum(failures.filter((value) => value.labels.digest === labels.digest)),
        latency: {
          count: part('count'),
          sumMs: part('sum') * 1000,
          within: this.#thresholds.map((thresholdMs) => ({
            thresholdMs,
            count: bucket(thresholdMs / 1000),
          })),
        },
      };
    });
  }

  #histogram(): Histogram<Label> {
    return new Histogram({
      name: 'glidepath_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: LABELS,
      buckets: [...new Set([...EDGES, ...this.#thresholds.map((ms) => ms / 1000)])].toSorted((a, b) => a - b),
      registers: [this.registry],
    });
  }
}

function sum(values: readonly { readonly value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
