import { describe, expect, test } from 'vitest';
import { formatDelivery } from '../describe.ts';
import { readDelivery } from '../read.ts';
import { delivery, filesOf, ratioSlo, read, thresholdSlo } from '../testing/openslo-files.ts';

const SPLIT = { label: 'version', value: 'name' };
const X = { metric: 'x', matchers: [] };
const X5 = { metric: 'x', matchers: [{ label: 'code', operator: '=', literal: '"5"' }] };
const SELECTORS = { kind: 'selectors', total: X, bad: X5 };

function query(key: 'bad' | 'good' | 'total', text: string, type = 'Prometheus'): string {
  return `        ${key}: { metricSource: { type: ${type}, spec: { query: '${text}' } } }`;
}

function countsOf(slo: string): unknown {
  const found = read({ 'slo.yaml': slo });
  return found !== undefined && 'source' in found && 'counts' in found.source ? found.source.counts : found;
}

describe('a ratio', () => {
  test('of two counters, with all that stands beside it', () => {
    const file = `
apiVersion: openslo/v1
kind: Service
metadata: { name: checkout }
spec: { anything: [goes] }
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout-availability
  displayName: Availability
  labels: { team: [shop, rbac] }
  annotations: { openslo.com/a: b }
spec:
  description: Requests are answered.
  service: checkout
  indicator:
    metadata: { name: answered }
    spec:
      description: Those that are answered.
      ratioMetric:
        counter: true
        bad:
          metricSource:
            type: prometheus
            spec:
              query: >
                x{code="5"}
        total:
          metricSource: { type: PROMETHEUS, spec: { query: x } }
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives:
    - { displayName: Good, targetPercent: 99.95 }
  alertPolicies:
    - alertPolicyRef: burns
`;
    expect(read({ 'slo.yaml': file })).toMatchObject({
      name: 'availability',
      objective: { kind: 'availability', target: 99.95 },
      source: {
        kind: 'prometheus',
        counts: SELECTORS,
        split: SPLIT,
        server: { url: 'http://127.0.0.1:9090' },
      },
    });
  });

  test.each([
    ['x', 'x{code="5"}', 'true'],
    ['(x)', '(x{code="5"})', 'true'],
    ['sum(x)', 'sum by (code) (x{code="5"})', 'true'],
    ['sum without (a) (sum(x))', 'x{code="5"}', 'true'],
    ['rate(x[5m])', 'rate(x{code="5"}[1h])', 'false'],
    ['sum(rate(x[5m]))', 'sum(rate(x{code="5"}[5m])) by (job)', 'true'],
    ['sum(increase((x[5m])))', 'increase(x{code="5"}[5m])', 'false'],
    ['sum(rate(x[{{.window}}]))', 'sum(rate(x{code="5"}[{{ .window }}]))', 'false'],
    ['sum(rate(x[$__rate_interval]))', 'sum(rate(x{code="5"}[${window}]))', 'false'],
  ])('of %s and %s counts the counters in them', (total, bad, counter) => {
    const lines = {
      counter: `        counter: ${counter}`,
      some: query('bad', bad),
      total: query('total', total),
    };
    expect(countsOf(ratioSlo(lines))).toEqual(SELECTORS);
    expect(countsOf(ratioSlo({ ...lines, some: query('good', bad) }))).toEqual({
      kind: 'good-selectors',
      total: X,
      good: X5,
    });
  });

  test.each([
    ['sum by (version) (x) + sum by (version) (y)', 'sum(z)', 'z'],
    ['x', 'y or z', 'y or z'],
  ])('of %s and %s is free PromQL', (total, bad, expected) => {
    expect(countsOf(ratioSlo({ some: query('bad', bad), total: query('total', total) }))).toEqual({
      kind: 'promql',
      total,
      bad: expected,
    });
  });

  test('in Datadog', () => {
    const some = query('bad', 'sum:errors{a:b}.as_count()', 'Datadog');
    const total = query('total', 'sum:hits{a:b}.as_count()', 'datadog');
    expect(read({ 'slo.yaml': ratioSlo({ some, total }) })).toMatchObject({
      source: {
        kind: 'datadog',
        counts: {
          kind: 'counts',
          total: [{ aggregator: { kind: 'sum' }, metric: 'hits', filter: 'a:b' }],
          bad: [{ aggregator: { kind: 'sum' }, metric: 'errors', filter: 'a:b' }],
        },
        split: SPLIT,
        server: { address: { kind: 'site', site: 'datadoghq.com' } },
      },
    });
  });
});

describe('a threshold', () => {
  test.each([
    ['duration_seconds', '0.3', 'duration_seconds', 's', 300],
    ['duration_seconds_bucket', '1.1', 'duration_seconds', 's', 1100],
    ['duration_bucket', '2', 'duration', 's', 2000],
    ['duration_ms', '250', 'duration_ms', 'ms', 250],
    ['duration_milliseconds_bucket', '250', 'duration_milliseconds', 'ms', 250],
  ])('on %s under %s', (text, value, metric, unit, threshold) => {
    for (const op of ['lt', 'lte']) {
      const lines = {
        query: `          spec: { query: ${text} }`,
        objective: `    - { op: ${op}, value: ${value}, target: 0.99 }`,
      };
      expect(read({ 'slo.yaml': thresholdSlo(lines) })).toMatchObject({
        objective: { kind: 'latency', target: 99, threshold },
        source: {
          counts: { kind: 'histogram', histogram: { metric, matchers: [] }, unit, edge: 'exact' },
          split: SPLIT,
        },
      });
    }
  });
});

describe('targets', () => {
  test.each([
    ['target: 0.9995', 99.95],
    ['target: 0.999999', 99.9999],
    ['target: 0.57', 57],
    ['target: 0.1', 10],
    ['targetPercent: 99.999999', 99.999999],
    ['targetPercent: 0.000001', 0.000001],
  ])('%s', (written, target) => {
    expect(read({ 'slo.yaml': ratioSlo({ objective: `    - ${written}` }) })).toMatchObject({
      objective: { kind: 'availability', target },
    });
  });
});

describe('by reference', () => {
  const SLI = `
apiVersion: openslo/v1
kind: SLI
metadata: { name: answered }
spec:
  ratioMetric:
    counter: true
    bad: { metricSource: { metricSourceRef: prom, spec: { query: 'x{code="5"}' } } }
    total: { metricSource: { metricSourceRef: prom, spec: { query: x } } }
`;
  const SOURCE = `
apiVersion: openslo/v1
kind: DataSource
metadata: { name: prom }
spec: { type: Prometheus, connectionDetails: [{ url: http://elsewhere }] }
`;
  const SLO = ratioSlo({
    indicator: '  indicatorRef: answered',
    sli: '',
    ratio: '',
    counter: '',
    some: '',
    total: '',
  });

  test('to an SLI and a DataSource in the same file, in any order', () => {
    for (const parts of [
      [SLO, SLI, SOURCE],
      [SOURCE, SLI, SLO],
    ])
      expect(countsOf(parts.join('---\n'))).toEqual(SELECTORS);
  });

  test('to an SLI and a DataSource in further files, one of them a list of objects', () => {
    const listed = `- ${SLI.trim().replaceAll('\n', '\n  ')}`;
    const files = { 'slo.yaml': SLO, 'a/sli.yml': listed, 'source.yaml': SOURCE };
    const slo = '{ openslo: { file: ./slo.yaml, with: [a/sli.yml, source.yaml, ./a/sli.yml, slo.yaml] } }';
    expect(read(files, slo)).toMatchObject({ source: { counts: SELECTORS } });
  });

  test('a type that is written needs no DataSource', () => {
    const some = query('bad', 'x{code="5"}').replace('{ type', '{ metricSourceRef: away, type');
    const total = query('total', 'x').replace('{ type', '{ metricSourceRef: away, type');
    expect(countsOf(ratioSlo({ some, total }))).toEqual(SELECTORS);
  });
});

describe('in the delivery file', () => {
  const TWO = `${ratioSlo()}---\n${thresholdSlo({ metadata: 'metadata: { name: latency }' })}`;

  test('one of several SLOs by its name', () => {
    expect(read({ 'slo.yaml': TWO }, '{ openslo: { file: slo.yaml, name: latency } }')).toMatchObject({
      objective: { kind: 'latency' },
    });
  });

  test('one of several objectives by its displayName', () => {
    const objective =
      '    - { displayName: Good, target: 0.99 }\n    - { displayName: Great, target: 0.999 }';
    const slo = '{ openslo: { file: slo.yaml, objective: Great } }';
    expect(read({ 'slo.yaml': ratioSlo({ objective }) }, slo)).toMatchObject({ objective: { target: 99.9 } });
  });

  test('split says which label tells releases apart', () => {
    const files = { 'slo.yaml': ratioSlo() };
    expect(read(files, '{ openslo: slo.yaml, split: tag }')).toMatchObject({
      source: { split: { label: 'tag', value: 'name' } },
    });
    const long = '{ openslo: slo.yaml, split: { label: commit, value: commit } }';
    expect(read(files, long)).toMatchObject({ source: { split: { label: 'commit', value: 'commit' } } });
  });

  test.each([
    ['a ratio', ratioSlo()],
    ['free PromQL', ratioSlo({ some: query('bad', 'y or z') })],
    ['a threshold', thresholdSlo()],
    [
      'Datadog',
      ratioSlo({
        some: query('bad', 'sum:errors{*}', 'Datadog'),
        total: query('total', 'sum:hits{*}', 'Datadog'),
      }),
    ],
  ])('%s is shown as the plain form that it is, which reads back', (_title, slo) => {
    const result = readDelivery(delivery('{ openslo: slo.yaml }'), 'f', filesOf({ 'slo.yaml': slo }));
    if (!result.ok) throw new Error('not read');
    const text = formatDelivery(result.delivery);
    expect(text).not.toContain('openslo');
    expect(readDelivery(text, 'f')).toEqual(result);
  });
});
