import { EProcess } from './eprocess.ts';
import {
  lnLimitFactor,
  lnPromotionFactor,
  lnRollbackFactor,
  type Margin,
  type PairedCounts,
} from './factors.ts';
import { lnAdd } from './logarithms.ts';
import {
  FUSE_BURN,
  FUSE_SHARE,
  PROMOTION_MIXTURE,
  ROLLBACK_MIXTURE,
  WARM_UP_RATIO,
  WATCH_BURN,
} from './settings.ts';
import { RecentRate, Tally } from './tally.ts';
import type { Counts, JudgeSettings } from './types.ts';

const LN_MARGIN_SHARE = Math.log1p(-FUSE_SHARE);
const LN_FUSE_SHARE = Math.log(FUSE_SHARE);

/** New requests, and how they are to be weighed. */
export interface Look extends PairedCounts {
  /** False once no stable release takes traffic. */
  readonly compared: boolean;
  readonly warmUp: boolean;
  /** False for requests that were made before the step began: they tell nothing for promotion. */
  readonly inStep: boolean;
}

/** The margin to the stable release, far above the budget, or the objective with no stable release left. */
export type Accuser = 'margin' | 'fuse' | 'objective';

export interface TrialInput {
  readonly budget: number;
  readonly phi: number;
  /** The stable release's requests before the rollout; none where unknown. */
  readonly before: Counts;
}

/**
 * One SLI on trial: three e-processes fed with plain numbers. No strings, no clock, nothing allocated that lives on,
 * so that a simulation can run millions of looks through the very code that judges a live rollout.
 *
 * - rollback: against the stable release by the margin; against the objective where there is none. Both are e-values of
 *   "the release is as good as it must be", so their product over all looks is one too, whatever the weights were.
 * - fuse: against many times the budget, while the candidate warms up or the stable release has no requests.
 * - promotion: against "the release is worse than it may be", anew for each step.
 */
export class Trial {
  readonly phi: number;
  readonly #budget: number;
  readonly #rollbackMargin: Margin;
  readonly #warmUpMargin: Margin;
  readonly #promotionMargin: Margin;
  readonly #rollback: EProcess;
  readonly #fuse: EProcess;
  readonly #promotion: EProcess;
  #fuseIsRun = false;
  #compared = true;

  readonly #candidateInStep = new Tally();
  readonly #stableInStep = new Tally();
  readonly #candidateInAll = new Tally();
  readonly #stableInAll = new Tally();
  readonly #stableEver = new Tally();
  readonly #candidateOfLate = new RecentRate();
  readonly #stableOfLate = new RecentRate();

  constructor({ budget, phi, before }: TrialInput, { rollback, promotion }: JudgeSettings) {
    this.phi = phi;
    this.#budget = budget;
    this.#rollbackMargin = { ratio: rollback.ratio, slack: rollback.budgetShare * budget };
    this.#warmUpMargin = { ...this.#rollbackMargin, ratio: Math.max(WARM_UP_RATIO, rollback.ratio) };
    this.#promotionMargin = { ratio: promotion.ratio, slack: promotion.budgetShare * budget };
    this.#rollback = new EProcess(ROLLBACK_MIXTURE, { restarts: true, phi });
    this.#fuse = new EProcess(ROLLBACK_MIXTURE, { restarts: true, phi });
    this.#promotion = new EProcess(PROMOTION_MIXTURE, { restarts: false, phi });
    this.#stableEver.add(before.bad, before.total);
  }

  startStep(): void {
    this.#promotion.restart();
    this.#candidateInStep.clear();
    this.#stableInStep.clear();
  }

  look(look: Look): void {
    this.#count(look);
    if (look.candidateTotal === 0) return;
    if (look.compared) this.#compare(look);
    else this.#holdAgainstObjective(look);
  }

  #compare(look: Look): void {
    const margin = look.warmUp ? this.#warmUpMargin : this.#rollbackMargin;
    if (look.stableTotal > 0) this.#rollback.multiply((m) => lnRollbackFactor(m, look, margin));
    if (look.warmUp || look.stableTotal === 0) this.#burnFuse(look);
    if (look.warmUp || !look.inStep) return;
    this.#promotion.multiply((a) => lnPromotionFactor(a, look, this.#promotionMargin));
  }

  #holdAgainstObjective(look: Look): void {
    if (look.warmUp) {
      this.#burnFuse(look);
      return;
    }
    const counts = { bad: look.candidateBad, total: look.candidateTotal };
    const limit = this.#limitAlone();
    this.#rollback.multiply((odds) => lnLimitFactor(odds, counts, limit));
    if (look.inStep)
      this.#promotion.multiply((odds) => lnLimitFactor(odds, counts, WATCH_BURN * this.#budget));
  }

  /** What the candidate may fail with no stable release beside it: its budget, or what the stable one was seen to fail. */
  #limitAlone(): number {
    const { ratio, slack } = this.#rollbackMargin;
    const asBefore = this.#stableEver.isEmpty ? 0 : this.#stableEver.rate * ratio + slack;
    return Math.max(WATCH_BURN * this.#budget, asBefore);
  }

  #burnFuse(look: Look): void {
    const limit = FUSE_BURN * this.#budget;
    // Where all requests fail, going back helps nobody: what is seen then is no evidence against the candidate.
    if (look.compared && (this.#stableOfLate.rate > limit || look.stableBad > limit * look.stableTotal))
      return;
    this.#fuseIsRun = true;
    const counts = { bad: look.candidateBad, total: look.candidateTotal };
    this.#fuse.multiply((odds) => lnLimitFactor(odds, counts, limit));
  }

  #count(look: Look): void {
    this.#compared = look.compared;
    this.#candidateInAll.add(look.candidateBad, look.candidateTotal);
    this.#candidateOfLate.add(look.candidateBad, look.candidateTotal);
    if (look.inStep) this.#candidateInStep.add(look.candidateBad, look.candidateTotal);
    if (!look.compared) return;
    this.#stableInAll.add(look.stableBad, look.stableTotal);
    this.#stableEver.add(look.stableBad, look.stableTotal);
    this.#stableOfLate.add(look.stableBad, look.stableTotal);
    if (look.inStep) this.#stableInStep.add(look.stableBad, look.stableTotal);
  }

  /** ln E of the rollback test and the fuse together. */
  get lnAgainst(): number {
    return lnAdd(LN_MARGIN_SHARE + this.#rollback.lnE, LN_FUSE_SHARE + this.#fuse.lnE);
  }

  get lnRollback(): number {
    return this.#rollback.lnE;
  }

  /** -Infinity before the first look that it is run on. */
  get lnFuse(): number {
    return this.#fuseIsRun ? this.#fuse.lnE : -Infinity;
  }

  get lnPromotion(): number {
    return this.#promotion.lnE;
  }

  /** Which test most of `lnAgainst` comes from. */
  get accuser(): Accuser {
    if (LN_FUSE_SHARE + this.#fuse.lnE > LN_MARGIN_SHARE + this.#rollback.lnE) return 'fuse';
    return this.#compared ? 'margin' : 'objective';
  }

  /** Both releases are of late far outside the objective, or, with no stable release left, both outside of it. */
  get stableBreachesToo(): boolean {
    if (this.#compared) {
      const limit = FUSE_BURN * this.#budget;
      return this.#candidateOfLate.rate > limit && this.#stableOfLate.rate > limit;
    }
    const limit = WATCH_BURN * this.#budget;
    return this.#candidateOfLate.rate > limit && this.#stableEver.rate > limit;
  }

  get step(): { readonly candidate: Counts; readonly stable: Counts } {
    return { candidate: this.#candidateInStep.counts, stable: this.#stableInStep.counts };
  }

  /** Since the rollout began. */
  get all(): { readonly candidate: Counts; readonly stable: Counts } {
    return { candidate: this.#candidateInAll.counts, stable: this.#stableInAll.counts };
  }
}
