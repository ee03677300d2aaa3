import { lnFactorial } from '@glidepath/simulation/chance';

const HALVINGS = 60;

/**
 * The exact one-sided upper bound of Clopper and Pearson (1934) for a chance, of which `count` events in `n` trials were
 * seen: the greatest p for which so few are no less likely than 1 - confidence.
 */
export function upperBound(count: number, n: number, confidence = 0.95): number {
  if (count >= n) return 1;
  let [low, high] = [count / n, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (atMost(count, n, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= count) of a binomial X; p above 0 and below 1. */
function atMost(count: number, n: number, p: number): number {
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    const ways = lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
    sum += Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
  }
  return sum;
}
