import { thresholdsOf, warmthAt, type Counts, type JudgeSettings, type Trial } from '@glidepath/analysis';
import type { Course } from './course.ts';
import type { Random } from './random.ts';
import { binomial, poisson } from './samplers.ts';
import type { Stage } from './stages.ts';
import { meanOf } from './traffic.ts';
import { newTrial } from './trial-judge.ts';

/** What a stage by itself can tell, under the mean traffic. */
export interface Sensitivity {
  /** Requests that the candidate gets in the shortest and in the longest bake. */
  readonly candidateRequests: { readonly shortest: number; readonly longest: number };
  /**
   * By SLI the smallest regression that is found within the longest bake with a chance of 80 %: so many times the
   * stable release's share of bad requests. Null where not even a release is found that fails every request.
   */
  readonly smallest: readonly (number | null)[];
}

const CHANCE = 0.8;
/** Standard deviations that leave 80 % above. */
const UNLUCKY = 0.8416;
/** Tells 80 % from 72 %, which moves the factor by a few percent. */
const BAKES = 100;
const GUESSES = 12;
const TRIES = 4;
/** How far off the guess may be. */
const WITHIN = 1.5;

/** @param first whether the release takes traffic here for the first time, so that it has to warm up */
export function sensitivityOf(course: Course, stage: Stage, first: boolean, random: Random): Sensitivity {
  const { rps } = meanOf(course.traffic);
  const candidateRps = (rps * stage.weight) / 100;
  return {
    candidateRequests: {
      shortest: (candidateRps * stage.bake.min) / 1000,
      longest: (candidateRps * stage.longestMs) / 1000,
    },
    smallest: course.slis.map((_, sli) => smallestFactor(new Watch(course, stage, first, sli), random)),
  };
}

/** By halving: first along the path of an unlucky bake, then between its neighbours by simulated bakes. */
function smallestFactor(watch: Watch, random: Random): number | null {
  const found = (factor: number): boolean => {
    let count = 0;
    for (let i = 0; i < BAKES; i++) if (watch.finds(factor, random)) count += 1;
    return count >= CHANCE * BAKES;
  };
  if (watch.rate === 0) return null;
  const greatest = 1 / watch.rate;
  if (!watch.findsUnlucky(greatest)) return found(greatest) ? greatest : null;
  const guess = halved(1, greatest, GUESSES, (factor) => watch.findsUnlucky(factor));
  return halved(Math.max(1, guess / WITHIN), Math.min(greatest, guess * WITHIN), TRIES, found);
}

/** The least of a range, to 2^-times of it, that `holds`; the range's end where that does. On a scale of ratios. */
function halved(from: number, to: number, times: number, holds: (factor: number) => boolean): number {
  let [low, high] = [from, to];
  for (let i = 0; i < times; i++) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Minutes as they are on average, all the same. */
function evenPast(minutes: number, total: number, rate: number): readonly Counts[] {
  return Array.from({ length: minutes }, () => ({ bad: total * rate, total }));
}

/** One SLI watched for one bake, with no evidence from before. */
class Watch {
  readonly rate: number;
  readonly #settings: JudgeSettings;
  readonly #past: readonly Counts[];
  readonly #budget: number;
  /** Of ln E; with several SLIs each has to carry the weighted average alone. */
  readonly #threshold: number;
  readonly #looks: number;
  readonly #first: boolean;
  readonly #candidate: number;
  readonly #stable: number;

  constructor(
    { slis, settings, traffic, pastMinutes }: Course,
    { weight, longestMs }: Stage,
    first: boolean,
    sli: number,
  ) {
    const { rps, rates } = meanOf(traffic);
    const requests = (rps * settings.pollMs) / 1000;
    this.rate = rates[sli] ?? 0;
    this.#settings = settings;
    this.#past = evenPast(pastMinutes[sli] ?? 0, rps * 60, this.rate);
    this.#budget = slis[sli]?.budget ?? 0;
    const whole = slis.reduce((sum, one) => sum + (one.weight ?? 1), 0);
    this.#threshold = thresholdsOf(settings).rollback - Math.log((slis[sli]?.weight ?? 1) / whole);
    this.#looks = Math.max(1, Math.floor(longestMs / settings.pollMs));
    this.#first = first;
    this.#candidate = (requests * weight) / 100;
    this.#stable = requests - this.#candidate;
  }

  /** Whether it is found where the release has fewer failures than it has in four bakes of five. */
  findsUnlucky(factor: number): boolean {
    const mean = this.#looks * this.#candidate * Math.min(1, this.rate * factor);
    const bad = Math.max(0, mean - UNLUCKY * Math.sqrt(mean)) / this.#looks;
    return this.#watched((trial, look) => {
      this.#show(trial, look, bad, this.#candidate, this.#stable * this.rate, this.#stable);
    });
  }

  finds(factor: number, random: Random): boolean {
    const rate = Math.min(1, this.rate * factor);
    return this.#watched((trial, look) => {
      const candidate = poisson(random, this.#candidate);
      const stable = poisson(random, this.#stable);
      this.#show(
        trial,
        look,
        binomial(random, candidate, rate),
        candidate,
        binomial(random, stable, this.rate),
        stable,
      );
    });
  }

  #watched(show: (trial: Trial, look: number) => void): boolean {
    const trial = newTrial(this.#budget, this.#settings, this.#past);
    for (let look = 0; look < this.#looks; look++) {
      show(trial, look);
      if (trial.lnAgainst >= this.#threshold) return true;
    }
    return false;
  }

  #show(
    trial: Trial,
    look: number,
    candidateBad: number,
    candidateTotal: number,
    stableBad: number,
    stableTotal: number,
  ): void {
    const compared = this.#stable > 0;
    const warmth = this.#first ? warmthAt(look * this.#settings.pollMs, this.#settings) : 'warm';
    trial.look({ candidateBad, candidateTotal, stableBad, stableTotal, compared, warmth, inStep: true });
  }
}
