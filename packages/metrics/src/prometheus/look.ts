import type { Reading } from '@glidepath/analysis';
import type { Latency, Pair, SourceReading } from '@glidepath/conductor';
import type { Millis, Release } from '@glidepath/model';
import type { Batches, Queried } from './batch.ts';
import { choiceIn, thresholdOf, type Measure, type Measured } from './measured.ts';
import { GoodCounts } from './good-counts.ts';
import { Growth } from './growth.ts';
import { joins } from './parts.ts';
import { lookQuery } from './queries.ts';
import { countedOf, latencyOf, type Counted } from './readings.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import { sortParts } from './series.ts';

/** Looks at SLIs again and again, and keeps in mind what one look has to know of those before it. */
export class Looks {
  readonly #batches: Batches;
  readonly #limit: Millis;
  readonly #sightings = new Sightings();
  readonly #good = new GoodCounts();
  readonly #growth = new Growth();
  /** By SLI: the edge that stands for the threshold, for good once it is known. */
  readonly #edges = new Map<string, number>();

  constructor(batches: Batches, limit: Millis) {
    this.#batches = batches;
    this.#limit = limit;
  }

  async read(all: readonly Measured[], releases: Pair): Promise<readonly SourceReading[]> {
    const known = [releases.candidate, ...(releases.stable === null ? [] : [releases.stable])];
    const plans = all.map((measured) => ({
      measured,
      confusion: confusionOf(known, measured.source.split),
      query: lookQuery(
        measured.measure,
        known.flatMap((release) => valueFor(release, measured.source.split) ?? []),
        this.#edgeOf(measured),
      ),
    }));
    const asked = plans.filter(({ confusion }) => confusion === null);
    const answers = await this.#batches.ask(
      asked.map(({ query, measured }) => ({ promql: query, joins: joins(measured.measure.counts) })),
      this.#limit,
    );
    const byQuery = new Map(asked.map(({ query }, index) => [query, answers[index]]));
    return plans.map(({ measured, confusion, query }) => {
      const answer = byQuery.get(query);
      if (confusion !== null || answer === undefined)
        return without(measured, releases, { kind: 'no-data', why: confusion ?? 'it was not asked for' });
      return this.#readOne(measured, releases, answer);
    });
  }

  #readOne(measured: Measured, releases: Pair, answer: Queried): SourceReading {
    const { slo, source, measure } = measured;
    if (answer.kind !== 'good') {
      const { kind, why, mend } = answer.trouble;
      return without(measured, releases, { kind, why: `${why}; ${mend}` });
    }
    const valueOf = (release: Release): string => valueFor(release, source.split) ?? '';
    const { candidate, stable } = releases;
    const values = new Set([candidate, ...(stable === null ? [] : [stable])].map(valueOf));
    const sorted = sortParts(
      measure.counts.kind === 'promql'
        ? answer.value.filter(({ labels }) => values.has(labels[measure.split] ?? ''))
        : answer.value,
      measure.counts,
    );
    if (!sorted.ok) return without(measured, releases, { kind: 'no-data', why: sorted.why });
    const { parts } = sorted;
    let edge = this.#edgeOf(measured);
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
  #edgeOf({ slo, measure }: Measured): number | null {
    const { counts } = measure;
    const exact = 'histogram' in counts && counts.edge === 'exact';
    return exact ? thresholdOf(measure) : (this.#edges.get(slo.name) ?? null);
  }
}

function without({ slo }: Measured, { stable }: Pair, reading: Reading): SourceReading {
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
