import type { PairedCounts } from './factors.ts';
import type { Counts } from './types.ts';

/**
 * One look at the end of the longest bake, with a test that looks only once. Whoever may look at any moment pays for that,
 * most of all where little was to be seen: this part of the evidence for promotion is kept back from it. It is put on one
 * bet, "D is so small that it would be so by chance `level` at most", and pays 1/level or nothing. So its expectation is at
 * most 1 under the null, like that of all other parts, and the mean of them all is an e-value still.
 *
 * D = sum x_c - s x_s, s = n_c r/n_s in each look: 0 in expectation at the margin's edge, whatever the base rate does. Of
 * independent failures its variance there is s (x_c + x_s), look by look. How much more it scatters is told by D's own
 * minutes, so nothing that was estimated before is needed: a score test with Student's distribution.
 */

/** What one look adds. */
export interface Difference {
  /** D: above 0 where the candidate is beyond the margin's edge. */
  readonly difference: number;
  /** Its variance at the edge, were failures independent. */
  readonly variance: number;
  /** Its variance at the rates that were seen. */
  readonly seen: number;
  /** Its third cumulant at the edge. */
  readonly third: number;
}

const BLOCK_MS = 60_000;
/** From fewer minutes nobody can tell how much they scatter. */
const FEWEST_BLOCKS = 5;

export class LastLook {
  #all = NOTHING;
  #block = NOTHING;
  #blockMs = 0;
  #blocks = 0;
  /** Sums over all full blocks. */
  #squares = 0;
  #products = 0;
  #squaredVariances = 0;

  restart(): void {
    this.#all = NOTHING;
    this.#block = NOTHING;
    this.#blockMs = 0;
    this.#blocks = 0;
    this.#squares = 0;
    this.#products = 0;
    this.#squaredVariances = 0;
  }

  add(difference: Difference, ms: number): void {
    this.#all = sum(this.#all, difference);
    this.#block = sum(this.#block, difference);
    this.#blockMs += ms;
    if (this.#blockMs < BLOCK_MS) return;
    this.#blocks += 1;
    this.#squares += this.#block.difference ** 2;
    this.#products += this.#block.difference * this.#block.variance;
    this.#squaredVariances += this.#block.variance ** 2;
    this.#block = NOTHING;
    this.#blockMs = 0;
  }

  /** The chance of a D as small as this or smaller at the margin's edge; 1 where too little was seen to tell. */
  get chance(): number {
    const { difference, variance, third } = this.#all;
    if (this.#blocks < FEWEST_BLOCKS || variance === 0) return 1;
    const { scatter } = this;
    const z = difference / Math.sqrt(variance * scatter);
    // Cornish and Fisher's first term. What scatters more than it should is taken for even on both sides where that is
    // the careful guess, and for as skew as clusters are where the tail is the long one.
    const skew = (third * (third < 0 ? scatter ** 2 : 1)) / (variance * scatter) ** 1.5;
    return studentBelow(z - (skew * (z ** 2 - 1)) / 6, this.#blocks - 1);
  }

  /** Variance over that of independent failures, at least 1: of the blocks about what all together would make of them. */
  get scatter(): number {
    const { difference, variance, seen } = this.#all;
    const per = difference / variance;
    const left = this.#squares - 2 * per * this.#products + per ** 2 * this.#squaredVariances;
    return Math.max(1, (left * this.#blocks) / (this.#blocks - 1) / seen);
  }
}

const NOTHING: Difference = { difference: 0, variance: 0, seen: 0, third: 0 };

function sum(one: Difference, other: Difference): Difference {
  return {
    difference: one.difference + other.difference,
    variance: one.variance + other.variance,
    seen: one.seen + other.seen,
    third: one.third + other.third,
  };
}

/** Of both releases: the candidate's failures against `ratio` times the stable release's. */
export function differenceOf(
  { candidateBad, candidateTotal, stableBad, stableTotal }: PairedCounts,
  ratio: number,
): Difference {
  const share = (candidateTotal * ratio) / stableTotal;
  const variance = share * (candidateBad + stableBad);
  return {
    difference: candidateBad - share * stableBad,
    variance,
    seen: candidateBad + share ** 2 * stableBad,
    third: variance * (1 - share),
  };
}

/** Of the candidate alone, against a limit. */
export function differenceFrom(limit: number, { bad, total }: Counts): Difference {
  const variance = total * limit;
  return { difference: bad - variance, variance, seen: bad, third: variance };
}

/** P(T <= t) of Student's t with a whole number of degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4). */
export function studentBelow(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = degrees === 1 ? 0 : term;
  for (let i = isOdd ? 3 : 2; i <= degrees - 2; i += 2) {
    term *= ((i - 1) / i) * cosine ** 2;
    series += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
  return (1 + within) / 2;
}
