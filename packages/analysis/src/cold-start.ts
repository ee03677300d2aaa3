import type { Counts, JudgeSettings } from './types.ts';

/**
 * A candidate that has just started may fail more, and soon no longer: nothing is compiled, nothing cached, no connection
 * is open. Nobody can tell that from a bad release before it is over. So what is seen of a cold candidate is kept apart:
 *
 * - in the warm-up it counts a little, and chooses the bets (`EProcess.learn`).
 * - for as long again the evidence is limited, so that a cold start which outlasts the warm-up is forgiven too; but only
 *   while both releases together keep the objective, so that what waiting costs is bounded.
 * - most of what speaks for it is gathered only once there is no sign of a cold start any more.
 */

/** cold: in the warm-up. settling: for as long again. */
export type Warmth = 'cold' | 'settling' | 'warm';

/** `sinceTrafficMs`: since the candidate first took traffic. */
export function warmthAt(sinceTrafficMs: number, { warmUpMs }: Pick<JudgeSettings, 'warmUpMs'>): Warmth {
  if (sinceTrafficMs < warmUpMs) return 'cold';
  return sinceTrafficMs < 2 * warmUpMs ? 'settling' : 'warm';
}

/**
 * The most that all evidence from a candidate that may be cold multiplies E by. A release that is healthy once it is warm
 * is rolled back with so many times the chance alpha at most, and hardly ever in truth.
 */
export const LN_MOST_COLD = Math.log(5);

/** Standard deviations by which both releases together must be above the budget for patience to end. */
const CLEARLY = 2;

/** A candidate that is cold fails so many times as often, or more. */
export const COLD_BET = 4;
/** ln of the odds of that, at most: so that one good look is enough to take it back, or a few are. */
const MOST_CHILL = { cool: 0.5, surelyCool: 2 } as const;

/** Odds as they are gathered look by look, from 0 up to a limit. */
class Chill {
  readonly #most: number;
  #ln = 0;
  #isOver = false;

  constructor(most: number) {
    this.#most = most;
  }

  add(lnOdds: number): void {
    this.#ln = Math.min(this.#most, Math.max(0, this.#ln + lnOdds));
  }

  /** From the first time on that the odds are gone. */
  look(): void {
    if (this.#ln === 0) this.#isOver = true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }
}

export class ColdStart {
  #isOver = false;
  readonly #chill = new Chill(MOST_CHILL.cool);
  readonly #deepChill = new Chill(MOST_CHILL.surelyCool);

  /**
   * Before a look is weighed, which must not choose how.
   * @param all both releases' requests since the rollout began, without that look
   */
  begin(warmth: Warmth, all: Counts, budget: number): void {
    if (warmth === 'cold') return;
    const most = all.total * budget;
    if (warmth === 'warm' || all.bad > most + CLEARLY * Math.sqrt(most)) this.#isOver = true;
    this.#chill.look();
    this.#deepChill.look();
  }

  /** `lnOdds`: what a look said for `COLD_BET` times the stable release's failures, against as many. */
  feel(lnOdds: number): void {
    this.#chill.add(lnOdds);
    this.#deepChill.add(lnOdds);
  }

  /** The candidate may still be cold. */
  get mayLast(): boolean {
    return !this.#isOver;
  }

  /** Since the warm-up there was a moment without sign of a cold start. */
  get isCool(): boolean {
    return this.#chill.isOver;
  }

  /** The same, for some looks one after the other. */
  get isSurelyCool(): boolean {
    return this.#deepChill.isOver;
  }
}
