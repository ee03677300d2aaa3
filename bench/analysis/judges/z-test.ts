import type { Counts } from '@glidepath/analysis';
import type { Look } from '../world/traffic.ts';
import { Interval, plus } from './interval.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';
import { Z_95 } from './mann-whitney.ts';

/**
 * What many write themselves: after each minute a z-test of two proportions, pooled, two-sided at 5 %, over all requests
 * so far; rolled back as soon as the candidate is significantly worse, promoted if it never was. The textbook's test,
 * looked at sixty times where it allows for one.
 */
export const Z_TEST: BenchJudge = {
  name: 'z-test',
  about: 'a z-test of two proportions at 5 %, looked at every minute',
  watch: (setting) => new PeekingTest(setting),
};

const MINUTE_S = 60;

class PeekingTest implements Watch {
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
    if (zOf(this.#candidate, this.#stable) > Z_95) return 'rolled-back';
    return look.second >= this.#lastSecond ? 'promoted' : null;
  }
}

/** (p_c - p_s) / sqrt(p (1 - p) (1/n_c + 1/n_s)), p of both together; NaN without requests or without any variance. */
export function zOf(candidate: Counts, stable: Counts): number {
  const pooled = (candidate.bad + stable.bad) / (candidate.total + stable.total);
  const difference = candidate.bad / candidate.total - stable.bad / stable.total;
  return difference / Math.sqrt(pooled * (1 - pooled) * (1 / candidate.total + 1 / stable.total));
}
