import type { Look } from '../world/traffic.ts';
import { Interval, rateOf } from './interval.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';

/**
 * An Argo Rollouts analysis step with `interval: 60s`, `count: 10`, `initialDelay: 60s` and the success condition
 * "success rate of the last minute >= the SLO's objective".
 *
 * From argoproj/argo-rollouts, analysis/analysis.go (assessMetricStatus, assessMetricFailureInconclusiveOrError) and
 * utils/evaluate/evaluate.go: a measurement whose success condition does not hold has failed; NaN compares as false, so
 * it has failed too. The analysis fails at once when the failed measurements are more than `failureLimit` (0 where not
 * given), and is successful when `count` measurements were made. A measurement that succeeds takes back none that failed.
 */
export function argoRollouts(failureLimit: number): BenchJudge {
  return {
    name: `argo-${failureLimit}`,
    about: `Argo Rollouts: 10 measurements of 60 s, failureLimit ${failureLimit}`,
    watch: (setting) => new ArgoAnalysis(setting, failureLimit),
  };
}

const INTERVAL_S = 60;
const COUNT = 10;

class ArgoAnalysis implements Watch {
  readonly #budget: number;
  readonly #failureLimit: number;
  readonly #minute = new Interval(INTERVAL_S);
  #measured = 0;
  #failed = 0;

  constructor({ budget }: Setting, failureLimit: number) {
    this.#budget = budget;
    this.#failureLimit = failureLimit;
  }

  look(look: Look): Decision | null {
    const minute = this.#minute.add(look);
    if (minute === null) return null;
    const successful = rateOf(minute.candidate) <= this.#budget;
    this.#measured += 1;
    if (!successful) this.#failed += 1;
    if (this.#failed > this.#failureLimit) return 'rolled-back';
    return this.#measured >= COUNT ? 'promoted' : null;
  }
}
