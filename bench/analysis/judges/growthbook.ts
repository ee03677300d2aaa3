import type { Counts } from '@glidepath/analysis';
import type { Look } from '../world/traffic.ts';
import { Interval, plus } from './interval.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';

/**
 * A GrowthBook safe rollout with one guardrail, the share of failed requests, evaluated every minute; it lasts as long
 * as the rollout may.
 *
 * From growthbook/growthbook: packages/stats/gbstats/frequentist/tests.py (SequentialOneSidedTreatmentGreaterTTest:
 * asymptotic confidence sequences of Waudby-Smith et al., arXiv:2103.06476v7, equations 134 and 161),
 * models/tests.py (no result while an arm has no variance or the control's mean is 0), back-end
 * safeRolloutSnapshots.ts (sequential, one-sided, absolute difference, alpha .05, tuning parameter 5000) and shared
 * decisionCriteria.ts (roll back as soon as the guardrail is a significant loser; ship when the duration is over).
 */
export const GROWTHBOOK: BenchJudge = {
  name: 'growthbook',
  about: 'GrowthBook safe rollout: one-sided confidence sequence, looked at every minute',
  watch: (setting) => new SafeRollout(setting),
};

const MINUTE_S = 60;
const ALPHA = 0.05;
const TUNING = 5_000;

class SafeRollout implements Watch {
  readonly #lastSecond: number;
  readonly #minute = new Interval(MINUTE_S);
  #candidate: Counts = { bad: 0, total: 0 };
  #stable: Counts = { bad: 0, total: 0 };

  constructor({ minutes }: Setting) {
    this.#lastSecond = minutes * MINUTE_S;
  }

  look(look: Look): Decision | null {
    const minute = this.#minute.add(look);
    if (minute === null) return null;
    this.#candidate = plus(this.#candidate, minute.candidate);
    this.#stable = plus(this.#stable, minute.stable);
    const boundary = lowerBound(this.#candidate, this.#stable);
    if (boundary !== null && boundary > 0) return 'rolled-back';
    return look.second >= this.#lastSecond ? 'promoted' : null;
  }
}

/** Lower end of the confidence sequence for the difference of the two rates; null while there is none. */
export function lowerBound(candidate: Counts, stable: Counts): number | null {
  const candidateVariance = varianceOf(candidate);
  const stableVariance = varianceOf(stable);
  if (!(candidateVariance > 0 && stableVariance > 0)) return null;
  const error = Math.sqrt(candidateVariance / candidate.total + stableVariance / stable.total);
  const difference = candidate.bad / candidate.total - stable.bad / stable.total;
  return difference - halfWidth(error, candidate.total + stable.total);
}

/** `error`: standard error of the difference. `n`: requests of both arms. */
export function halfWidth(error: number, n: number, alpha = ALPHA, tuning = TUNING): number {
  const lnAlpha = -2 * Math.log(2 * alpha);
  const rhoSquared = (lnAlpha + Math.log(lnAlpha + 1)) / tuning;
  const grown = n * rhoSquared + 1;
  const width = ((2 * grown) / (n * n * rhoSquared)) * Math.log(1 + Math.sqrt(grown) / (2 * alpha));
  return error * Math.sqrt(n) * Math.sqrt(width);
}

function varianceOf({ bad, total }: Counts): number {
  const mean = bad / total;
  return mean * (1 - mean);
}
