import type { Expected, SliCheck, Trouble } from '../source.ts';
import type { Batches } from './batch.ts';
import { edgeTrouble } from './check-edge.ts';
import { partTrouble } from './check-part.ts';
import { selectedTrouble } from './check-selected.ts';
import { noData, type Ask } from './check-words.ts';
import { flawIn } from './growth.ts';
import { tooManyGood } from './good-counts.ts';
import { choiceIn, thresholdOf, type Measured } from './measured.ts';
import { lookQuery } from './queries.ts';
import { countedOf, type Counter } from './readings.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import { sortParts, type Parts } from './series.ts';

/** Whether an SLI can be measured for the release that is there already; without one, whether the query is taken. */
export async function checkSli(
  batches: Batches,
  measured: Measured,
  { candidate, stable }: Expected,
  limitMs: number,
): Promise<SliCheck> {
  const { slo, source, measure } = measured;
  const known = [candidate, stable].flatMap((release) => release ?? []);
  const values = known.flatMap((release) => valueFor(release, source.split) ?? []);
  const query = lookQuery(measure, values.length === 0 ? null : values, null);
  const found = (trouble: Trouble | null): SliCheck => ({ sli: slo.name, query, trouble });

  const confusion = confusionOf(known, source.split);
  if (confusion !== null) {
    return found(
      noData(confusion, 'name the releases apart with --release, or take another value under split'),
    );
  }
  const answer = await batches.one(query, limitMs);
  if (answer.kind === 'failed') return found(answer.trouble);
  const sorted = sortParts(answer.value, measure.counts);
  if (!sorted.ok) return found(noData(sorted.why, 'try the query by hand, and mend what exposes it'));
  if (stable === null) return found(null);
  const { parts } = sorted;
  const value = valueFor(stable, source.split) ?? '';
  const ask: Ask = async (promql) => {
    const more = await batches.one(promql, limitMs);
    return more.kind === 'good' ? more.value : [];
  };
  return found(
    (await selectedTrouble(ask, parts, value, measured)) ??
      edgeTrouble(parts, measure) ??
      countedTrouble(parts, value, measured) ??
      (await partTrouble(ask, parts, value, measure)),
  );
}

/** What a look would say of it now. */
function countedTrouble(parts: Parts, value: string, { measure }: Measured): Trouble | null {
  const choice = choiceIn(parts, measure);
  const edge = choice?.kind === 'edge' ? choice.edge : thresholdOf(measure);
  const counted = countedOf(parts, value, measure, edge);
  if (counted.kind === 'no-data')
    return noData(counted.why, 'check that it is scraped; max-age is at least twice the scrape interval');
  const { counters } = counted;
  switch (measure.counts.kind) {
    case 'good-selectors': {
      const wrong = counters.find(({ total, part }) => tooManyGood(total ?? 0, part ?? 0));
      return wrong === undefined ? null : noData(tooMany(wrong, 'good'), mendOf('good'));
    }
    case 'promql': {
      const why = flawIn(counters);
      if (why === null) return null;
      return noData(why, `bad must be a part of total, with the same labels: check both expressions`);
    }
    case 'selectors':
    case 'histogram':
    case 'native-histogram': {
      const wrong = counters.find(({ total, part }) => (part ?? 0) > (total ?? 0));
      return wrong === undefined ? null : noData(tooMany(wrong, 'bad'), mendOf('bad'));
    }
  }
}

function tooMany({ id, part, total }: Counter, what: 'bad' | 'good'): string {
  return `${id} counts ${part ?? 0} ${what} requests of ${total ?? 0}`;
}

function mendOf(what: 'bad' | 'good'): string {
  return `${what} must be a part of total: check both selectors`;
}
