import { lnFactorial } from './ln-factorial.ts';
import type { Chance } from './sfc32.ts';

/** Exact samplers: small means by inversion, greater ones by Hörmann's transformed rejection. */

/** From this mean on rejection is faster, and allowed. */
const REJECTION_FROM = 10;

/** Requests in a while, `mean` of them in expectation. */
export function poisson(random: Chance, mean: number): number {
  if (!(mean > 0)) return 0;
  return mean < REJECTION_FROM ? poissonByInversion(random, mean) : poissonByRejection(random, mean);
}

function poissonByInversion(random: Chance, mean: number): number {
  let chance = Math.exp(-mean);
  let left = random.next();
  let count = 0;
  // The chances add up to 1 but for rounding, which the second condition ends.
  while (left > chance && chance > 0) {
    left -= chance;
    count += 1;
    chance *= mean / count;
  }
  return count;
}

/** PTRS: W. Hörmann, The transformed rejection method for generating Poisson random variables (1993). */
function poissonByRejection(random: Chance, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  const lnMean = Math.log(mean);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const lnV = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (lnV <= count * lnMean - mean - lnFactorial(count)) return count;
  }
}

/** Bad ones of `n` requests, each bad with chance `p`. */
export function binomial(random: Chance, n: number, p: number): number {
  if (n === 0 || !(p > 0)) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(random, n, 1 - p);
  return n * p < REJECTION_FROM ? binomialByInversion(random, n, p) : binomialByRejection(random, n, p);
}

function binomialByInversion(random: Chance, n: number, p: number): number {
  const odds = p / (1 - p);
  let chance = Math.exp(n * Math.log1p(-p));
  let left = random.next();
  let count = 0;
  while (left > chance && count < n) {
    left -= chance;
    count += 1;
    chance *= (odds * (n - count + 1)) / count;
  }
  return count;
}

/** BTRS: W. Hörmann, The generation of binomial random variates (1993). */
function binomialByRejection(random: Chance, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const alpha = (2.83 + 5.1 / b) * spread;
  const squeeze = 0.92 - 4.2 / b;
  const lnOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const atMode = lnFactorial(mode) + lnFactorial(n - mode);
  for (;;) {
    const u = random.next() - 0.5;
    const v = random.next();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + n * p + 0.5);
    if (count < 0 || count > n) continue;
    if (us >= 0.07 && v <= squeeze) return count;
    const lnV = Math.log((v * alpha) / (a / (us * us) + b));
    const lnRatio = atMode - lnFactorial(count) - lnFactorial(n - count) + (count - mode) * lnOdds;
    if (lnV <= lnRatio) return count;
  }
}
