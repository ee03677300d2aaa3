import { formatSelector, type LabelMatcher, type PrometheusCounts, type Selector } from '@glidepath/model';
import { edgePattern } from './edges.ts';
import type { Measure } from './measured.ts';

/**
 * One query asks for everything that one look at an SLI needs: the parts are evaluated at the same instant, and a label of
 * our own tells them apart.
 */
export const PART = 'glidepath_part';
export const PARTS = ['total', 'bad', 'bucket', 'sum', 'time'] as const;
export type Part = (typeof PARTS)[number];

/**
 * What one look needs: the counters of these releases, and when each release was last scraped.
 * @param releases values of the split label; null: whatever they are
 * @param edge the only bucket that is needed beside the last; null: all of them
 */
export function lookQuery(
  { counts, split }: Pick<Measure, 'counts' | 'split'>,
  releases: readonly string[] | null,
  edge: number | null,
): string {
  const only = releases === null ? [] : [anyOf(split, releases)];
  switch (counts.kind) {
    case 'selectors': {
      const total = formatSelector(narrowed(counts.total, only));
      return either([
        tagged(total, 'total'),
        tagged(formatSelector(narrowed(counts.bad, only)), 'bad'),
        tagged(newest(total, split), 'time'),
      ]);
    }
    case 'histogram': {
      const edges = edge === null ? [] : [twoEdges(edge)];
      const buckets = narrowed(partOf(counts.histogram, 'bucket'), [...only, ...edges]);
      const sum = formatSelector(narrowed(partOf(counts.histogram, 'sum'), only));
      return either([
        tagged(formatSelector(buckets), 'bucket'),
        tagged(`sum by (${split}) (${sum})`, 'sum'),
        tagged(newest(formatSelector(narrowed(allOf(counts.histogram), only)), split), 'time'),
      ]);
    }
  }
}

function twoEdges(edge: number): LabelMatcher {
  return { label: 'le', operator: '=~', literal: JSON.stringify(`${edgePattern(edge)}|[+]Inf`) };
}

/** Requests and bad ones of the last minutes or days, by the split label; by nothing where that is null. */
export function usageQuery(
  counts: PrometheusCounts,
  edge: string | null,
  range: string,
  split: string | null,
): string {
  const sum = split === null ? 'sum' : `sum by (${split}) `;
  const increase = (selector: Selector): string => `${sum}(increase(${formatSelector(selector)}[${range}]))`;
  switch (counts.kind) {
    case 'selectors':
      return either([tagged(increase(counts.total), 'total'), tagged(increase(counts.bad), 'bad')]);
    case 'histogram': {
      const within = edge === null ? [] : [tagged(increase(atEdge(counts.histogram, edge)), 'bucket')];
      return either([tagged(increase(allOf(counts.histogram)), 'total'), ...within]);
    }
  }
}

/** What an SLI counts, for questions about it: how many series each value of the split label has. */
export function valuesQuery(counts: PrometheusCounts, split: string): string {
  return `count by (${split}) (${formatSelector(totalOf(counts))})`;
}

/** Any one of the series, to see which labels there are. */
export function anySeriesQuery(counts: PrometheusCounts): string {
  return `topk(1, ${formatSelector(totalOf(counts))})`;
}

/** All requests: of a histogram the last bucket. */
export function totalOf(counts: PrometheusCounts): Selector {
  return counts.kind === 'selectors' ? counts.total : allOf(counts.histogram);
}

/** Which edges there are. */
export function edgesQuery(histogram: Selector): string {
  return `count by (le) (${formatSelector(partOf(histogram, 'bucket'))})`;
}

/** Whether there is something of the histogram's own name, as a native one has. */
export function nativeQuery(histogram: Selector): string {
  return `count(${formatSelector(histogram)})`;
}

export function countQuery(metric: string): string {
  return `count(${formatSelector({ metric, matchers: [] })})`;
}

function partOf({ metric, matchers }: Selector, part: 'bucket' | 'sum'): Selector {
  return { metric: `${metric}_${part}`, matchers };
}

function allOf(histogram: Selector): Selector {
  return atEdge(histogram, '+Inf');
}

function atEdge(histogram: Selector, edge: string): Selector {
  return narrowed(partOf(histogram, 'bucket'), [
    { label: 'le', operator: '=', literal: JSON.stringify(edge) },
  ]);
}

function narrowed({ metric, matchers }: Selector, more: readonly LabelMatcher[]): Selector {
  return { metric, matchers: [...matchers, ...more] };
}

function anyOf(label: string, values: readonly string[]): LabelMatcher {
  return { label, operator: '=~', literal: JSON.stringify(values.map(escaped).join('|')) };
}

/** RE2 takes a value as it is. */
function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** When each release was last scraped, by the server's clock. */
function newest(selector: string, split: string): string {
  return `max by (${split}) (timestamp(${selector}))`;
}

function tagged(expression: string, part: Part): string {
  return `label_replace(${expression}, "${PART}", "${part}", "", "")`;
}

function either(expressions: readonly string[]): string {
  return expressions.join(' or ');
}
