import { Counters, type Increment } from './counters.ts';
import type { PairedCounts } from './factors.ts';
import { NO_COINCIDENCE, type Coincidence } from './scatter.ts';
import type { Cells } from './clusters.ts';
import type { Counts, SliReading } from './types.ts';

/** What one tick shows of one SLI. */
export type Sight =
  /** `from`: since when these requests were made. */
  | ({
      readonly kind: 'counts';
      readonly from: number;
      readonly splits: Coincidence;
      readonly cells: Cells;
    } & PairedCounts)
  | { readonly kind: 'no-data'; readonly why: string }
  | { readonly kind: 'source-down'; readonly why: string };

/** Who takes traffic; one of the two always does. */
export type Split = 'stable-only' | 'both' | 'candidate-only';

/**
 * Brings both releases' new requests together. They are weighed only in pairs, over the same time: while one of the
 * two can't be read, the other's requests wait, so that a missing scrape merges into the next.
 */
export class Pairing {
  readonly #candidate = new Counters();
  readonly #stable = new Counters();
  readonly #pollMs: number;
  /** When requests were last weighed. */
  #weighedAt: number | null = null;
  #candidateBad = 0;
  #candidateTotal = 0;
  #stableBad = 0;
  #stableTotal = 0;
  #splits = NO_COINCIDENCE;
  #candidateCells: readonly Counts[] = [];
  #stableCells: readonly Counts[] = [];

  /** `pollMs`: how long before its first look an SLI's requests can have begun. */
  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  look(reading: SliReading | null, at: number, split: Split): Sight {
    const candidate = read(this.#candidate, reading?.candidate ?? null, at);
    if (candidate.kind === 'counts') {
      this.#candidateBad += candidate.bad;
      this.#candidateTotal += candidate.total;
      this.#candidateCells = [...this.#candidateCells, ...candidate.cells];
    }
    if (split === 'candidate-only') {
      this.#stableBad = 0;
      this.#stableTotal = 0;
      this.#stableCells = [];
      return missing('candidate', candidate) ?? this.#weigh(at);
    }
    const stable = read(this.#stable, reading?.stable ?? null, at);
    if (stable.kind === 'counts') {
      this.#stableBad += stable.bad;
      this.#stableTotal += stable.total;
      this.#stableCells = [...this.#stableCells, ...stable.cells];
      this.#splits = both(this.#splits, stable.splits);
    }
    if (split === 'stable-only') return this.#weigh(at);
    return missing('candidate', candidate) ?? missing('stable', stable) ?? this.#weigh(at);
  }

  #weigh(at: number): Sight {
    const sight: Sight = {
      kind: 'counts',
      from: this.#weighedAt ?? at - this.#pollMs,
      candidateBad: this.#candidateBad,
      candidateTotal: this.#candidateTotal,
      stableBad: this.#stableBad,
      stableTotal: this.#stableTotal,
      splits: this.#splits,
      cells: { candidate: this.#candidateCells, stable: this.#stableCells },
    };
    this.#weighedAt = at;
    this.#candidateBad = 0;
    this.#candidateTotal = 0;
    this.#stableBad = 0;
    this.#stableTotal = 0;
    this.#splits = NO_COINCIDENCE;
    this.#candidateCells = [];
    this.#stableCells = [];
    return sight;
  }
}

function read(counters: Counters, reading: SliReading['stable'], at: number): Increment {
  return reading === null ? { kind: 'no-data', why: 'was not read' } : counters.read(reading, at);
}

function both(a: Coincidence, b: Coincidence): Coincidence {
  return { excess: a.excess + b.excess, weight: a.weight + b.weight, variance: a.variance + b.variance };
}

function missing(release: string, increment: Increment): Exclude<Sight, { kind: 'counts' }> | null {
  if (increment.kind === 'counts') return null;
  return { kind: increment.kind, why: `${release}: ${increment.why}` };
}
