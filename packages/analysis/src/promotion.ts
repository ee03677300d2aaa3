import type { ColdStart } from './cold-start.ts';
import { EProcess, type LnFactor } from './eprocess.ts';
import { lnAdd } from './logarithms.ts';
import { EARLY_SHARE, PROMOTION_MIXTURE, SURELY_COOL_SHARE } from './settings.ts';

const LN_EARLY = Math.log(EARLY_SHARE);
const LN_COOL = Math.log1p(-EARLY_SHARE - SURELY_COOL_SHARE);
const LN_SURELY_COOL = Math.log(SURELY_COOL_SHARE);

/**
 * Evidence that the candidate is better than the promotion margin, anew for each step. A cold candidate would lose all of it
 * before it is warm, so while nobody knows whether it is, only a part is at stake: one from the first request on, which
 * saves time where there is no cold start, most of it once the candidate seems to be cool, and one once it surely is.
 * When each part starts is known before the look it starts with, so their mean is as good as one that starts at once.
 */
export class Promotion {
  readonly #early = new EProcess(PROMOTION_MIXTURE, { restarts: false });
  readonly #cool = new EProcess(PROMOTION_MIXTURE, { restarts: false });
  readonly #surelyCool = new EProcess(PROMOTION_MIXTURE, { restarts: false });

  startStep(): void {
    this.#early.restart();
    this.#cool.restart();
    this.#surelyCool.restart();
  }

  /** One look; `start`: as known before it. */
  multiply(better: LnFactor, start: Pick<ColdStart, 'isCool' | 'isSurelyCool'>): void {
    const gains = PROMOTION_MIXTURE.bets.map((bet) => better(bet));
    const known: LnFactor = (bet) => gains[PROMOTION_MIXTURE.bets.indexOf(bet)] ?? 0;
    this.#early.multiply(known);
    if (start.isCool) this.#cool.multiply(known);
    if (start.isSurelyCool) this.#surelyCool.multiply(known);
  }

  get lnE(): number {
    const later = lnAdd(LN_COOL + this.#cool.lnE, LN_SURELY_COOL + this.#surelyCool.lnE);
    return lnAdd(LN_EARLY + this.#early.lnE, later);
  }
}
