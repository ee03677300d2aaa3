import { lnAdd, lnSum } from './logarithms.ts';
import { LN_AT_START, lnHeldBackAfter, lnReleasedAt } from './restarts.ts';
import { LN_CAP, type Mixture } from './settings.ts';

/** How the bets are divided once there was something to learn from: by that, and as before. */
const LN_LEARNT = Math.log(0.7);
const LN_PRIOR = Math.log(0.3);

export interface EProcessOptions {
  /** Release a part of the evidence later, look by look; see restarts.ts. */
  readonly restarts: boolean;
  /** ln of the most that one look may multiply by. */
  readonly lnCap?: number;
}

/**
 * Evidence against a null hypothesis: E starts at 1, each look multiplies it by a number whose expectation is at most
 * 1 if the null is true. So E reaches 1/alpha with chance alpha at most, however often one looks (Ville's inequality).
 * It is a mixture: E is divided between several bets, each of which grows on its own. All in logarithms.
 */
export class EProcess {
  readonly #bets: Float64Array;
  readonly #lnShares: Float64Array;
  readonly #lnWealth: Float64Array;
  readonly #restarts: boolean;
  readonly #lnStart: number;
  readonly #lnCap: number;
  /** What each bet would have won from what is only learnt from. */
  readonly #lnWon: Float64Array;
  #looks = 0;
  #lnE: number | null = 0;

  constructor(mixture: Mixture, { restarts, lnCap = LN_CAP }: EProcessOptions) {
    const whole = mixture.weights.reduce((sum, weight) => sum + weight, 0);
    this.#bets = Float64Array.from(mixture.bets);
    this.#lnShares = Float64Array.from(mixture.weights, (weight) => Math.log(weight / whole));
    this.#lnWealth = new Float64Array(this.#bets.length);
    this.#restarts = restarts;
    this.#lnStart = restarts ? LN_AT_START : 0;
    this.#lnCap = lnCap;
    this.#lnWon = new Float64Array(this.#bets.length);
    this.restart();
  }

  /** Forgets every look. */
  restart(): void {
    for (let i = 0; i < this.#bets.length; i++) this.#lnWealth[i] = this.#lnStart + (this.#lnShares[i] ?? 0);
    this.#lnWon.fill(0);
    this.#looks = 0;
    this.#lnE = 0;
  }

  /**
   * A look that does not count, but shows which bets are good ones: before the first look that counts, most of what
   * starts at once goes to the bets that would have won. E stays 1, and its expectation at most 1, for bets may be
   * chosen by anything that was seen before they are made.
   */
  learn(lnFactor: (bet: number) => number): void {
    for (let i = 0; i < this.#bets.length; i++) {
      this.#lnWon[i] = (this.#lnWon[i] ?? 0) + lnFactor(this.#bets[i] ?? 1);
    }
    const all = lnSum(this.#lnWon.map((ln, i) => ln + (this.#lnShares[i] ?? 0)));
    for (let i = 0; i < this.#bets.length; i++) {
      const lnShare = this.#lnShares[i] ?? 0;
      const lnByLearning = lnShare + (this.#lnWon[i] ?? 0) - all;
      this.#lnWealth[i] = this.#lnStart + lnAdd(LN_PRIOR + lnShare, LN_LEARNT + lnByLearning);
    }
  }

  /**
   * One look. What it releases of the evidence held back is at stake from this look on, so that the wealth of all past
   * starts of a bet is one running number: W(s) = (W(s-1) + released(s)) e(s).
   * @param lnFactor ln of what a bet multiplies by; a number, never NaN
   */
  multiply(lnFactor: (bet: number) => number): void {
    this.#looks += 1;
    this.#lnE = null;
    const lnReleased = this.#restarts ? lnReleasedAt(this.#looks) : -Infinity;
    for (let i = 0; i < this.#bets.length; i++) {
      const gain = Math.min(this.#lnCap, lnFactor(this.#bets[i] ?? 1));
      const atStake = lnAdd(this.#lnWealth[i] ?? -Infinity, lnReleased + (this.#lnShares[i] ?? -Infinity));
      this.#lnWealth[i] = atStake + gain;
    }
  }

  /** 0 before the first look. */
  get lnE(): number {
    this.#lnE ??= this.#restarts
      ? lnAdd(lnSum(this.#lnWealth), lnHeldBackAfter(this.#looks))
      : lnSum(this.#lnWealth);
    return this.#lnE;
  }
}
