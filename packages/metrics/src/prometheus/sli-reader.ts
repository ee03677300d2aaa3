import type { Reading } from '@glidepath/analysis';
import type { Latency, Pair, SourceReading } from '@glidepath/conductor';
import type { Release } from '@glidepath/model';
import type { Sample } from './answer.ts';
import { GoodCounts } from './good-counts.ts';
import { Growth } from './growth.ts';
import { choiceIn, thresholdOf, type Measure, type Measured } from './measured.ts';
import { countedOf, latencyOf, type Counted } from './readings.ts';
import { valueFor } from '../release-value.ts';
import { sortParts } from './series.ts';

/** Reads what came at one instant after the other, and keeps in mind what one has to know of those before it. */
export class SliReader {
  readonly #sightings = new Sightings();
  readonly #good = new GoodCounts();
  readonly #growth = new Growth();
  /** By SLI: the edge that stands for the threshold, for good once it is known. */
  readonly #edges = new Map<string, number>();

  /** What the samples of one instant say. */
  read(measured: Measured, releases: Pair, samples: readonly Sample[]): SourceReading {
    const { slo, source, measure } = measured;
    const valueOf = (release: Release): string => valueFor(release, source.split) ?? '';
    const { candidate, stable } = releases;
    const values = new Set([candidate, ...(stable === null ? [] : [stable])].map(valueOf));
    const sorted = sortParts(
      measure.counts.kind === 'promql'
        ? samples.filter(({ labels }) => values.has(labels[measure.split] ?? ''))
        : samples,
      measure.counts,
    );
    if (!sorted.ok) return without(measured, releases, { kind: 'no-data', why: sorted.why });
    const { parts } = sorted;
    let edge = this.edgeOf(measured);
    if (edge === null) {
      const choice = choiceIn(parts, measure);
      if (choice?.kind === 'none') {
        const why = `nothing stands for the threshold ${thresholdOf(measure) ?? ''}: ${choice.why}`;
        return without(measured, releases, { kind: 'no-data', why });
      }
      if (choice?.kind === 'edge') this.#edges.set(slo.name, choice.edge);
      // As long as nothing was counted around the threshold it is as good as an edge.
      edge = choice?.kind === 'edge' ? choice.edge : thresholdOf(measure);
    }
    const readingOf = (release: Release): Reading => {
      const value = valueOf(release);
      const key = `${slo.name} ${value}`;
      const reading = this.#readingOf(key, countedOf(parts, value, measure, edge), measure);
      return this.#sightings.told(key, reading, `${measure.split}="${value}"`);
    };
    const latency = (release: Release): Latency | null => latencyOf(parts, valueOf(release), measure);
    return {
      sli: slo.name,
      candidate: readingOf(candidate),
      stable: stable === null ? null : readingOf(stable),
      latency: { candidate: latency(candidate), stable: stable === null ? null : latency(stable) },
    };
  }

  #readingOf(key: string, counted: Counted, { counts }: Measure): Reading {
    if (counted.kind === 'no-data') return counted;
    switch (counts.kind) {
      case 'good-selectors':
        return this.#good.reading(key, counted.counters);
      case 'promql':
        return this.#growth.reading(key, counted.counters);
      case 'selectors':
      case 'histogram':
      case 'native-histogram': {
        // A counter of failures begins with the first of them, so where there is none there were none.
        const series = counted.counters.map(({ id, total, part }) => ({
          id,
          bad: part ?? 0,
          total: total ?? 0,
        }));
        return { kind: 'cumulative', series };
      }
    }
  }

  /** What a query can be narrowed to; null where it has yet to be seen which edges there are. */
  edgeOf({ slo, measure }: Measured): number | null {
    const { counts } = measure;
    const exact = 'histogram' in counts && counts.edge === 'exact';
    return exact ? thresholdOf(measure) : (this.#edges.get(slo.name) ?? null);
  }
}

export function without({ slo }: Measured, { stable }: Pair, reading: Reading): SourceReading {
  return { sli: slo.name, candidate: reading, stable: stable === null ? null : reading, latency: null };
}

/**
 * Before the first scrape a release has no series, and the judge has to be shown once that there were none: then it
 * counts them from their begin. From then on their absence is told in words.
 */
class Sightings {
  readonly #seen = new Map<string, 'absent' | 'present'>();

  told(key: string, reading: Reading, what: string): Reading {
    if (reading.kind !== 'cumulative') return reading;
    const before = this.#seen.get(key);
    if (reading.series.length > 0) this.#seen.set(key, 'present');
    else if (before === undefined) this.#seen.set(key, 'absent');
    else {
      return {
        kind: 'no-data',
        why: before === 'present' ? `the series with ${what} are gone` : `no series has ${what} yet`,
      };
    }
    return reading;
  }
}
