import type { Cells } from './clusters.ts';
import { Counters, type Increment } from './counters.ts';
import type { PairedCounts } from './factors.ts';
import { NO_COINCIDENCE, type Coincidence } from './scatter.ts';
import type { Counts, SliReading } from './types.ts';

/** What one tick shows of one SLI. */
export type Sight =
  | ({
      readonly kind: 'counts';
      /** Since when the candidate's requests were made. */
      readonly from: number;
      /** How long these counts took to come in, ms: since some were last weighed. */
      readonly ms: number;
      readonly splits: Coincidence;
      readonly cells: Cells;
    } & PairedCounts)
  /** Nothing to weigh at this tick. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'no-data'; readonly why: string }
  | { readonly kind: 'source-down'; readonly why: string };

/** Who takes traffic; one of the two always does. */
export type Split = 'stable-only' | 'both' | 'candidate-only';

/** Where counts come in lumps, they are weighed once so much of the time is over that it takes until all have come in. */
const NEARLY_ALL = 0.75;
/** A release of which none came by then has no traffic. */
const SURELY_ALL = 1.5;

/** Requests of one release that wait to be weighed. */
class Waiting {
  bad = 0;
  total = 0;
  cells: readonly Counts[] = [];
  splits = NO_COINCIDENCE;
  /** Since when they were made; Infinity where there are none. */
  from = Infinity;

  add({ bad, total, cells, splits, from }: Extract<Increment, { kind: 'counts' }>): void {
    this.bad += bad;
    this.total += total;
    this.cells = [...this.cells, ...cells];
    this.splits = both(this.splits, splits);
    if (total > 0) this.from = Math.min(this.from, from);
  }
}

/**
 * Brings both releases' new requests together. They are weighed only in pairs, over the same time: while one of the
 * two can't be read, the other's requests wait, so that a missing scrape merges into the next. So they do where counts come
 * in lumps, each series' at its own moment, until those of all are there.
 */
export class Pairing {
  readonly #candidate = new Counters();
  readonly #stable = new Counters();
  readonly #pollMs: number;
  /** Up to when there is nothing left to weigh. */
  #doneAt: number | null = null;
  /** When requests were last weighed, or the first look was. */
  #weighedAt: number | null = null;
  #ofCandidate = new Waiting();
  #ofStable = new Waiting();

  /** `pollMs`: how long before its first look an SLI's requests can have begun. */
  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  look(reading: SliReading | null, at: number, split: Split): Sight {
    const candidate = read(this.#candidate, reading?.candidate ?? null, at);
    if (candidate.kind === 'counts') this.#ofCandidate.add(candidate);
    if (split === 'candidate-only') {
      this.#ofStable = new Waiting();
      return missing('candidate', candidate) ?? this.#weighWhatCame(at, split);
    }
    const stable = read(this.#stable, reading?.stable ?? null, at);
    if (stable.kind === 'counts') this.#ofStable.add(stable);
    if (split === 'stable-only') return this.#weighWhatCame(at, split);
    return missing('candidate', candidate) ?? missing('stable', stable) ?? this.#weighWhatCame(at, split);
  }

  #weighWhatCame(at: number, split: Split): Sight {
    const nothingCame = this.#ofCandidate.total === 0 && this.#ofStable.total === 0;
    if (nothingCame && this.#weighedAt !== null) {
      this.#clear(at);
      return { kind: 'waiting' };
    }
    return this.#isDue(at, split) ? this.#weigh(at) : { kind: 'waiting' };
  }

  #isDue(at: number, split: Split): boolean {
    if (split === 'stable-only' || this.#weighedAt === null) return true;
    const waited = at - this.#weighedAt;
    const whole = this.#ofCandidate.total > 0 && (split === 'candidate-only' || this.#ofStable.total > 0);
    return (
      waited >= (whole ? NEARLY_ALL : SURELY_ALL) * Math.max(this.#candidate.everyMs, this.#stable.everyMs)
    );
  }

  #weigh(at: number): Sight {
    const sight: Sight = {
      kind: 'counts',
      from: Math.min(this.#ofCandidate.from, this.#doneAt ?? at - this.#pollMs),
      ms: this.#weighedAt === null ? this.#pollMs : at - this.#weighedAt,
      candidateBad: this.#ofCandidate.bad,
      candidateTotal: this.#ofCandidate.total,
      stableBad: this.#ofStable.bad,
      stableTotal: this.#ofStable.total,
      splits: this.#ofStable.splits,
      cells: { candidate: this.#ofCandidate.cells, stable: this.#ofStable.cells },
    };
    this.#weighedAt = at;
    this.#clear(at);
    return sight;
  }

  #clear(at: number): void {
    this.#doneAt = at;
    this.#ofCandidate = new Waiting();
    this.#ofStable = new Waiting();
  }
}

function read(counters: Counters, reading: SliReading['stable'], at: number): Increment {
  return reading === null ? { kind: 'no-data', why: 'was not read' } : counters.read(reading, at);
}

function both(a: Coincidence, b: Coincidence): Coincidence {
  return { excess: a.excess + b.excess, weight: a.weight + b.weight, variance: a.variance + b.variance };
}

function missing(
  release: string,
  increment: Increment,
): Exclude<Sight, { kind: 'counts' | 'waiting' }> | null {
  if (increment.kind === 'counts') return null;
  return { kind: increment.kind, why: `${release}: ${increment.why}` };
}
