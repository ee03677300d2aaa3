import type { Look } from '../world/traffic.ts';
import { Interval, rateOf } from './interval.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';
import { mannWhitney, Z_98 } from './mann-whitney.ts';

/**
 * Kayenta's NetflixACAJudge on one metric, the failure rate in percent minute by minute, direction `increase`, judged
 * every so often over all minutes since the start (a growing lookback, its default); the analysis lasts as long as the
 * rollout may.
 *
 * From spinnaker/kayenta: kayenta-judge NetflixACAJudge.scala (tolerance .25, confidence .98, allowedIncrease 1, NaN
 * removed), classifiers/metric/MannWhitneyClassifier.scala, scorers/WeightedSumScorer.scala (one metric scores 0 or 100;
 * no data at all scores 0), kayenta-standalone-canary-analysis SetupAndExecuteCanariesStage.java (lifetime / interval
 * judgements; an interval longer than the lifetime is the lifetime) and MonitorCanaryTask.java (a score not above the
 * marginal one ends the analysis; the last one decides).
 */
export function kayenta(everyMinutes: number): BenchJudge {
  return {
    name: `kayenta-${everyMinutes}m`,
    about: `Kayenta: Mann-Whitney over one-minute rates, judged every ${everyMinutes} minutes`,
    watch: (setting) => new KayentaAnalysis(setting, everyMinutes),
  };
}

export type Classification = 'pass' | 'high' | 'low' | 'no-data';

const MINUTE_S = 60;
const TOLERANCE = 0.25;
const ALLOWED_INCREASE = 1;
/** What keeps constant series apart is a noise of this part of their value. */
const NOISE = 1e-5;

class KayentaAnalysis implements Watch {
  readonly #every: number;
  readonly #last: number;
  readonly #minute = new Interval(MINUTE_S);
  readonly #experiment: number[] = [];
  readonly #control: number[] = [];

  constructor({ minutes }: Setting, everyMinutes: number) {
    this.#every = Math.min(everyMinutes, minutes) * MINUTE_S;
    this.#last = Math.floor((minutes * MINUTE_S) / this.#every) * this.#every;
  }

  look(look: Look): Decision | null {
    const minute = this.#minute.add(look);
    if (minute === null) return null;
    push(this.#experiment, 100 * rateOf(minute.candidate));
    push(this.#control, 100 * rateOf(minute.stable));
    if (look.second % this.#every !== 0) return null;
    switch (classify(this.#experiment, this.#control)) {
      case 'high':
      case 'no-data':
        return 'rolled-back';
      // For a failure rate only an increase counts.
      case 'low':
      case 'pass':
        return look.second >= this.#last ? 'promoted' : null;
    }
  }
}

function push(series: number[], value: number): void {
  if (!Number.isNaN(value)) series.push(value);
}

/** High: the interval lies above a quarter of the estimated shift, and the mean has not fallen. Low: the reverse. */
export function classify(experiment: readonly number[], control: readonly number[]): Classification {
  if (experiment.length === 0 || control.length === 0) return 'no-data';
  if (new Set([...experiment, ...control]).size === 1) return 'pass';
  if (sameValues(experiment, control)) return 'pass';
  const bothConstant = new Set(experiment).size === 1 && new Set(control).size === 1;
  const x = bothConstant ? spread(experiment) : experiment;
  const y = bothConstant ? spread(control) : control;
  const { low, high, estimate } = mannWhitney(x, y, Z_98);
  const bound = TOLERANCE * Math.abs(estimate);
  const ratio = meanOf(x) / meanOf(y);
  // Where a mean is 0 there is no ratio, and it is not asked for.
  const known = meanOf(x) !== 0 && meanOf(y) !== 0;
  if (low > bound && (!known || ratio >= ALLOWED_INCREASE)) return 'high';
  if (high < -bound && (!known || ratio <= ALLOWED_INCREASE)) return 'low';
  return 'pass';
}

function sameValues(a: readonly number[], b: readonly number[]): boolean {
  const sorted = b.toSorted((x, y) => x - y);
  return a.length === b.length && a.toSorted((x, y) => x - y).every((value, i) => value === sorted[i]);
}

/** Kayenta draws Gaussian noise; all that matters of it is that the values differ, so here they differ evenly. */
function spread(values: readonly number[]): readonly number[] {
  const middle = (values.length - 1) / 2;
  return values.map((value, i) => value * (1 + NOISE * (i - middle)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
