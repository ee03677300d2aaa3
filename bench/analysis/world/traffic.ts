import type { Counts } from '@glidepath/analysis';
import { binomial, poisson } from '@glidepath/simulation/chance';
import type { Random } from '../random/random.ts';
import { geometric } from '../random/samplers.ts';
import type { Condition, Conditions } from './conditions.ts';
import { POLL_S, type Scenario } from './scenario.ts';

/** What was counted in one poll. */
export interface Look {
  /** The poll's end, since the rollout started. */
  readonly second: number;
  readonly candidate: Counts;
  readonly stable: Counts;
  /** The stable release's counts by series. */
  readonly stableSeries: readonly Counts[];
}

/** Counts of each of the stable release's series in one minute. */
export type HistoryMinute = readonly Counts[];

const POLLS_A_MINUTE = 60 / POLL_S;

/** The stable release alone, minute by minute before the rollout, oldest first. */
export function historyOf(scenario: Scenario, { before }: Conditions, random: Random): HistoryMinute[] {
  const minutes = before.length / POLLS_A_MINUTE;
  return Array.from({ length: minutes }, (_, minute) => {
    const polls = before.slice(minute * POLLS_A_MINUTE, (minute + 1) * POLLS_A_MINUTE);
    const requests = sum(polls, ({ requestsPerSecond }) => requestsPerSecond * POLL_S);
    const bad = sum(polls, ({ requestsPerSecond, stableRate }) => requestsPerSecond * POLL_S * stableRate);
    return Array.from({ length: scenario.series }, () =>
      countsOf(requests / scenario.series, bad / requests, scenario.cluster, random),
    );
  });
}

/** One poll of a rollout; `index` from 0. */
export function lookAt(scenario: Scenario, condition: Condition, index: number, random: Random): Look {
  const { weight, series, cluster } = scenario;
  const requests = condition.requestsPerSecond * POLL_S;
  const candidateRequests = (requests * weight) / 100;
  const each = (requests - candidateRequests) / series;
  const candidate = countsOf(candidateRequests, condition.candidateRate, cluster, random);
  const stableSeries: Counts[] = [];
  let bad = 0;
  let total = 0;
  for (let i = 0; i < series; i++) {
    const counts = countsOf(each, condition.stableRate, cluster, random);
    stableSeries.push(counts);
    bad += counts.bad;
    total += counts.total;
  }
  return { second: (index + 1) * POLL_S, candidate, stable: { bad, total }, stableSeries };
}

/** Poisson traffic; each request fails for itself, or they fail in clusters that stay within one series and poll. */
function countsOf(meanRequests: number, rate: number, cluster: number, random: Random): Counts {
  const total = poisson(random, meanRequests);
  return {
    bad: cluster <= 1 ? binomial(random, total, rate) : clustered(total, rate, cluster, random),
    total,
  };
}

/** Clusters of geometric size: a Pólya-Aeppli count, with 2 x cluster - 1 times the variance of independent requests. */
function clustered(total: number, rate: number, cluster: number, random: Random): number {
  const clusters = poisson(random, (total * rate) / cluster);
  let bad = 0;
  for (let i = 0; i < clusters; i++) bad += geometric(random, cluster);
  return Math.min(total, bad);
}

function sum(conditions: readonly Condition[], value: (condition: Condition) => number): number {
  return conditions.reduce((total, condition) => total + value(condition), 0);
}
