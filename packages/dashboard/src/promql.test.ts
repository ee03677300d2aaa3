import { millis, type PrometheusCounts, type PrometheusHistogram } from '@glidepath/model';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { badShareOf, measureOf, quantileOf, totalOf, type Extent } from './promql.ts';

const NOW: Extent = { by: 'version', fn: 'rate', range: '5m', step: '15s' };
const MONTH: Extent = { by: null, fn: 'increase', range: '30d' };
const ALL = { metric: 'all', matchers: [] };

function histogram(more: Partial<PrometheusHistogram> = {}): PrometheusHistogram {
  return { kind: 'histogram', histogram: { metric: 'd', matchers: [] }, unit: 's', edge: 'exact', ...more };
}

function share(counts: PrometheusCounts, extent: Extent, threshold: number | null = null): string | null {
  const measure = measureOf(counts, threshold === null ? null : millis(threshold));
  return measure && badShareOf(measure, extent);
}

const CASES: readonly (readonly [name: string, counts: PrometheusCounts, share: string, total: string])[] = [
  [
    'bad ones',
    { kind: 'selectors', total: ALL, bad: { metric: 'bad', matchers: [] } },
    '(sum by (version) (rate(bad[5m])) or 0 * sum by (version) (rate(all[5m]))) / sum by (version) (rate(all[5m]))',
    'sum(increase(all[30d]))',
  ],
  [
    'good ones',
    { kind: 'good-selectors', total: ALL, good: { metric: 'good', matchers: [] } },
    '1 - (sum by (version) (rate(good[5m])) or 0 * sum by (version) (rate(all[5m]))) / sum by (version) (rate(all[5m]))',
    'sum(increase(all[30d]))',
  ],
  [
    'free expressions, even with a comment',
    { kind: 'promql', total: 'a + b # all', bad: 'b' },
    '(sum by (version) (rate((b)[5m:15s])) or 0 * sum by (version) (rate((a + b # all\n)[5m:15s]))) / sum by (version) (rate((a + b # all\n)[5m:15s]))',
    'sum(increase((a + b # all\n)[30d:]))',
  ],
  [
    'a histogram at an edge',
    histogram(),
    '1 - sum by (version) (rate(d_bucket{le=~"0?[.]30*"}[5m])) / sum by (version) (rate(d_bucket{le="+Inf"}[5m]))',
    'sum(increase(d_bucket{le="+Inf"}[30d]))',
  ],
  [
    'a histogram between edges',
    histogram({ edge: 'above', unit: 'ms' }),
    '1 - histogram_fraction(-Inf, 300, sum by (version, le) (rate(d_bucket[5m])))',
    'sum(increase(d_bucket{le="+Inf"}[30d]))',
  ],
  [
    'a native histogram',
    histogram({ kind: 'native-histogram' }),
    '1 - histogram_fraction(-Inf, 0.3, sum by (version) (rate(d[5m])))',
    'histogram_count(sum(increase(d[30d])))',
  ],
];

describe.each(CASES)('%s', (_, counts, bad, total) => {
  it('gives a share and a total', () => {
    expect(share(counts, NOW, 300)).toBe(bad);
    expect(totalOf(counts, MONTH)).toBe(total);
  });

  it.each([NOW, MONTH])('is PromQL', (extent) => {
    for (const expression of [share(counts, extent, 300) ?? '', totalOf(counts, extent)]) {
      const names: string[] = [];
      parser.parse(expression).iterate({ enter: ({ name }) => void names.push(name) });
      expect(names).not.toContain('⚠');
      expect(names.length).toBeGreaterThan(3);
    }
  });
});

it('has no share of a histogram without a threshold', () => {
  expect(share(histogram(), NOW)).toBeNull();
});

it('asks a histogram for what so many stay below', () => {
  expect(quantileOf(histogram(), 0.95, NOW)).toBe(
    'histogram_quantile(0.95, sum by (version, le) (rate(d_bucket[5m])))',
  );
  expect(quantileOf(histogram({ kind: 'native-histogram' }), 0.5, MONTH)).toBe(
    'histogram_quantile(0.5, sum(increase(d[30d])))',
  );
});
