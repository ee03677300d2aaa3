import type { Counts } from '@glidepath/analysis';
import { worsened, type Course, type Regression } from './course.ts';
import type { Random } from './random.ts';
import { binomial, poisson } from './samplers.ts';
import { Flow } from './traffic.ts';
import type { Counted } from './trial-judge.ts';

/** Both releases under the traffic, as far as their counters tell. */
const MINUTE_MS = 60_000;

export class World {
  readonly #regression: Regression;
  readonly #random: Random;
  readonly #flow: Flow;
  readonly #counted: Counted;
  readonly #candidateRates: Float64Array;
  /** Of the flow; the rollout starts after the past that is asked for. */
  #at = 0;
  readonly #startsAt: number;
  readonly #pastMinutes: readonly number[];
  excessBad = 0;

  constructor({ traffic, slis, pastMinutes }: Course, regression: Regression, random: Random) {
    this.#regression = regression;
    this.#random = random;
    this.#flow = new Flow(traffic, random);
    this.#pastMinutes = pastMinutes;
    this.#startsAt = Math.max(0, ...pastMinutes) * MINUTE_MS;
    this.#candidateRates = new Float64Array(slis.length);
    this.#counted = {
      candidateTotal: 0,
      stableTotal: 0,
      candidateBad: new Float64Array(slis.length),
      stableBad: new Float64Array(slis.length),
    };
  }

  /** What the stable release counted minute by minute before the rollout, by SLI. Once, and before anything else. */
  past(): readonly (readonly Counts[])[] {
    const histories = this.#pastMinutes.map((): Counts[] => []);
    for (let end = MINUTE_MS; end <= this.#startsAt; end += MINUTE_MS) {
      const { stableTotal: total, stableBad } = this.#until(end, 0);
      const left = (this.#startsAt - end) / MINUTE_MS;
      for (let i = 0; i < histories.length; i++) {
        if (left < (this.#pastMinutes[i] ?? 0) && total > 0)
          histories[i]?.push({ bad: stableBad[i] ?? 0, total });
      }
    }
    return histories;
  }

  /** What was counted since the last look, with `weight` percent of the traffic on the candidate. */
  until(ms: number, weight: number): Counted {
    return this.#until(this.#startsAt + ms, weight);
  }

  #until(ms: number, weight: number): Counted {
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
