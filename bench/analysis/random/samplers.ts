import type { Chance } from '@glidepath/simulation/chance';

/** Of mean 0 and variance 1, by Box and Muller. */
export function normal(random: Chance): number {
  return Math.sqrt(-2 * Math.log(random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** 1, 2, 3, ... with the given mean, from 1. */
export function geometric(random: Chance, mean: number): number {
  if (mean <= 1) return 1;
  return 1 + Math.floor(Math.log(random.next()) / Math.log1p(-1 / mean));
}
