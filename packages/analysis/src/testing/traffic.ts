import { warmthAt } from '../cold-start.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { evenly, ScatterEstimate } from '../scatter.ts';
import { Trial, type Look } from '../trial.ts';
import type { JudgeSettings } from '../types.ts';
import type { Random } from './random.ts';

/** A bake at one weight, polled every 5 s for an hour. */
export interface Scenario {
  readonly baseRate: number;
  readonly budget: number;
  readonly rps: number;
  readonly weight: number;
  /** The candidate's failure rate over the stable release's, second by second. */
  readonly factor: (second: number) => number;
  /** Failures come so many at a time; 1 where not given. */
  readonly cluster?: number;
  readonly phi?: number;
  readonly settings?: JudgeSettings;
}

const POLL_S = 5;
const HOUR = 3_600;

export function looksOf(scenario: Scenario, random: Random): Look[] {
  const { baseRate, rps, weight, factor, cluster = 1, settings = DEFAULT_SETTINGS } = scenario;
  const candidateTotal = Math.round((rps * POLL_S * weight) / 100);
  const stableTotal = rps * POLL_S - candidateTotal;
  return Array.from({ length: HOUR / POLL_S }, (_, i) => {
    return {
      candidateTotal,
      stableTotal,
      candidateBad: failures(random, candidateTotal, Math.min(1, baseRate * factor(i * POLL_S)), cluster),
      stableBad: failures(random, stableTotal, baseRate, cluster),
      compared: weight < 100,
      warmth: warmthAt(i * POLL_S * 1000, settings),
      inStep: true,
    };
  });
}

function failures(random: Random, total: number, rate: number, cluster: number): number {
  return Math.min(total, cluster * random.failures(total, rate / cluster));
}

export interface Outcome {
  readonly kind: 'rolled-back' | 'promoted' | 'undecided';
  readonly second: number;
  readonly candidateRequests: number;
}

/** Plays a bake until a verdict. `promotes: false` watches on until a breach. */
export function play(scenario: Scenario, random: Random, promotes = true): Outcome {
  const { budget, phi = 1, settings = DEFAULT_SETTINGS } = scenario;
  const trial = new Trial(
    { budget, scatter: new ScatterEstimate(evenly(phi)), before: { bad: 0, total: 0 } },
    settings,
  );
  let second = 0;
  let candidateRequests = 0;
  for (const look of looksOf(scenario, random)) {
    trial.look(look);
    second += POLL_S;
    candidateRequests += look.candidateTotal;
    if (trial.lnAgainst >= -Math.log(settings.alpha))
      return { kind: 'rolled-back', second, candidateRequests };
    if (promotes && trial.lnPromotion >= -Math.log(settings.beta)) {
      return { kind: 'promoted', second, candidateRequests };
    }
  }
  return { kind: 'undecided', second, candidateRequests };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
