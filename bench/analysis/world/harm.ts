import type { Condition } from './conditions.ts';
import { POLL_S, type Scenario } from './scenario.ts';

/** What ends a rollout, and when; `inconclusive` at its end. */
export type Ending = 'rolled-back' | 'promoted' | 'inconclusive';

/**
 * Excess bad requests: those that fail only because the candidate is not as good as the stable release. At each moment
 * they are the candidate's requests times (its failure rate - the rate that the stable release's code would have in its
 * place), in expectation. The candidate takes its weight of the traffic until the verdict, nothing after a rollback,
 * all traffic from a promotion until the last minute, and its weight until then where there is no verdict.
 */
export class Harm {
  /** Sums up to the end of each poll, from 0. */
  readonly #atWeight: readonly number[];
  readonly #atFull: readonly number[];

  constructor({ weight }: Scenario, during: readonly Condition[]) {
    const atWeight = [0];
    const atFull = [0];
    for (const { requestsPerSecond, candidateRate, harmlessRate } of during) {
      const excess = requestsPerSecond * POLL_S * (candidateRate - harmlessRate);
      atFull.push((atFull.at(-1) ?? 0) + excess);
      atWeight.push((atWeight.at(-1) ?? 0) + (excess * weight) / 100);
    }
    this.#atWeight = atWeight;
    this.#atFull = atFull;
  }

  excessBad(ending: Ending, second: number): number {
    const poll = second / POLL_S;
    const until = this.#atWeight[poll] ?? 0;
    switch (ending) {
      case 'rolled-back':
        return until;
      case 'promoted':
        return until + (this.#atFull.at(-1) ?? 0) - (this.#atFull[poll] ?? 0);
      case 'inconclusive':
        return this.#atWeight.at(-1) ?? 0;
    }
  }
}
