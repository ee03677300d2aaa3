import type { PrometheusHistogram, PrometheusSource, Slo } from '@glidepath/model';
import type { DataSource, Panel, PrometheusQuery } from './grafana.ts';
import type { Sized } from './grid.ts';
import { chart, share } from './panels.ts';
import { badShareOf, inUnit, measureOf, quantileOf, totalOf, type Extent, type Measure } from './promql.ts';
import { badTitle, budgetOf, thresholdOf } from './slo-words.ts';

/**
 * Grafana's rate interval is four times its scrape interval, which is this unless the data source says otherwise. A server
 * evaluates once a minute by default: too seldom for a rate over such a minute.
 */
const STEP = '15s';

/** Panels for an SLO whose counters are in Prometheus. */
export function prometheusPanels(
  slo: Slo,
  { counts, split }: Pick<PrometheusSource, 'counts' | 'split'>,
  source: DataSource,
): readonly Sized[] {
  const { label } = split;
  const now: Extent = { by: label, fn: 'rate', range: '$__rate_interval', step: STEP };
  const rate = chart({
    title: 'Requests per second by release',
    description: `Of each ${label}.`,
    source,
    targets: [series('A', totalOf(counts, now), `{{${label}}}`)],
    unit: 'reqps',
  });
  const measure = measureOf(counts, thresholdOf(slo));
  if (measure === null) return [{ panel: rate, w: 24, h: 8 }];
  const bad = chart({
    title: badTitle(slo),
    description: `Of each ${label}. The line is the error budget: more than that spends it.${estimate(measure)}`,
    source,
    targets: [series('A', badShareOf(measure, now), `{{${label}}}`)],
    unit: 'percentunit',
    limit: budgetOf(slo),
  });
  return [
    { panel: bad, w: 12, h: 8 },
    { panel: rate, w: 12, h: 8 },
    ...latencies(measure, now, source),
    { panel: burnRates(slo, measure, source), w: 16, h: 7 },
    { panel: budgetLeft(slo, measure, source), w: 8, h: 7 },
  ];
}

function latencies(measure: Measure, now: Extent, source: DataSource): readonly Sized[] {
  if (measure.histogram === null) return [];
  const { histogram, threshold } = measure;
  const panel = chart({
    title: 'Latency by release',
    description:
      'What half, 95 % and 99 % of the requests stay below. The line is what the objective allows.',
    source,
    targets: [
      quantile('A', 0.5, histogram, now),
      quantile('B', 0.95, histogram, now),
      quantile('C', 0.99, histogram, now),
    ],
    unit: histogram.unit,
    limit: inUnit(histogram, threshold),
  });
  return [{ panel, w: 24, h: 8 }];
}

function quantile(refId: string, share: number, histogram: PrometheusHistogram, now: Extent) {
  return series(refId, quantileOf(histogram, share, now), `p${share * 100} {{${now.by ?? ''}}}`);
}

function burnRates(slo: Slo, measure: Measure, source: DataSource): Panel {
  const over = (range: string): string =>
    `(${badShareOf(measure, { by: null, fn: 'rate', range })}) / ${budgetOf(slo)}`;
  return chart({
    title: 'Burn rate of the error budget',
    description: 'Of all releases together. At 1 the budget is spent exactly when its period ends.',
    source,
    targets: [series('A', over('1h'), '1 h'), series('B', over('6h'), '6 h')],
    unit: 'none',
    limit: 1,
  });
}

function budgetLeft(slo: Slo, measure: Measure, source: DataSource): Panel {
  const bad = badShareOf(measure, { by: null, fn: 'increase', range: '30d' });
  return share({
    title: 'Error budget left, 30 days',
    description: 'Of all releases together; below 0 % the objective is missed.',
    source,
    targets: [{ ...series('A', `1 - (${bad}) / ${budgetOf(slo)}`, ''), instant: true, range: false }],
  });
}

function series(refId: string, expr: string, legendFormat: string): PrometheusQuery {
  return { refId, expr, legendFormat, editorMode: 'code', range: true };
}

function estimate({ histogram }: Measure): string {
  if (histogram === null || (histogram.kind === 'histogram' && histogram.edge === 'exact')) return '';
  const needs = histogram.kind === 'histogram' ? ', for which Prometheus must be 3.4 or newer' : '';
  return ` Between the edges of the histogram it is an estimate${needs}.`;
}
