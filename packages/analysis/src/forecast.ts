import { warmthAt } from './cold-start.ts';
import { thresholdsOf } from './trials.ts';
import { evenly, ScatterEstimate } from './scatter.ts';
import { Trial } from './trial.ts';
import type { JudgeSettings } from './types.ts';

/** A bake as it is planned. */
export interface ForecastInput {
  /** Share of the stable release's requests that are bad, 0 to 1. */
  readonly baseRate: number;
  readonly budget: number;
  /** Requests a second to both releases together. */
  readonly rps: number;
  /** The candidate's share of them, above 0 to 100. At 100 there is no stable release beside it. */
  readonly weight: number;
  readonly settings: JudgeSettings;
  /** SLIs that are judged together: each has to carry the average alone. 1 where not given. */
  readonly slis?: number;
  /** Overdispersion; learnt on the way, as in a rollout that nothing is known before, where not given. */
  readonly phi?: number;
}

/** What a verdict takes, warm-up included. */
export interface Expectation {
  readonly seconds: number;
  readonly candidateRequests: number;
}

/** Null where the verdict does not come within a day. */
export interface Forecast {
  /** A candidate that is as good as the stable release is found healthy. */
  readonly healthy: Expectation | null;
  /** A candidate that fails so many times more often is found in breach. */
  readonly breach: readonly { readonly factor: number; readonly after: Expectation | null }[];
}

const FACTORS = [2, 5, 10] as const;
const HORIZON_S = 86_400;

/**
 * How long a bake needs for its verdict. The judge's own tests are fed with the requests to be expected at each poll, so
 * cap, warm-up, mixture and restarts are all in it. This is about the mean (Wald); slow verdicts have a long tail, so most
 * rollouts are through sooner.
 * @throws RangeError for a rate, budget or weight out of range
 */
export function forecast(input: ForecastInput): Forecast {
  check(input);
  const { baseRate, settings, slis = 1 } = input;
  const { rollback, promotion } = thresholdsOf(settings);
  return {
    healthy: timeUntil(input, baseRate, (trial) => trial.lnPromotion >= promotion),
    breach: FACTORS.map((factor) => ({
      factor,
      after: timeUntil(
        input,
        Math.min(1, baseRate * factor),
        (trial) => trial.lnAgainst - Math.log(slis) >= rollback,
      ),
    })),
  };
}

function timeUntil(
  { baseRate, budget, rps, weight, settings, phi }: ForecastInput,
  candidateRate: number,
  reached: (trial: Trial) => boolean,
): Expectation | null {
  const trial = new Trial(
    {
      budget,
      scatter: new ScatterEstimate(phi === undefined ? [] : evenly(phi), settings.pollMs),
      before: { bad: 0, total: 0 },
    },
    settings,
  );
  const seconds = settings.pollMs / 1000;
  const candidateTotal = (rps * seconds * weight) / 100;
  const stableTotal = rps * seconds - candidateTotal;
  const look = {
    candidateBad: candidateTotal * candidateRate,
    candidateTotal,
    stableBad: stableTotal * baseRate,
    stableTotal,
    compared: weight < 100,
    inStep: true,
  };
  for (let polls = 1; polls * seconds <= HORIZON_S; polls++) {
    trial.look({ ...look, warmth: warmthAt((polls - 1) * settings.pollMs, settings) });
    if (reached(trial))
      return { seconds: polls * seconds, candidateRequests: Math.round(polls * candidateTotal) };
  }
  return null;
}

function check({ baseRate, budget, rps, weight, slis = 1, phi = 1 }: ForecastInput): void {
  if (!(baseRate >= 0 && baseRate <= 1)) throw new RangeError(`base rate ${baseRate} must be from 0 to 1`);
  if (!(budget > 0 && budget < 1)) throw new RangeError(`budget ${budget} must lie between 0 and 1`);
  if (!(rps >= 0 && Number.isFinite(rps))) throw new RangeError(`${rps} requests a second must be 0 or more`);
  if (!(weight > 0 && weight <= 100)) throw new RangeError(`weight ${weight} must be above 0, up to 100`);
  if (!(slis >= 1)) throw new RangeError(`${slis} SLIs must be 1 or more`);
  if (!(phi >= 1)) throw new RangeError(`phi ${phi} must be 1 or more`);
}
