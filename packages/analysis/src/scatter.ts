import { differencesOf, estimatePhi, FEWEST_MINUTES } from './overdispersion.ts';
import type { Counts } from './types.ts';

/**
 * Failures of one release, looked at series by series within one reading. Were they independent of each other, they
 * would fall on the series by chance, and two of them on the same one as often as the series' traffic says. That holds
 * whatever the rate does, so a drift or an incident that all series share is not taken for scatter.
 */
export interface Coincidence {
  /** Pairs of failures on the same series, beyond those of chance: sum x_i (x_i - 1) - q X (X - 1), q = sum (n_i / N)^2. */
  readonly excess: number;
  /** X (1 - q): `excess` is (phi - 1) times this in expectation. */
  readonly weight: number;
  /** 2 q (1 - q) X (X - 1): the variance of `excess` where failures are independent. */
  readonly variance: number;
}

export const NO_COINCIDENCE: Coincidence = { excess: 0, weight: 0, variance: 0 };

/** `series`: what each of one release's series counted over the same time. */
export function coincidenceOf(series: readonly Counts[]): Coincidence {
  let bad = 0;
  let total = 0;
  let pairs = 0;
  let squares = 0;
  for (const one of series) {
    bad += one.bad;
    total += one.total;
    pairs += one.bad * (one.bad - 1);
    squares += one.total ** 2;
  }
  if (bad === 0) return NO_COINCIDENCE;
  const same = squares / total ** 2;
  return {
    excess: pairs - same * bad * (bad - 1),
    weight: bad * (1 - same),
    variance: 2 * same * (1 - same) * bad * (bad - 1),
  };
}

/** Variance over mean of each release's failures in a minute; 1 where they are independent. */
export interface Scatter {
  readonly candidate: number;
  readonly stable: number;
}

/** How many live failures the minutes before the rollout count for, in telling how they come to scatter. */
const PRIOR_FAILURES = 4;
const MOST_MINUTES = 60;
const MINUTE_MS = 60_000;
/** A minute at the default poll. */
const LOOKS_A_BLOCK = 12;

/** tau^2 that is taken for granted where nothing is known from before: a rate that goes up and down by 40 %. */
const PRIOR_NOISE = 0.15;
/** How many differences of minutes that counts for. */
const PRIOR_PAIRS = 1;

/**
 * How much both releases' counts scatter. There are two reasons, and they weigh differently on a small candidate:
 *
 * - failures come several at a time, whatever the traffic: variance / mean = phi for both releases.
 * - the whole release's rate goes up and down from minute to minute: variance / mean = 1 + tau^2 mean, so a release with
 *   a tenth of the failures has a tenth of this excess.
 *
 * The minutes before the rollout tell both together, for the stable release with all traffic; where they scatter, the live
 * ones are added. The series of the stable release, live and side by side, tell the first alone. The rest is the second.
 * Until there are live failures to go by, all is taken for the first, which weighs more on the candidate.
 * With no minutes from before, some of the second is taken for granted until the live minutes tell.
 */
export class ScatterEstimate {
  #minutes: Minutes;
  /** What the minutes are known from; null where nothing is to be learnt from live ones. */
  readonly #seen: Counts[] | null;
  /** Nothing is known from before. */
  readonly #isFresh: boolean;
  #bad = 0;
  #total = 0;
  #ms = 0;
  #excess = 0;
  #weight = 0;
  #variance = 0;

  /** Over how long counts are said to scatter, ms. */
  readonly blockMs: number;

  /**
   * @param before of the stable release, minute by minute, oldest first
   * @param pollMs with a quicker poll, and nothing known from before, "a minute" is as many looks as it has by default:
   *   whoever looks ten times as often wants to be told in a tenth of the time, and sees only what changes in it
   */
  constructor(before: readonly Counts[] | Minutes, pollMs = MINUTE_MS / LOOKS_A_BLOCK) {
    const isFresh = !('phi' in before) && before.length < FEWEST_MINUTES;
    this.blockMs = isFresh ? Math.min(MINUTE_MS, LOOKS_A_BLOCK * pollMs) : MINUTE_MS;
    if ('phi' in before) {
      this.#minutes = before;
      this.#isFresh = false;
      this.#seen = null;
      return;
    }
    this.#isFresh = isFresh;
    this.#minutes = minutesOf(before);
    this.#seen = this.#isFresh || this.#minutes.phi > 1 ? [...before] : null;
  }

  /** What the stable release counted in so many milliseconds. */
  learn({ bad, total }: Counts, ms: number, { excess, weight, variance }: Coincidence): void {
    this.#excess += excess;
    this.#weight += weight;
    this.#variance += variance;
    if (this.#seen === null) return;
    this.#bad += bad;
    this.#total += total;
    this.#ms += ms;
    if (this.#ms < this.blockMs) return;
    this.#seen.push({ bad: this.#bad, total: this.#total });
    if (this.#seen.length > MOST_MINUTES) this.#seen.shift();
    this.#minutes = this.#isFresh ? freshMinutesOf(this.#seen) : minutesOf(this.#seen);
    this.#bad = 0;
    this.#total = 0;
    this.#ms = 0;
  }

  /** Of failures that come several at a time. */
  get phi(): number {
    const prior = this.#isFresh ? 0 : PRIOR_FAILURES * (this.#minutes.phi - 1);
    return Math.max(1, 1 + (prior + this.#excess) / (PRIOR_FAILURES + this.#weight));
  }

  /** Mean size of the clusters that the series clearly show, side by side; 1 where they show none. */
  get size(): number {
    return 1 + Math.max(0, this.#excess - Math.sqrt(this.#variance)) / (2 * (PRIOR_FAILURES + this.#weight));
  }

  /** `candidate`, `stable`: their requests in so many milliseconds. `rate`: at which the stable release fails of late. */
  of(candidate: number, stable: number, ms: number, rate: number): Scatter {
    const { phi } = this;
    // Counts that take longer than a block to come in make blocks as long as that.
    const blocks = Math.max(1, this.blockMs / ms);
    const perRequest = this.#noise(phi) * Math.max(rate, this.#minutes.rate);
    return {
      candidate: phi + perRequest * (candidate * blocks),
      stable: phi + perRequest * (stable * blocks),
    };
  }

  /** tau^2. */
  #noise(phi: number): number {
    const { failures, pairs } = this.#minutes;
    const found = failures === 0 ? 0 : (this.#minutes.phi - phi) / failures;
    if (!this.#isFresh) return Math.max(0, found);
    const share = (PRIOR_NOISE * failures) / (phi + PRIOR_NOISE * failures);
    const weight = pairs * share ** 2;
    return Math.max(0, (PRIOR_PAIRS * PRIOR_NOISE + weight * found) / (PRIOR_PAIRS + weight));
  }
}

/** What is known of minutes of the stable release. */
export interface Minutes {
  readonly phi: number;
  /** Failures in a minute. */
  readonly failures: number;
  readonly rate: number;
  /** Pairs of minutes that phi is known from. */
  readonly pairs: number;
}

/** Where it is known by how much counts scatter, at any traffic. */
export function evenly(phi: number): Minutes {
  return { phi, failures: 0, rate: 0, pairs: 0 };
}

function minutesOf(minutes: readonly Counts[]): Minutes {
  return { ...meanOf(minutes), phi: estimatePhi(minutes), pairs: minutes.length - 1 };
}

/** Whether it is clear or not. */
function freshMinutesOf(minutes: readonly Counts[]): Minutes {
  const { ratio, pairs } = differencesOf(minutes, 1);
  const clear = minutes.length < FEWEST_MINUTES ? 1 : estimatePhi(minutes);
  return { ...meanOf(minutes), phi: clear > 1 ? Math.max(ratio, clear) : ratio, pairs };
}

function meanOf(minutes: readonly Counts[]): { failures: number; rate: number } {
  const bad = minutes.reduce((sum, minute) => sum + minute.bad, 0);
  const total = minutes.reduce((sum, minute) => sum + minute.total, 0);
  return { failures: bad / Math.max(1, minutes.length), rate: total === 0 ? 0 : bad / total };
}
