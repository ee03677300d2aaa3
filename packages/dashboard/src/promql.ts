import {
  formatSelector,
  type Millis,
  type PrometheusCounts,
  type PrometheusHistogram,
  type Selector,
} from '@glidepath/model';

/** Expressions for charts. `increase` and `rate` make estimates, which no verdict rests on. */

/** How much there was in `range`, by the values of `label`, or of all releases together. */
export interface Extent {
  readonly by: string | null;
  readonly fn: 'rate' | 'increase';
  readonly range: string;
  /** How far apart expressions are evaluated in `range`; without it as the server does. */
  readonly step?: string;
}

/** What tells good requests from bad ones: a histogram needs the time that the objective allows. */
export type Measure =
  | { readonly counts: Exclude<PrometheusCounts, PrometheusHistogram>; readonly histogram: null }
  | {
      readonly counts: PrometheusHistogram;
      readonly histogram: PrometheusHistogram;
      readonly threshold: Millis;
    };

/** Null where an SLO can't be told from its counts. */
export function measureOf(counts: PrometheusCounts, threshold: Millis | null): Measure | null {
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors':
    case 'promql':
      return { counts, histogram: null };
    case 'histogram':
    case 'native-histogram':
      return threshold === null ? null : { counts, histogram: counts, threshold };
  }
}

/** Requests. */
export function totalOf(counts: PrometheusCounts, extent: Extent): string {
  switch (counts.kind) {
    case 'selectors':
    case 'good-selectors':
      return summed(formatSelector(counts.total), extent);
    case 'promql':
      return summed(subquery(counts.total), stepped(extent));
    case 'histogram':
      return summed(formatSelector(bucketAt(counts.histogram, '=', '+Inf')), extent);
    case 'native-histogram':
      return `histogram_count(${summed(formatSelector(counts.histogram), extent)})`;
  }
}

/** Bad requests of all, 0 to 1. */
export function badShareOf(measure: Measure, extent: Extent): string {
  const total = totalOf(measure.counts, extent);
  if (measure.histogram !== null) {
    const { histogram, threshold } = measure;
    const edge = inUnit(histogram, threshold);
    if (histogram.kind === 'native-histogram' || histogram.edge !== 'exact')
      return `1 - histogram_fraction(-Inf, ${edge}, ${distribution(histogram, extent)})`;
    const within = bucketAt(histogram.histogram, '=~', edgePattern(edge));
    return `1 - ${summed(formatSelector(within), extent)} / ${total}`;
  }
  const { counts } = measure;
  switch (counts.kind) {
    case 'selectors':
      return `${orNone(summed(formatSelector(counts.bad), extent), total)} / ${total}`;
    case 'good-selectors':
      return `1 - ${orNone(summed(formatSelector(counts.good), extent), total)} / ${total}`;
    case 'promql': {
      const bad = summed(subquery(counts.bad), stepped(extent));
      return `${orNone(bad, total)} / ${total}`;
    }
  }
}

/** What so many of the requests stay below, in the histogram's unit. */
export function quantileOf(counts: PrometheusHistogram, quantile: number, extent: Extent): string {
  return `histogram_quantile(${quantile}, ${distribution(counts, extent)})`;
}

export function inUnit({ unit }: PrometheusHistogram, length: Millis): number {
  return unit === 's' ? length / 1000 : length;
}

function distribution({ kind, histogram }: PrometheusHistogram, extent: Extent): string {
  if (kind === 'native-histogram') return summed(formatSelector(histogram), extent);
  const buckets = formatSelector({ ...histogram, metric: `${histogram.metric}_bucket` });
  return summed(buckets, { ...extent, by: extent.by === null ? 'le' : `${extent.by}, le` });
}

function summed(vector: string, { by, fn, range }: Extent): string {
  return `sum${by === null ? '' : ` by (${by}) `}(${fn}(${vector}[${range}]))`;
}

/** A comment at the expression's end would take the parenthesis along. */
function subquery(expression: string): string {
  return expression.includes('#') ? `(${expression}\n)` : `(${expression})`;
}

function stepped(extent: Extent): Extent {
  return { ...extent, range: `${extent.range}:${extent.step ?? ''}` };
}

/** A counter that was never raised may have no series. */
function orNone(counted: string, total: string): string {
  return `(${counted} or 0 * ${total})`;
}

function bucketAt({ metric, matchers }: Selector, operator: '=' | '=~', value: string): Selector {
  const edge = { label: 'le', operator, literal: JSON.stringify(value) } as const;
  return { metric: `${metric}_bucket`, matchers: [...matchers, edge] };
}

/** RE2 for an edge, which clients write as 1 or 1.0, as 0.3 or .30. */
function edgePattern(edge: number): string {
  const [whole = '0', fraction] = String(edge).split('.');
  if (fraction === undefined) return `${whole}([.]0*)?`;
  return `${whole === '0' ? '0?' : whole}[.]${fraction}0*`;
}
