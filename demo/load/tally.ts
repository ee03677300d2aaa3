import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { WindowTally } from './messages.ts';

/** How one request ended, as its client saw it. */
export type Outcome =
  /** `injected`: the answer says itself that the release made the fault on purpose. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly injected: boolean;
      readonly release: string;
    }
  /** No connection, cut, timed out, or an answer that is not whole. */
  | { readonly kind: 'broken'; readonly why: string };

const SHOWN_FAULTS = 5;

/** What clients saw of the requests that were sent in one window, from one delivery to the next. */
export class Tally {
  readonly #name: string;
  readonly #openedAt: number;
  readonly #latency: RecordableHistogram = createHistogram();
  readonly #answeredBy = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  #closedAt: number | null = null;
  #sent = 0;
  #settled = 0;
  #failed = 0;
  #failedNotByRelease = 0;
  #unsent = 0;

  constructor(name: string, openedAt: number) {
    this.#name = name;
    this.#openedAt = openedAt;
  }

  close(at: number): void {
    this.#closedAt ??= at;
  }

  sent(): void {
    this.#sent += 1;
  }

  missed(count: number): void {
    this.#unsent += count;
  }

  settled(outcome: Outcome, latencyMs: number): void {
    this.#settled += 1;
    this.#latency.record(Math.max(1, Math.round(latencyMs * 1_000)));
    switch (outcome.kind) {
      case 'answered':
        add(this.#answeredBy, outcome.release);
        if (outcome.status < 500) return;
        this.#failed += 1;
        if (!outcome.injected) this.#blame(`${outcome.status} from ${outcome.release || 'nobody'}`);
        return;
      case 'broken':
        this.#failed += 1;
        this.#blame(outcome.why);
    }
  }

  /** As of `now`; what is still under way is in `requests` but not yet in the other counts. */
  read(now: number): WindowTally {
    const quantile = (percent: number): number | null =>
      this.#settled === 0 ? null : Math.round(this.#latency.percentile(percent) / 100) / 10;
    return {
      name: this.#name,
      ms: Math.round((this.#closedAt ?? now) - this.#openedAt),
      requests: this.#sent,
      settled: this.#settled,
      failed: this.#failed,
      failedNotByRelease: this.#failedNotByRelease,
      unsent: this.#unsent,
      p50: quantile(50),
      p95: quantile(95),
      p99: quantile(99),
      answeredBy: Object.fromEntries(this.#answeredBy),
      faults: Object.fromEntries(this.#faults),
    };
  }

  #blame(why: string): void {
    this.#failedNotByRelease += 1;
    if (this.#faults.has(why) || this.#faults.size < SHOWN_FAULTS) add(this.#faults, why);
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
