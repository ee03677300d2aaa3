import { lnAdd, lnSum } from './logarithms.ts';
import { LN_AT_START, lnHeldBackAfter, lnReleasedAt } from './restarts.ts';
import { LN_CAP, type Mixture } from './settings.ts';

/** How the bets are divided once there was something to learn from: by that, and as before. */
const LN_LEARNT = Math.log(0.7);
const LN_PRIOR = Math.log(0.3);

/** ln of what a bet is multiplied by. */
export type LnFactor = (bet: number) => number;

export interface EProcessOptions {
  /** Release a part of the evidence later, look by look; see restarts.ts. */
  readonly restarts: boolean;
  /** ln of the most that one look may multiply by. */
  readonly lnCap?: number;
  /** The same of a look that stands for several; as of one where not given. */
  readonly lnCapOfSeveral?: number;
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
  readonly #lnCapOfSeveral: number;
  /** What each bet would have won from what is learnt from. */
  readonly #lnWon: Float64Array;
  /** What became of the half that was at stake meanwhile. */
  #lnStaked = 0;
  #looks = 0;
  #lnE: number | null = 0;

  constructor(mixture: Mixture, { restarts, lnCap = LN_CAP, lnCapOfSeveral = lnCap }: EProcessOptions) {
    const whole = mixture.weights.reduce((sum, weight) => sum + weight, 0);
    this.#bets = Float64Array.from(mixture.bets);
    this.#lnShares = Float64Array.from(mixture.weights, (weight) => Math.log(weight / whole));
    this.#lnWealth = new Float64Array(this.#bets.length);
    this.#restarts = restarts;
    this.#lnStart = restarts ? LN_AT_START : 0;
    this.#lnCap = lnCap;
    this.#lnCapOfSeveral = Math.max(lnCap, lnCapOfSeveral);
    this.#lnWon = new Float64Array(this.#bets.length);
    this.restart();
  }

  /** Forgets every look. */
  restart(): void {
    for (let i = 0; i < this.#bets.length; i++) this.#lnWealth[i] = this.#lnStart + (this.#lnShares[i] ?? 0);
    this.#lnWon.fill(0);
    this.#lnStaked = 0;
    this.#looks = 0;
    this.#lnE = 0;
  }

  /**
   * A look that counts a little, and shows which bets are good ones. Half of what starts at once is at stake, on the bets
   * that would have won so far, and E is limited as by `limitTo`. All of it goes on with most on the bets that would have
   * won. Its expectation stays at most 1, for bets may be chosen by anything that was seen before they are made.
   */
  learn(lnFactor: LnFactor, lnMost: number): void {
    this.#lnE = null;
    const wonBefore = this.#lnWonByAll();
    let lnGrowth = -Infinity;
    for (let i = 0; i < this.#bets.length; i++) {
      const gain = lnFactor(this.#bets[i] ?? 1);
      const won = this.#lnWon[i] ?? 0;
      const lnPart = (this.#lnShares[i] ?? 0) + won - wonBefore;
      lnGrowth = lnAdd(lnGrowth, lnPart + Math.min(this.#lnCap, gain));
      this.#lnWon[i] = won + gain;
    }
    this.#lnStaked = Math.min(Math.log(2 * Math.exp(lnMost) - 1), this.#lnStaked + lnGrowth);
    const lnAll = this.#lnStart + Math.log((1 + Math.exp(this.#lnStaked)) / 2);
    const won = this.#lnWonByAll();
    for (let i = 0; i < this.#bets.length; i++) {
      const lnShare = this.#lnShares[i] ?? 0;
      const lnByLearning = lnShare + (this.#lnWon[i] ?? 0) - won;
      this.#lnWealth[i] = lnAll + lnAdd(LN_PRIOR + lnShare, LN_LEARNT + lnByLearning);
    }
  }

  #lnWonByAll(): number {
    return lnSum(this.#lnWon.map((ln, i) => ln + (this.#lnShares[i] ?? 0)));
  }

  /** Gives away what E is above a limit of at least 1, of all bets alike. That can only lower E's expectation. */
  limitTo(lnMost: number): void {
    const heldBack = this.#restarts ? Math.exp(lnHeldBackAfter(this.#looks)) : 0;
    const tooMuch = lnSum(this.#lnWealth) - Math.log(Math.exp(lnMost) - heldBack);
    if (tooMuch <= 0) return;
    this.#lnE = null;
    for (let i = 0; i < this.#bets.length; i++) this.#lnWealth[i] = (this.#lnWealth[i] ?? 0) - tooMuch;
  }

  /** Divides a part of what is at stake between the bets as at the start. E stays what it is. */
  spread(part: number): void {
    const lnAll = lnSum(this.#lnWealth);
    for (let i = 0; i < this.#bets.length; i++) {
      this.#lnWealth[i] = lnAdd(
        Math.log1p(-part) + (this.#lnWealth[i] ?? 0),
        Math.log(part) + lnAll + (this.#lnShares[i] ?? 0),
      );
    }
  }

  /**
   * One look. What it releases of the evidence held back is at stake from this look on, so that the wealth of all past
   * starts of a bet is one running number: W(s) = (W(s-1) + released(s)) e(s).
   * @param lnFactor ln of what a bet multiplies by; a number, never NaN
   * @param looks how many it stands for: in what is released, and in how much it may multiply by
   */
  multiply(lnFactor: LnFactor, looks = 1): void {
    this.#looks += looks;
    this.#lnE = null;
    const lnCap = Math.min(this.#lnCapOfSeveral, this.#lnCap * Math.max(1, looks));
    const lnReleased = this.#restarts ? lnReleasedAt(this.#looks, looks) : -Infinity;
    for (let i = 0; i < this.#bets.length; i++) {
      const gain = Math.min(lnCap, lnFactor(this.#bets[i] ?? 1));
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
