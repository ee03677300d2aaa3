import { createJudge, DEFAULT_SETTINGS, type Counts, type Judge, type Series } from '@glidepath/analysis';
import type { Look } from '../world/traffic.ts';
import type { BenchJudge, Decision, Setting, Watch } from './judge.ts';

/**
 * Glidepath's judge at its defaults, fed as in a live rollout: raw counters series by series, and the stable release's
 * minutes before the rollout. `breach` rolls back; `healthy` promotes, after the delivery file's default least bake.
 */
export const OURS: BenchJudge = {
  name: 'glidepath',
  about: 'Glidepath: the judge of this repository at its defaults',
  watch: (setting) => new GlidepathWatch(setting),
};

const SLI = 'availability';
/** Any moment will do. */
const START = Date.UTC(2026, 0, 1);
const LEAST_BAKE_S = 60;

class GlidepathWatch implements Watch {
  readonly #judge: Judge;
  readonly #weight: number;
  #candidate: Series = { id: 'candidate', bad: 0, total: 0 };
  #stable: Series[];

  constructor({ budget, weight, history, series }: Setting) {
    const baseline = new Map([[SLI, history.map(sumOf)]]);
    this.#judge = createJudge([{ name: SLI, budget }], DEFAULT_SETTINGS, { baseline });
    this.#weight = weight;
    // The counters go on from what they were before the rollout.
    this.#stable = Array.from({ length: series }, (_, i) => ({
      id: `stable-${i}`,
      ...sumOf(history.map((m) => m[i] ?? NOTHING)),
    }));
    this.#judge.startStep(START);
    this.#observe(0);
  }

  look({ second, candidate, stableSeries }: Look): Decision | null {
    this.#candidate = grown(this.#candidate, candidate);
    this.#stable = this.#stable.map((series, i) => grown(series, stableSeries[i] ?? NOTHING));
    switch (this.#observe(second)) {
      case 'breach':
        return 'rolled-back';
      case 'healthy':
        return second >= LEAST_BAKE_S ? 'promoted' : null;
      case 'too-few-samples':
      case 'no-data':
      case 'source-down':
        return null;
    }
  }

  #observe(second: number) {
    return this.#judge.observe({
      at: START + second * 1000,
      weight: this.#weight,
      readings: [
        {
          sli: SLI,
          candidate: { kind: 'cumulative', series: [this.#candidate] },
          stable: { kind: 'cumulative', series: this.#stable },
        },
      ],
    }).kind;
  }
}

const NOTHING: Counts = { bad: 0, total: 0 };

function grown({ id, bad, total }: Series, by: Counts): Series {
  return { id, bad: bad + by.bad, total: total + by.total };
}

function sumOf(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, one) => ({ bad: sum.bad + one.bad, total: sum.total + one.total }), NOTHING);
}
