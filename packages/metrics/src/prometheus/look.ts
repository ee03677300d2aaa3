import type { Pair, SourceReading } from '@glidepath/conductor';
import type { Millis } from '@glidepath/model';
import type { Batches } from './batch.ts';
import type { Measured } from './measured.ts';
import { joins } from './parts.ts';
import { lookQuery } from './queries.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import { SliReader, without } from './sli-reader.ts';

/** Looks at SLIs again and again, and keeps in mind what one look has to know of those before it. */
export class Looks {
  readonly #batches: Batches;
  readonly #limit: Millis;
  readonly #reader = new SliReader();

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
        this.#reader.edgeOf(measured),
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
      if (answer.kind === 'good') return this.#reader.read(measured, releases, answer.value);
      const { kind, why, mend } = answer.trouble;
      return without(measured, releases, { kind, why: `${why}; ${mend}` });
    });
  }
}
