import { createJudge, DEFAULT_SETTINGS, type Counts, type Judge } from '@glidepath/analysis';
import type { Shown, Source } from '../world/source.ts';
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
  readonly #source: Source;
  readonly #weight: number;

  constructor({ budget, weight, minutes, history, source }: Setting) {
    const baseline = new Map([[SLI, history.map(sumOf)]]);
    this.#source = source();
    const settings = { ...DEFAULT_SETTINGS, pollMs: this.#source.pollS * 1000 };
    this.#judge = createJudge([{ name: SLI, budget }], settings, { baseline });
    this.#weight = weight;
    this.#judge.startStep(START, START + minutes * 60_000);
    this.#observe(0, this.#source.shown(0));
  }

  look(look: Look): Decision | null {
    const { second } = look;
    switch (this.#observe(second, this.#source.look(look))) {
      case 'breach':
        return 'rolled-back';
      case 'healthy':
        return second >= LEAST_BAKE_S ? 'promoted' : null;
      case 'too-few-samples':
      case 'no-data':
      case 'source-down':
      case null:
        return null;
    }
  }

  #observe(second: number, shown: Shown | null) {
    if (shown === null) return null;
    const { candidate, stable, until } = shown;
    const told = until === null ? {} : { until: START + until * 1000 };
    return this.#judge.observe({
      at: START + second * 1000,
      weight: this.#weight,
      readings: [
        {
          sli: SLI,
          candidate: { kind: 'cumulative', series: [candidate], ...told },
          stable: { kind: 'cumulative', series: stable, ...told },
        },
      ],
    }).kind;
  }
}

const NOTHING: Counts = { bad: 0, total: 0 };

function sumOf(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, one) => ({ bad: sum.bad + one.bad, total: sum.total + one.total }), NOTHING);
}
