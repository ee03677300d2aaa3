import {
  createJudge,
  type Reading,
  type SliReading,
  type Verdict,
} from '../../../../packages/analysis/src/index.ts';
import { settingsOf, sliSpecOf } from '../../../../packages/conductor/src/index.ts';
import type { ForeignSource } from '../../../../packages/metrics/src/registry.ts';
import type { Environment } from '../../../../packages/model/src/index.ts';
import { until } from '../../../harness/index.ts';
import { Exporter, TEXT, type Counted } from './exporter.ts';
import { shop, slosOfGroup, sourceOf, V1, V2, type Measures } from './shop.ts';

/**
 * What two releases have counted at one look: the stable release's two processes and the candidate's one. Null: the process
 * is gone.
 */
export interface Look {
  readonly stable: readonly [Counted | null, Counted | null];
  readonly candidate: Counted | null;
  /** The source can't be reached, or not whole. */
  readonly down?: boolean;
}

/** The same verdicts twice: from what the source says, and from the counters themselves. */
export interface BothWays {
  readonly through: readonly unknown[];
  readonly direct: readonly unknown[];
  /** What the source's verdicts say, in words. */
  readonly words: readonly string[];
}

type SlosOf = (group: string) => string;

/** As the judge is told: evidence for a release takes a minute and a half to count in full. */
const LOOK_MS = 20_000;
const START = 1_700_000_000_000;
const MOST_READS = 5;

/** A day in the life of two releases, with exporters of their own. */
export class Life {
  readonly exporters: readonly [Exporter, Exporter, Exporter];
  readonly #group: string;
  readonly #slosOf: SlosOf;

  private constructor(group: string, slosOf: SlosOf, exporters: readonly [Exporter, Exporter, Exporter]) {
    this.#group = group;
    this.#slosOf = slosOf;
    this.exporters = exporters;
  }

  /** @param slosOf YAML of the SLOs that measure a group of exporters */
  static async begin(group: string, form = TEXT, slosOf: SlosOf = slosOfGroup): Promise<Life> {
    const start = async (): Promise<Exporter> => Exporter.start(group, form);
    return new Life(group, slosOf, await Promise.all([start(), start(), start()]));
  }

  get ports(): readonly number[] {
    return this.exporters.map(({ port }) => port);
  }

  /** The delivery file's environment that measures this life. */
  measured(measures: Measures): Environment {
    return shop({ slos: this.#slosOf(this.#group), ...measures });
  }

  expose({ stable, candidate }: Pick<Look, 'stable' | 'candidate'>): void {
    const processes = [...stable, candidate];
    this.exporters.forEach((exporter, at) => (exporter.counted = processes[at] ?? null));
  }

  /** Until Prometheus has scraped what is exposed, and no more than that. */
  async inSight(url: string, look: Look): Promise<void> {
    const environment = this.measured({ url });
    const onlooker = await sourceOf(environment);
    await until('all that is exposed to be in sight', async () =>
      shows(await onlooker.read(environment.slos, { candidate: V2, stable: V1 }), look),
    );
  }

  /**
   * Look by look by way of the source and straight to the judge.
   * @param known resolves when the source knows what is exposed now
   */
  async judgedBothWays(
    environment: Environment,
    looks: readonly Look[],
    known: (look: Look) => Promise<void>,
  ): Promise<BothWays> {
    const specs = environment.slos.map(sliSpecOf);
    const settings = settingsOf(environment.analysis);
    const [one, other] = [createJudge(specs, settings), createJudge(specs, settings)];
    const source = await sourceOf(environment);
    const both = { through: new Array<unknown>(), direct: new Array<unknown>(), words: new Array<string>() };
    for (const [index, look] of looks.entries()) {
      this.expose(look);
      await known(look);
      const tick = { at: START + index * LOOK_MS, weight: 30 };
      const readings = await this.#settled(source, environment, look, known);
      const verdict = one.observe({ ...tick, readings });
      both.through.push(essence(verdict));
      both.words.push(verdict.reason);
      both.direct.push(
        essence(other.observe({ ...tick, readings: specs.map(({ name }) => fed(name, look)) })),
      );
    }
    return both;
  }

  /** On a busy machine a scrape may fail between two reads: then nothing is known, and that was not the question. */
  async #settled(
    source: ForeignSource,
    environment: Environment,
    look: Look,
    known: (look: Look) => Promise<void>,
  ): Promise<readonly SliReading[]> {
    for (let attempt = 1; ; attempt++) {
      const readings = await source.read(environment.slos, { candidate: V2, stable: V1 });
      if (look.down === true || attempt === MOST_READS || shows(readings, look)) return readings;
      await known(look);
    }
  }

  end(): void {
    for (const exporter of this.exporters) exporter.stop();
  }
}

/** Whether they are of all that is exposed. */
function shows(readings: readonly SliReading[], { stable, candidate }: Look): boolean {
  return readings.every(
    (reading) =>
      totalOf(reading.candidate) === totalIn([candidate]) && totalOf(reading.stable) === totalIn(stable),
  );
}

/** All requests of a release; 0 where nothing of it is seen. */
export function totalOf(reading: SliReading['stable']): number {
  if (reading?.kind !== 'cumulative') return 0;
  return reading.series.reduce((sum, { total }) => sum + total, 0);
}

export function totalIn(processes: readonly (Counted | null)[]): number {
  return processes.reduce((sum, counted) => sum + (counted?.good ?? 0) + (counted?.bad ?? 0), 0);
}

/**
 * The verdict without its words, which name a gap as the source knows it, and to twelve digits: what is added up in another
 * order differs in the last one.
 */
export function essence(verdict: Verdict): unknown {
  return JSON.parse(JSON.stringify({ ...verdict, reason: null }, rounded));
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

function fed(sli: string, { stable, candidate, down }: Look): SliReading {
  if (down === true) {
    const nothing = { kind: 'source-down', why: 'away' } as const;
    return { sli, candidate: nothing, stable: nothing };
  }
  return { sli, candidate: counters(sli, [candidate]), stable: counters(sli, stable) };
}

function counters(sli: string, processes: readonly (Counted | null)[]): Reading {
  const series = processes.flatMap((counted, index) => {
    if (counted === null) return [];
    const total = counted.good + counted.bad;
    return [{ id: String(index), total, bad: sli === 'latency' ? counted.slow : counted.bad }];
  });
  return series.length === 0 ? { kind: 'no-data', why: 'gone' } : { kind: 'cumulative', series };
}

export function count(version: string, good: number, bad: number, slow = bad): Counted {
  return { version, good, bad, slow };
}

/** Looks in which every process goes on at its own pace, from 1 on. */
export function steady(looks: number, candidateBad: number, times = 1): readonly Look[] {
  return Array.from({ length: looks }, (_, index) => {
    const n = (index + 1) * times;
    return {
      stable: [count('v1', 500 * n, 2 * n), count('v1', 480 * n, 3 * n)],
      candidate: count('v2', 400 * n, candidateBad * n),
    };
  });
}

/** Bad requests of 400 good ones: as few as the stable release has, and far too many. */
export const HEALTHY = 1;
export const FAILING = 80;
