import type { PrometheusCounts } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import type { Sample } from './answer.ts';
import { labelNames, listed, noData, type Ask } from './check-words.ts';
import type { Measured } from './measured.ts';
import { seriesOf } from './parts.ts';
import { anySeriesQuery, countQuery, valuesQuery } from './queries.ts';
import type { Parts } from './series.ts';

/** Nothing is selected, or nothing of the stable release. */
export async function selectedTrouble(
  ask: Ask,
  parts: Parts,
  value: string,
  { measure: { counts, split } }: Measured,
): Promise<Trouble | null> {
  if (countedIn(parts, counts).some(({ labels }) => labels[split] === value)) return null;
  const what = nameOf(counts);
  const there = await ask(valuesQuery(counts, split));
  if (there.length === 0) {
    return (
      (await otherHistogram(ask, counts)) ??
      noData(
        `no series of ${what} is selected`,
        'check the name, the matchers, that it is scraped, and that it exposes no timestamps of its own that are off',
      )
    );
  }
  const values = there.flatMap(({ labels }) => labels[split] ?? []);
  if (values.length > 0) {
    return noData(
      `no series of ${what} has ${split}="${value}", the stable release; there are ${listed(values)}`,
      'give the application its release as this label, or say under split what its value is',
    );
  }
  const labels = labelNames(counts.kind === 'promql' ? parts.total : await ask(anySeriesQuery(counts)));
  return noData(
    `the series of ${what} have no label ${split}, so that the releases can't be told apart; they have ${listed(labels)}`,
    counts.kind === 'promql'
      ? `keep the label in both expressions, as in sum by (${split}) (...), or name another one under split`
      : 'name the label that tells releases apart under split',
  );
}

/** The series by which it shows that a release is there. */
function countedIn(parts: Parts, counts: PrometheusCounts): readonly Sample[] {
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors':
    case 'promql':
      return parts.total;
    case 'histogram':
      return parts.bucket;
    case 'native-histogram':
      return parts.histogram;
  }
}

function nameOf(counts: PrometheusCounts): string {
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors':
      return counts.total.metric;
    case 'histogram':
      return seriesOf(counts.histogram, 'bucket').metric;
    case 'native-histogram':
      return counts.histogram.metric;
    case 'promql':
      return 'total';
  }
}

/** It is there, but of the other kind. */
async function otherHistogram(ask: Ask, counts: PrometheusCounts): Promise<Trouble | null> {
  if (!('histogram' in counts)) return null;
  const { kind, histogram } = counts;
  const other = kind === 'histogram' ? histogram : seriesOf(histogram, 'bucket');
  if ((await ask(countQuery(other))).length === 0) return null;
  return kind === 'histogram'
    ? noData(
        `${histogram.metric} has no buckets of its own: it is a native histogram`,
        'write native-histogram instead of histogram',
      )
    : noData(
        `${histogram.metric} is a classic histogram, with a series for each bucket`,
        'write histogram instead of native-histogram',
      );
}
