import { clustersIn, inClusters, scatterOfClusters, type Cells } from './clusters.ts';
import type { LnFactor } from './eprocess.ts';
import { INDEPENDENT, lnLimitFactor, lnMarginFactor, type Margin, type PairedCounts } from './factors.ts';
import type { Scatter } from './scatter.ts';

/** New requests of both releases, and their failures by series; all are of one series where these are not given. */
export interface Weighed extends PairedCounts {
  readonly cells?: Cells;
}

/** How looks are weighed where failures are not independent: in clusters, and with smaller bets for what scatters still. */
export class Weighing {
  /** Variance over mean of the failures in a minute. */
  readonly scatter: Scatter;
  readonly #size: number;
  readonly #left: Scatter;
  readonly #stableRate: number;

  /** `size`: of clusters, on average. `stableRate`: at which the stable release fails of late. */
  constructor(scatter: Scatter = INDEPENDENT, size = 1, stableRate = 0) {
    this.scatter = scatter;
    this.#size = size;
    this.#left = size === 1 ? scatter : scatterOfClusters(scatter, size);
    this.#stableRate = stableRate;
  }

  /** Both releases. */
  againstMargin(look: Weighed, margin: Margin): LnFactor {
    const [counts, itsMargin] = this.counted(look, margin);
    return (bet) => lnMarginFactor(bet, counts, itsMargin, this.#left);
  }

  /** The candidate alone. */
  againstLimit(look: Weighed, limit: number): LnFactor {
    const total = look.candidateTotal;
    const bad = this.#size === 1 ? look.candidateBad : clustersIn(cellsOf(look).candidate, limit, this.#size);
    return (odds) => lnLimitFactor(odds, { bad, total }, limit / this.#size, this.#left.candidate);
  }

  /** Failures of both releases, or clusters where they come in clusters. */
  counted(look: Weighed, margin: Margin): readonly [PairedCounts, Margin] {
    if (this.#size === 1) return [look, margin];
    return [
      inClusters(look, cellsOf(look), margin, this.#stableRate, this.#size),
      { ...margin, slack: margin.slack / this.#size },
    ];
  }
}

function cellsOf({ cells, candidateBad, candidateTotal, stableBad, stableTotal }: Weighed): Cells {
  return (
    cells ?? {
      candidate: [{ bad: candidateBad, total: candidateTotal }],
      stable: [{ bad: stableBad, total: stableTotal }],
    }
  );
}
