import { worsened, type Course, type Regression } from './course.ts';
import type { Random } from './random.ts';
import { binomial, poisson } from './samplers.ts';
import { Flow } from './traffic.ts';
import type { Counted } from './trial-judge.ts';

/** Both releases under the traffic, as far as their counters tell. */
export class World {
  readonly #regression: Regression;
  readonly #random: Random;
  readonly #flow: Flow;
  readonly #counted: Counted;
  readonly #candidateRates: Float64Array;
  #at = 0;
  excessBad = 0;

  constructor({ traffic, slis }: Course, regression: Regression, random: Random) {
    this.#regression = regression;
    this.#random = random;
    this.#flow = new Flow(traffic, random);
    this.#candidateRates = new Float64Array(slis.length);
    this.#counted = {
      candidateTotal: 0,
      stableTotal: 0,
      candidateBad: new Float64Array(slis.length),
      stableBad: new Float64Array(slis.length),
    };
  }

  /** What was counted since the last look, with `weight` percent of the traffic on the candidate. */
  until(ms: number, weight: number): Counted {
    const counted = this.#counted;
    const flow = this.#flow;
    const share = weight / 100;
    flow.advance(this.#at, ms);
    this.#at = ms;
    worsened(flow.rates, this.#regression, this.#candidateRates);
    counted.candidateTotal = poisson(this.#random, flow.requests * share);
    counted.stableTotal = poisson(this.#random, flow.requests * (1 - share));
    for (let i = 0; i < flow.rates.length; i++) {
      const stableRate = flow.rates[i] ?? 0;
      const candidateRate = this.#candidateRates[i] ?? 0;
      counted.candidateBad[i] = binomial(this.#random, counted.candidateTotal, candidateRate);
      counted.stableBad[i] = binomial(this.#random, counted.stableTotal, stableRate);
      this.excessBad += flow.requests * share * (candidateRate - stableRate);
    }
    return counted;
  }
}
