import { COLD_BET, ColdStart, LN_MOST_COLD, type Warmth } from './cold-start.ts';
import { EProcess } from './eprocess.ts';
import type { Margin } from './factors.ts';
import { differenceFrom, differenceOf, LastLook } from './last-look.ts';
import { lnAdd } from './logarithms.ts';
import { Promotion } from './promotion.ts';
import { NO_COINCIDENCE, type Coincidence, type ScatterEstimate } from './scatter.ts';
import {
  COLD_SHARE,
  DEFAULT_SETTINGS,
  FUSE_BURN,
  FUSE_SHARE,
  LAST_LOOK_SHARE,
  MOST_OF_THE_WAY,
  ROLLBACK_MIXTURE,
  WARM_UP_RATIO,
  WATCH_BURN,
} from './settings.ts';
import { RecentRate, Tally } from './tally.ts';
import type { Counts, JudgeSettings } from './types.ts';
import { Weighing, type Weighed } from './weighing.ts';

const LN_FUSE_SHARE = Math.log(FUSE_SHARE);
const LN_LAST_LOOK_SHARE = Math.log(LAST_LOOK_SHARE);
const LN_OTHER_LOOKS = Math.log1p(-LAST_LOOK_SHARE);
const LN_MARGIN_SHARE = Math.log1p(-FUSE_SHARE);
const LN_COLD_SHARE = Math.log(COLD_SHARE);
const LN_WARM_SHARE = Math.log1p(-FUSE_SHARE - COLD_SHARE);

/** New requests, and how they are to be weighed. */
export interface Look extends Weighed {
  /** How long they took to come in, ms: since counts last came in. One poll where not given. */
  readonly ms?: number;
  /** False once no stable release takes traffic. */
  readonly compared: boolean;
  readonly warmth: Warmth;
  /** False for requests that were made before the step began: they tell nothing for promotion. */
  readonly inStep: boolean;
  /** The stable release's failures, series beside series; not given where there are no series. */
  readonly splits?: Coincidence;
}

/** The margin to the stable release, far above the budget, or the objective with no stable release left. */
export type Accuser = 'margin' | 'fuse' | 'objective';

export interface TrialInput {
  readonly budget: number;
  readonly scatter: ScatterEstimate;
  /** The stable release's requests before the rollout; none where unknown. */
  readonly before: Counts;
}

/** What a candidate that is cold no longer is held against. */
const AS_STABLE: Margin = { ratio: 1, slack: 0 };

/** Of the bets that a cold candidate chose, so much is given back to the others once it is warm. */
const RECONSIDERED = 0.1;

/**
 * One SLI on trial: five e-processes and a last look, fed with plain numbers. No strings, no clock, nothing allocated that lives on,
 * so that a simulation can run millions of looks through the very code that judges a live rollout.
 *
 * - rollback: against the stable release by the margin; against the objective where there is no stable release. Both are
 *   e-values of "the release is as good as it must be", so their product over all looks is one too, whatever the weights
 *   were. It is limited while the candidate may be cold.
 * - cold: the same by a margin as wide as a cold start, while there may be one.
 * - fuse: against many times the budget, while the candidate may be cold or the stable release has no requests.
 * - promotion: against "the release fails twice as often as the stable one", anew for each step.
 * - last look: the same once more, at the end of the step only, where that is known.
 * - spotless: against "and it spends more than a small part of the budget". Evidence against either half of that is
 *   evidence against the whole, so the two are averaged.
 */
export class Trial {
  readonly #budget: number;
  readonly #pollMs: number;
  /** A usual look's length: the default poll, or a quicker one. */
  readonly #usualMs: number;
  readonly #rollbackMargin: Margin;
  readonly #coldMargin: Margin;
  readonly #promotionMargin: Margin;
  readonly #spotlessLimit: number;
  readonly #rollback: EProcess;
  readonly #cold: EProcess;
  readonly #fuse: EProcess;
  readonly #promotion: Promotion;
  readonly #lastLook = new LastLook();
  /** ln of what the last look's part became; null where there will be none. */
  #lnLastLook: number | null = null;
  readonly #lastLookLevel: number;
  readonly #scatter: ScatterEstimate;
  #weighing = new Weighing();
  readonly #coldStart = new ColdStart();
  /** How many usual looks the last one stands for. */
  #looks = 1;
  #warmth: Warmth = 'cold';
  #fuseIsRun = false;
  #compared = true;

  readonly #candidateInStep = new Tally();
  readonly #stableInStep = new Tally();
  readonly #candidateInAll = new Tally();
  readonly #stableInAll = new Tally();
  readonly #stableEver = new Tally();
  readonly #candidateOfLate = new RecentRate();
  readonly #stableOfLate = new RecentRate();

  constructor(
    { budget, scatter, before }: TrialInput,
    { pollMs, alpha, beta, rollback, promotion }: JudgeSettings,
  ) {
    this.#budget = budget;
    this.#pollMs = pollMs;
    this.#usualMs = Math.min(pollMs, DEFAULT_SETTINGS.pollMs);
    this.#rollbackMargin = { ratio: rollback.ratio, slack: rollback.budgetShare * budget };
    this.#coldMargin = { ...this.#rollbackMargin, ratio: Math.max(WARM_UP_RATIO, rollback.ratio) };
    this.#promotionMargin = { ratio: promotion.ratio, slack: 0 };
    this.#lastLookLevel = LAST_LOOK_SHARE * beta;
    this.#spotlessLimit = promotion.budgetShare * budget;
    this.#scatter = scatter;
    const lnCapOfSeveral = -MOST_OF_THE_WAY * Math.log(alpha);
    this.#rollback = new EProcess(ROLLBACK_MIXTURE, { restarts: true, lnCapOfSeveral });
    this.#cold = new EProcess(ROLLBACK_MIXTURE, { restarts: false, lnCapOfSeveral });
    this.#fuse = new EProcess(ROLLBACK_MIXTURE, { restarts: true, lnCapOfSeveral });
    this.#promotion = new Promotion(this.#usualMs);
    this.#stableEver.add(before.bad, before.total);
  }

  /** `hasLastLook`: that it will be told when the step has its last look. */
  startStep(hasLastLook = false): void {
    this.#lnLastLook = hasLastLook ? 0 : null;
    this.#lastLook.restart();
    this.#promotion.startStep();
    this.#candidateInStep.clear();
    this.#stableInStep.clear();
  }

  /** Bets are made by what was seen before this look, never by it. */
  look(look: Look): void {
    const { candidateTotal, stableTotal, ms = this.#pollMs } = look;
    const { rate } = this.#stableOfLate;
    this.#looks = ms / this.#usualMs;
    const scatter = this.#scatter.of(candidateTotal, stableTotal, ms, rate);
    this.#weighing = new Weighing(scatter, this.#scatter.size, rate);
    this.#warmth = look.warmth;
    if (look.warmth !== 'cold') this.#promotion.wait(ms);
    if (candidateTotal > 0) {
      if (look.compared) this.#compare(look);
      else this.#holdAgainstObjective(look);
    }
    this.#count(look, ms);
  }

  /** After the last look of a step; once. */
  seeLastLook(): void {
    if (this.#lnLastLook !== 0) return;
    this.#lnLastLook =
      this.#lastLook.chance <= this.#lastLookLevel ? -Math.log(this.#lastLookLevel) : -Infinity;
  }

  #compare(look: Look): void {
    const wasCold = this.#coldStart.mayLast;
    this.#coldStart.begin(look.warmth, this.#both, this.#budget);
    if (look.stableTotal > 0) this.#accuse(look, wasCold);
    if (this.#coldStart.mayLast || look.stableTotal === 0) this.#burnFuse(look);
    if (look.inStep) this.#speakFor(look);
    if (!this.#coldStart.isSurelyCool) {
      this.#coldStart.feel(this.#weighing.againstMargin(look, AS_STABLE)(COLD_BET));
    }
  }

  #accuse(look: Look, wasCold: boolean): void {
    const mayBeCold = this.#coldStart.mayLast;
    const worse = this.#weighing.againstMargin(look, this.#rollbackMargin);
    if (mayBeCold) this.#cold.multiply(this.#weighing.againstMargin(look, this.#coldMargin), this.#looks);
    if (look.warmth === 'cold') {
      this.#rollback.learn(worse, LN_MOST_COLD);
      return;
    }
    if (wasCold && !mayBeCold) this.#rollback.spread(RECONSIDERED);
    this.#rollback.multiply(worse, this.#looks);
    if (mayBeCold) this.#rollback.limitTo(LN_MOST_COLD);
  }

  #speakFor(look: Look): void {
    this.#promotion.multiply(this.#weighing.againstMargin(look, this.#promotionMargin), this.#coldStart);
    if (look.warmth === 'cold') return;
    this.#promotion.multiplySpotless(this.#weighing.againstLimit(look, this.#spotlessLimit));
    if (this.#lnLastLook === null || look.stableTotal === 0) return;
    const [counts, { ratio }] = this.#weighing.counted(look, this.#promotionMargin);
    this.#lastLook.add(differenceOf(counts, ratio), look.ms ?? this.#pollMs);
  }

  #holdAgainstObjective(look: Look): void {
    if (look.warmth === 'cold') {
      this.#burnFuse(look);
      return;
    }
    const limit = this.#limitAlone();
    this.#rollback.multiply(this.#weighing.againstLimit(look, limit), this.#looks);
    if (!look.inStep) return;
    const below = this.#weighing.againstLimit(look, WATCH_BURN * this.#budget);
    this.#promotion.multiply(below, { isCool: true, isSurelyCool: true });
    this.#promotion.multiplySpotless(this.#weighing.againstLimit(look, this.#spotlessLimit));
    if (this.#lnLastLook === null) return;
    const counts = { bad: look.candidateBad, total: look.candidateTotal };
    this.#lastLook.add(differenceFrom(WATCH_BURN * this.#budget, counts), look.ms ?? this.#pollMs);
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
    this.#fuse.multiply(this.#weighing.againstLimit(look, limit), this.#looks);
  }

  #count(look: Look, ms: number): void {
    this.#compared = look.compared;
    this.#candidateInAll.add(look.candidateBad, look.candidateTotal);
    this.#candidateOfLate.add(look.candidateBad, look.candidateTotal, this.#looks);
    if (look.inStep) this.#candidateInStep.add(look.candidateBad, look.candidateTotal);
    if (!look.compared) return;
    this.#stableInAll.add(look.stableBad, look.stableTotal);
    this.#stableEver.add(look.stableBad, look.stableTotal);
    this.#stableOfLate.add(look.stableBad, look.stableTotal, this.#looks);
    const stable = { bad: look.stableBad, total: look.stableTotal };
    this.#scatter.learn(stable, ms, look.splits ?? NO_COINCIDENCE);
    if (look.inStep) this.#stableInStep.add(look.stableBad, look.stableTotal);
  }

  /** Both releases since the rollout began. */
  get #both(): Counts {
    const { candidate, stable } = this.all;
    return { bad: candidate.bad + stable.bad, total: candidate.total + stable.total };
  }

  /** Variance over mean of the candidate's failures in a minute, by which the last look was weighed. */
  get phi(): number {
    return this.#weighing.scatter.candidate;
  }

  /** ln E of the rollback test and the fuse together. */
  get lnAgainst(): number {
    return lnAdd(this.#lnMarginPart, LN_FUSE_SHARE + this.#fuse.lnE);
  }

  get #lnMarginPart(): number {
    return lnAdd(LN_WARM_SHARE + this.#rollback.lnE, LN_COLD_SHARE + this.#cold.lnE);
  }

  /** Of the margin test, cold and warm. */
  get lnRollback(): number {
    return this.#lnMarginPart - LN_MARGIN_SHARE;
  }

  /** -Infinity before the first look that it is run on. */
  get lnFuse(): number {
    return this.#fuseIsRun ? this.#fuse.lnE : -Infinity;
  }

  /** In the warm-up nothing speaks for the candidate yet. */
  get lnPromotion(): number {
    const anyLook = this.#promotion.lnE;
    const ln =
      this.#lnLastLook === null
        ? anyLook
        : lnAdd(LN_OTHER_LOOKS + anyLook, LN_LAST_LOOK_SHARE + this.#lnLastLook);
    return this.#warmth === 'cold' ? Math.min(0, ln) : ln;
  }

  /** The evidence against is limited, for the candidate may be cold. */
  get isForgiving(): boolean {
    return this.#compared && this.#coldStart.mayLast && this.#rollback.lnE >= LN_MOST_COLD - 1e-9;
  }

  /** Which test most of `lnAgainst` comes from. */
  get accuser(): Accuser {
    if (LN_FUSE_SHARE + this.#fuse.lnE > this.#lnMarginPart) return 'fuse';
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
