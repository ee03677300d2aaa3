import type { Percent } from './units.ts';

/** How fast the error budget of an objective can burn at most: where all requests fail. */
export function highestBurnRate(target: Percent): number {
  return 1 / ((100 - target) / 100);
}
