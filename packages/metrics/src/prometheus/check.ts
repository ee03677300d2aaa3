import { formatDuration, type LabelMatcher, type PrometheusCounts } from '@glidepath/model';
import type { Expected, SliCheck, Trouble } from '../source.ts';
import type { Sample } from './answer.ts';
import type { Client } from './client.ts';
import { edgesIn } from './edges.ts';
import { shown } from '../foreign-text.ts';
import { thresholdOf, type Measured } from './measured.ts';
import { anySeriesQuery, countQuery, lookQuery, nativeQuery, totalOf, valuesQuery } from './queries.ts';
import { readingOf } from './readings.ts';
import { confusionOf, valueFor } from '../release-value.ts';
import { sameEdge } from './edges.ts';
import { outcomeLabels, sortParts, type Parts } from './series.ts';

const MOST_SHOWN = 10;

/** Whether an SLI can be measured for the release that is there already; without one, whether the query is taken. */
export async function checkSli(
  client: Client,
  measured: Measured,
  { candidate, stable }: Expected,
  limitMs: number,
): Promise<SliCheck> {
  const { slo, source, measure } = measured;
  const { counts } = measure;
  const known = [candidate, stable].flatMap((release) => release ?? []);
  const values = known.flatMap((release) => valueFor(release, source.split) ?? []);
  const query = values.length === 0 ? lookQuery(measure, null, null) : lookQuery(measure, values, null);
  const found = (trouble: Trouble | null): SliCheck => ({ sli: slo.name, query, trouble });

  const confusion = confusionOf(known, source.split);
  if (confusion !== null) {
    return found(
      noData(confusion, 'name the releases apart with --release, or take another value under split'),
    );
  }
  const answer = await client.query(query, limitMs);
  if (answer.kind !== 'vector') return found(answer);
  const sorted = sortParts(answer.samples);
  if (!sorted.ok) return found(noData(sorted.why, 'try the query by hand, and mend what exposes it'));
  if (stable === null) return found(null);
  const value = valueFor(stable, source.split) ?? '';
  const ask = async (promql: string): Promise<readonly Sample[]> => {
    const more = await client.query(promql, limitMs);
    return more.kind === 'vector' ? more.samples : [];
  };
  return found(
    (await seriesTrouble(ask, sorted.parts, value, measured)) ??
      edgeTrouble(sorted.parts, measured) ??
      readingTrouble(sorted.parts, value, measured) ??
      (await badTrouble(ask, sorted.parts, counts)),
  );
}

type Ask = (promql: string) => Promise<readonly Sample[]>;

/** Nothing is selected, or nothing of the stable release. */
async function seriesTrouble(
  ask: Ask,
  parts: Parts,
  value: string,
  { measure: { counts, split } }: Measured,
): Promise<Trouble | null> {
  const counted = counts.kind === 'selectors' ? parts.total : parts.bucket;
  if (counted.some(({ labels }) => labels[split] === value)) return null;
  const { metric } = totalOf(counts);
  const there = await ask(valuesQuery(counts, split));
  if (there.length === 0) {
    if (counts.kind === 'histogram' && (await ask(nativeQuery(counts.histogram))).length > 0) {
      return noData(
        `${counts.histogram.metric} has no buckets; a native histogram has no exact edges, and nothing is guessed`,
        'expose it as a classic histogram too',
      );
    }
    return noData(
      `no series of ${metric} is selected`,
      'check the name, the matchers, and that it is scraped',
    );
  }
  const values = there.flatMap(({ labels }) => labels[split] ?? []);
  if (values.length > 0) {
    return noData(
      `no series of ${metric} has ${split}="${value}", the stable release; there are ${listed(values)}`,
      'give the application its release as this label, or say under split what its value is',
    );
  }
  const [any] = await ask(anySeriesQuery(counts));
  const labels = Object.keys(any?.labels ?? {}).filter((label) => label !== '__name__' && label !== 'le');
  return noData(
    `the series of ${metric} have no label ${split}, so that the releases can't be told apart; they have ${listed(labels)}`,
    'name the label that tells releases apart under split',
  );
}

/** The threshold is no edge of the histogram. */
function edgeTrouble(parts: Parts, { measure }: Measured): Trouble | null {
  const threshold = thresholdOf(measure);
  const { counts, objective } = measure;
  if (counts.kind !== 'histogram' || objective.kind !== 'latency' || threshold === null) return null;
  const edges = edgesIn(parts.bucket);
  if (edges.some((edge) => sameEdge(edge, threshold))) return null;
  const near = nearest(edges, threshold).map(
    (edge) => `${Number((edge * (counts.unit === 's' ? 1000 : 1)).toPrecision(6))}ms`,
  );
  return noData(
    `${formatDuration(objective.threshold)} is no edge of ${counts.histogram.metric}; its edges are ` +
      `${edges.join(', ')} ${counts.unit}, and nothing is guessed between two of them`,
    near.length === 0
      ? 'give the histogram edges'
      : `write the objective under ${near.join(' or ')}, or give the histogram this edge`,
  );
}

function nearest(edges: readonly number[], threshold: number): readonly number[] {
  const below = edges.findLast((edge) => edge < threshold);
  const above = edges.find((edge) => edge > threshold);
  return [below, above].flatMap((edge) => edge ?? []);
}

/** What a look would say of it now. */
function readingTrouble(parts: Parts, value: string, { measure }: Measured): Trouble | null {
  const reading = readingOf(parts, value, measure);
  switch (reading.kind) {
    case 'cumulative':
    case 'interval': {
      const wrong =
        reading.kind === 'cumulative' ? reading.series.find(({ bad, total }) => bad > total) : undefined;
      if (wrong === undefined) return null;
      return noData(
        `${wrong.id} counts ${wrong.bad} bad requests of ${wrong.total}`,
        'bad must be a part of total: check both selectors',
      );
    }
    case 'no-data':
    case 'source-down':
      return noData(reading.why, 'check that it is scraped; max-age is at least twice the scrape interval');
  }
}

/** A misspelt selector of failures would never find one. That there are none now is no fault. */
async function badTrouble(ask: Ask, parts: Parts, counts: PrometheusCounts): Promise<Trouble | null> {
  if (counts.kind !== 'selectors' || parts.bad.length > 0) return null;
  const { total, bad } = counts;
  if (bad.metric !== total.metric) {
    if ((await ask(countQuery(bad.metric))).length > 0) return null;
    return noData(
      `there is no series of ${bad.metric} at all, so that a misspelt name could not be told from no failure`,
      'check the name, and let the application begin the counter at 0',
    );
  }
  const labels = new Set(parts.total.flatMap((sample) => Object.keys(sample.labels)));
  const outcome = outcomeLabels(counts);
  const unknown = bad.matchers.find(
    (matcher) => outcome.has(matcher.label) && needsLabel(matcher) && !labels.has(matcher.label),
  );
  if (unknown === undefined) return null;
  return noData(
    `the series of ${total.metric} have no label ${unknown.label}, which bad selects by; they have ${listed([...labels].filter((label) => !label.startsWith('__') && !label.startsWith('glidepath_')))}`,
    'check the matchers of bad',
  );
}

function needsLabel({ operator }: LabelMatcher): boolean {
  return operator === '=' || operator === '=~';
}

function listed(names: readonly string[]): string {
  const cut = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…'] : names;
  return cut.length === 0 ? 'none' : shown(cut.join(', '));
}

function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}
