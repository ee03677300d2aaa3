import { formatSelector, type PrometheusCounts, type Selector } from '@glidepath/model';
import { edgePattern } from './edges.ts';
import type { Measure } from './measured.ts';
import { allOf, either, enclosed, like, narrowed, seriesOf, tagged } from './parts.ts';

/**
 * What one look needs: the counters of these releases, and when each release was last scraped.
 * @param releases values of the split label; null: whatever they are. Of an expression all come, as it can't be narrowed.
 * @param edge the only bucket of a classic histogram that is needed beside the last; null: all of them
 */
export function lookQuery(
  { counts, split }: Pick<Measure, 'counts' | 'split'>,
  releases: readonly string[] | null,
  edge: number | null,
): string {
  const only = releases === null ? [] : [like(split, releases.map(escaped).join('|'))];
  const series = (selector: Selector): string => formatSelector(narrowed(selector, only));
  switch (counts.kind) {
    case 'selectors':
      return either([
        tagged(series(counts.total), 'total'),
        tagged(series(counts.bad), 'bad'),
        tagged(newest(series(counts.total), split), 'time'),
      ]);
    case 'good-selectors':
      return either([
        tagged(series(counts.total), 'total'),
        tagged(series(counts.good), 'good'),
        tagged(newest(series(counts.total), split), 'time'),
      ]);
    case 'histogram': {
      const edges = edge === null ? [] : [like('le', `${edgePattern(edge)}|[+]Inf`)];
      const buckets = narrowed(seriesOf(counts.histogram, 'bucket'), [...only, ...edges]);
      return either([
        tagged(formatSelector(buckets), 'bucket'),
        tagged(`sum by (${split}) (${series(seriesOf(counts.histogram, 'sum'))})`, 'sum'),
        tagged(newest(series(allOf(counts.histogram)), split), 'time'),
      ]);
    }
    case 'native-histogram':
      return either([series(counts.histogram), tagged(newest(series(counts.histogram), split), 'time')]);
    case 'promql':
      return either([tagged(enclosed(counts.total), 'total'), tagged(enclosed(counts.bad), 'bad')]);
  }
}

/** RE2 takes a value as it is. */
function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** When each release was last scraped, by the server's clock. */
function newest(selector: string, split: string): string {
  return `max by (${split}) (timestamp(${selector}))`;
}

/** What an SLI counts, for questions about it: how many series each value of the split label has. */
export function valuesQuery(counts: PrometheusCounts, split: string): string {
  return `count by (${split}) (${totalOf(counts)})`;
}

/** Any one of the series, to see which labels there are; `topk` takes numbers alone, so it is the time of one. */
export function anySeriesQuery(counts: PrometheusCounts): string {
  return `topk(1, timestamp(${totalOf(counts)}))`;
}

/** All requests: of a classic histogram the last bucket. */
function totalOf(counts: PrometheusCounts): string {
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors':
      return formatSelector(counts.total);
    case 'histogram':
      return formatSelector(allOf(counts.histogram));
    case 'native-histogram':
      return formatSelector(counts.histogram);
    case 'promql':
      return enclosed(counts.total);
  }
}

/** Which edges a classic histogram has anywhere, and how many series have each. */
export function edgesQuery(histogram: Selector): string {
  return `count by (le) (${formatSelector(seriesOf(histogram, 'bucket'))})`;
}

/** How many series are selected. */
export function countQuery(selector: Selector): string {
  return `count(${formatSelector(selector)})`;
}
