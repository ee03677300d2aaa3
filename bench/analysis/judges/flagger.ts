import type { Look } from '../world/traffic.ts';
import { Interval, rateOf } from './interval.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';

/**
 * Flagger with `interval: 60s`, `threshold: 5`, `iterations: 10` and the built-in metric request-success-rate over one
 * minute, its minimum the SLO's objective.
 *
 * From fluxcd/flagger, pkg/controller/scheduler.go (advanceCanary) and scheduler_metrics.go (runBuiltinMetricChecks): at
 * each interval it first rolls back if the failed checks have reached the threshold, then checks. A check that fails, or
 * finds no values, adds to the failed checks, which are never reset, and nothing advances; a check that passes advances
 * by one iteration. So a rollback comes an interval after the check that reached the threshold, and a promotion with the
 * tenth check that passes.
 */
export const FLAGGER: BenchJudge = {
  name: 'flagger-5',
  about: 'Flagger: checks of 60 s, rolled back after 5 failed, promoted after 10 passed',
  watch: (setting) => new FlaggerAnalysis(setting),
};

const INTERVAL_S = 60;
const THRESHOLD = 5;
const ITERATIONS = 10;

class FlaggerAnalysis implements Watch {
  readonly #budget: number;
  readonly #minute = new Interval(INTERVAL_S);
  #failedChecks = 0;
  #iterations = 0;

  constructor({ budget }: Setting) {
    this.#budget = budget;
  }

  look(look: Look): Decision | null {
    const minute = this.#minute.add(look);
    if (minute === null) return null;
    if (this.#failedChecks >= THRESHOLD) return 'rolled-back';
    const passed = rateOf(minute.candidate) <= this.#budget;
    if (passed) this.#iterations += 1;
    else this.#failedChecks += 1;
    return this.#iterations >= ITERATIONS ? 'promoted' : null;
  }
}
