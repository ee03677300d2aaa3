import { PAST_MINUTES, settingsOf, sliSpecOf } from '@glidepath/conductor';
import { keepsPast } from '@glidepath/metrics/registry';
import type { Environment, Percent } from '@glidepath/model';
import { compilePlan } from '@glidepath/rollout';
import { conclude, type Job, type SimulateAnswer } from '@glidepath/simulation';
import { choose, type Place } from './delivery-file.ts';
import { readCsv } from './record-csv.ts';
import { performAll, threadsFor } from './simulate-pool.ts';
import {
  countedTraffic,
  prometheusTraffic,
  steadyTraffic,
  type TrafficRead,
  type TrafficSource,
} from './simulate-traffic.ts';
import { UserError } from './user-error.ts';

export type { TrafficSource } from './simulate-traffic.ts';

export interface SimulateOptions extends Place {
  readonly traffic: TrafficSource;
  /** Share of requests that miss each SLO today, where that is not recorded; null: half of its error budget. */
  readonly baseRate: Percent | null;
  /** Of each release. */
  readonly rollouts: number;
  readonly seed: number;
}

/** More would need more memory than they add in certainty. */
const MOST_ROLLOUTS = 200_000;

export interface Simulated {
  readonly answer: SimulateAnswer;
  readonly threads: number;
}

/**
 * Runs thousands of rollouts of an environment as its delivery file has it, and asks nothing of target or ledger.
 * @throws UserError
 */
export async function simulate(workspace: string, options: SimulateOptions): Promise<Simulated> {
  const { file, baseRate, rollouts, seed } = options;
  const { delivery, environment } = await choose(workspace, options);
  if (baseRate === 0) {
    throw new UserError(
      '--base-rate is 0%, and twice as bad as nothing is nothing; write what may fail, such as 0.01%',
    );
  }
  if (rollouts > MOST_ROLLOUTS) {
    throw new UserError(`--rollouts is ${rollouts}, write at most ${MOST_ROLLOUTS}`);
  }
  const { traffic, source, warnings } = await trafficOf(workspace, environment, options);
  const job: Job = {
    course: {
      plan: compilePlan(environment, false),
      slis: environment.slos.map(sliSpecOf),
      settings: settingsOf(environment.analysis),
      traffic,
      pastMinutes: environment.slos.map(({ source }) => (keepsPast(source) ? PAST_MINUTES : 0)),
    },
    rollouts,
    seed,
  };
  const simulation = conclude(job, await performAll(job));
  return {
    threads: threadsFor(job),
    answer: {
      version: 1,
      verb: 'simulate',
      file,
      service: delivery.service,
      environment: environment.name,
      strategy: environment.strategy.kind,
      source,
      ...simulation,
      warnings: [...warnings, ...simulation.warnings],
    },
  };
}

async function trafficOf(
  workspace: string,
  environment: Environment,
  { traffic, baseRate }: SimulateOptions,
): Promise<TrafficRead> {
  switch (traffic.kind) {
    case 'rps':
      return steadyTraffic(environment, traffic.rps, baseRate);
    case 'counters':
      return countedTraffic(environment, await readCsv(workspace, traffic.file), traffic, baseRate);
    case 'prometheus':
      return prometheusTraffic(environment, traffic, baseRate);
  }
}
