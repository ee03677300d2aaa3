import { LN_HASTY, LOOKS_OF_PATIENCE } from './settings.ts';

/**
 * How much evidence for a release counts for while little time has passed. In a minute or two the stable release may by
 * itself have been bad, and the candidate not: noise from minute to minute shows only in several of them.
 */
export class Patience {
  readonly #neededMs: number;
  #ms = 0;

  /** `lookMs`: how long a usual look takes; who looks more often wants to be told sooner. */
  constructor(lookMs: number) {
    this.#neededMs = LOOKS_OF_PATIENCE * lookMs;
  }

  /** A look at a warm candidate, which took so long. */
  wait(ms: number): void {
    this.#ms += ms;
  }

  /** What ln E counts for. */
  limited(lnE: number): number {
    return this.#ms < this.#neededMs ? Math.min(lnE, LN_HASTY) : lnE;
  }
}
