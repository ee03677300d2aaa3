import type { Scenario } from '../world/scenario.ts';

/** What a rollout's traffic is like. */
export type Traffic = Pick<Scenario, 'baseRate' | 'requestsPerSecond' | 'weight'>;

/**
 * The most evidence in a second, in nats, that a release `worse` times as bad gives against the hypothesis that both fail
 * alike: the divergence of what is counted from the likeliest pair of equal rates, of Poisson counts.
 */
export function evidencePerSecond({ baseRate, requestsPerSecond, weight }: Traffic, worse: number): number {
  const share = weight / 100;
  const [candidate, stable] = [baseRate * worse, baseRate];
  const alike = share * candidate + (1 - share) * stable;
  const perRequest = share * divergence(candidate, alike) + (1 - share) * divergence(stable, alike);
  return requestsPerSecond * perRequest;
}

function divergence(rate: number, from: number): number {
  return rate * Math.log(rate / from) - rate + from;
}

/**
 * The least mean delay of any rule that always finds such a release, and rolls back one that fails like the stable one
 * with no greater chance than `falseRollbacks`, even if it knows both rates (Wald 1947).
 * @param uncountedS seconds of which nothing may count, for nobody knows yet whether the candidate is only cold
 */
export function leastDelayS(traffic: Traffic, worse: number, falseRollbacks: number, uncountedS = 0): number {
  return uncountedS - Math.log(falseRollbacks) / evidencePerSecond(traffic, worse);
}

/** Requests that fail in so many seconds only because the candidate is worse. */
export function excessBad(
  { baseRate, requestsPerSecond, weight }: Traffic,
  worse: number,
  seconds: number,
): number {
  return requestsPerSecond * (weight / 100) * baseRate * (worse - 1) * seconds;
}
