import type { ColdStart } from './cold-start.ts';
import { EProcess, type LnFactor } from './eprocess.ts';
import { lnAdd } from './logarithms.ts';
import { Patience } from './patience.ts';
import {
  EARLY_SHARE,
  PROMOTION_MIXTURE,
  SPOTLESS_MIXTURE,
  SPOTLESS_SHARE,
  SURELY_COOL_SHARE,
} from './settings.ts';

const LN_COMPARED = Math.log1p(-SPOTLESS_SHARE);
const LN_SPOTLESS = Math.log(SPOTLESS_SHARE);
const LN_EARLY = Math.log(EARLY_SHARE);
const LN_COOL = Math.log1p(-EARLY_SHARE - SURELY_COOL_SHARE);
const LN_SURELY_COOL = Math.log(SURELY_COOL_SHARE);

/**
 * Evidence that the candidate is better than the promotion margin, anew for each step. A cold candidate would lose all of it
 * before it is warm, so while nobody knows whether it is, only a part is at stake: one from the first request on, which
 * saves time where there is no cold start, most of it once the candidate seems to be cool, and one once it surely is.
 * When each part starts is known before the look it starts with, so their mean is as good as one that starts at once.
 *
 * A part is not compared: evidence that hardly anything fails, for services whose stable release never does.
 */
export class Promotion {
  readonly #early = new EProcess(PROMOTION_MIXTURE, { restarts: false });
  readonly #cool = new EProcess(PROMOTION_MIXTURE, { restarts: false });
  readonly #surelyCool = new EProcess(PROMOTION_MIXTURE, { restarts: false });
  readonly #spotless = new EProcess(SPOTLESS_MIXTURE, { restarts: false });
  readonly #patience: Patience;

  /** `lookMs`: how long a usual look takes. */
  constructor(lookMs: number) {
    this.#patience = new Patience(lookMs);
  }

  startStep(): void {
    this.#early.restart();
    this.#cool.restart();
    this.#surelyCool.restart();
    this.#spotless.restart();
  }

  /** A look at a warm candidate took so long. */
  wait(ms: number): void {
    this.#patience.wait(ms);
  }

  /** One look at both releases; `start`: as known before it. */
  multiply(better: LnFactor, start: Pick<ColdStart, 'isCool' | 'isSurelyCool'>): void {
    const gains = PROMOTION_MIXTURE.bets.map((bet) => better(bet));
    const known: LnFactor = (bet) => gains[PROMOTION_MIXTURE.bets.indexOf(bet)] ?? 0;
    this.#early.multiply(known);
    if (start.isCool) this.#cool.multiply(known);
    if (start.isSurelyCool) this.#surelyCool.multiply(known);
  }

  /** One look at the candidate alone, at its share of the budget that needs no comparison. */
  multiplySpotless(better: LnFactor): void {
    this.#spotless.multiply(better);
  }

  get lnE(): number {
    return this.#patience.limited(this.#lnAll);
  }

  get #lnAll(): number {
    const later = lnAdd(LN_COOL + this.#cool.lnE, LN_SURELY_COOL + this.#surelyCool.lnE);
    const compared = lnAdd(LN_EARLY + this.#early.lnE, later);
    return lnAdd(LN_COMPARED + compared, LN_SPOTLESS + this.#spotless.lnE);
  }
}
