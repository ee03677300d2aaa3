import { lnFactorial } from '@glidepath/simulation/chance';
import { Random } from '../random/random.ts';
import { conditionsOf } from '../world/conditions.ts';
import { POLL_S, type Scenario } from '../world/scenario.ts';

/**
 * How many healthy releases the most powerful test tells from one twice as bad, which looks only once and passes the worse
 * one with a given chance (Neyman and Pearson). A judge that decides at any look can do no better by that look.
 */

const WORSE = 2;
/** Sums over a Poisson count go so far to both sides, and so many steps take one standard deviation. */
const STANDARD_DEVIATIONS = 7;
const STEPS = 3;

/** Where the stable release's rate is known, so that only the candidate's failures count. `events`: of a healthy one, on average. */
export function passedAtKnownRate(events: number, level: number): number {
  const worse = poisson(WORSE * events);
  return passedBy(poisson(events), worse, level);
}

/** Where the rate is not known, or drifts; see `Comparison`. */
export function passedByComparison(events: number, share: number, level: number): number {
  return new Comparison(share, level).passed(events);
}

/** The mean over rollouts that drift, each with all requests of its first `minutes`. */
export function passedUnderDrift(
  scenario: Scenario,
  { minutes, level, rollouts, seed }: { minutes: number; level: number; rollouts: number; seed: number },
): number {
  const comparison = new Comparison(scenario.weight / 100, level);
  let passed = 0;
  for (let i = 0; i < rollouts; i++) {
    const random = new Random(`${seed}/${scenario.name}/healthy/${i}`);
    const { during } = conditionsOf(scenario, 1, random.split('conditions'));
    const looks = during.slice(0, (minutes * 60) / POLL_S);
    const events = looks.reduce((sum, one) => sum + POLL_S * one.requestsPerSecond * one.stableRate, 0);
    passed += comparison.passed(events);
  }
  return passed / rollouts;
}

/**
 * Of all failures, how many are the candidate's: the uniformly most powerful of the unbiased tests, whatever the rate is
 * (Fisher; Lehmann, Testing Statistical Hypotheses).
 */
class Comparison {
  readonly #share: number;
  readonly #worseShare: number;
  readonly #level: number;
  /** By the number of failures. */
  readonly #known = new Map<number, number>();

  /** `share`: the candidate's part of the requests. */
  constructor(share: number, level: number) {
    this.#share = share;
    this.#worseShare = (WORSE * share) / (WORSE * share + 1 - share);
    this.#level = level;
  }

  /** `events`: failures of both releases on average, if healthy. */
  passed(events: number): number {
    const spread = STANDARD_DEVIATIONS * Math.sqrt(events) + STANDARD_DEVIATIONS;
    const step = Math.max(1, Math.floor(Math.sqrt(events) / STEPS));
    const chanceOf = poisson(events);
    let passed = 0;
    let all = 0;
    for (let i = Math.ceil(Math.max(0, events - spread) / step); i * step <= events + spread; i++) {
      const chance = chanceOf(i * step);
      passed += chance * this.#passedOf(i * step);
      all += chance;
    }
    return passed / all;
  }

  #passedOf(total: number): number {
    const known = this.#known.get(total);
    if (known !== undefined) return known;
    const passed = passedBy(binomial(total, this.#share), binomial(total, this.#worseShare), this.#level);
    this.#known.set(total, passed);
    return passed;
  }
}

/** Chances of 0, 1, 2, ... */
type Distribution = (count: number) => number;

/** Passes counts from 0 up while the worse release's chance of them is within the level; at the last one it throws dice. */
function passedBy(healthy: Distribution, worse: Distribution, level: number): number {
  let spent = 0;
  let passed = 0;
  for (let count = 0; ; count++) {
    const next = worse(count);
    if (spent + next >= level) return passed + (healthy(count) * (level - spent)) / next;
    spent += next;
    passed += healthy(count);
  }
}

function poisson(mean: number): Distribution {
  return (count) => Math.exp(count * Math.log(mean) - mean - lnFactorial(count));
}

function binomial(n: number, p: number): Distribution {
  return (count) =>
    count > n
      ? 0
      : Math.exp(
          lnFactorial(n) -
            lnFactorial(count) -
            lnFactorial(n - count) +
            count * Math.log(p) +
            (n - count) * Math.log1p(-p),
        );
}
