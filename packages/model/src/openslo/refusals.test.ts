import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../diagnostic.ts';
import { readDelivery } from '../read.ts';
import { delivery, marked, ratioSlo, read, thresholdSlo } from '../testing/openslo-files.ts';

/** What is told of the document with the mark ▸, which stands for its place in the answer too. */
function toldOf(slo: string, named = '{ openslo: slo.yaml }'): readonly string[] {
  const { text, place } = marked(slo);
  const found = read({ 'slo.yaml': text }, named);
  if (found === undefined || 'source' in found) return [];
  return found.map((told) => told.replace(`slo.yaml:${place}: `, '▸'));
}

/** One fault, at the mark. */
function says(part: string): unknown {
  return [expect.stringMatching(new RegExp(`^▸.*${part.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&')}`, 'u'))];
}

function bad(query: string, type = 'type: Prometheus'): string {
  return `        bad: { metricSource: { ${type}, spec: { query: ${query} } } }`;
}

test('a refusal names the file, the line, the column, the value, the reason and the mend', () => {
  const { text } = marked(ratioSlo({ method: '  budgetingMethod: ▸Timeslices' }));
  expect(read({ 'slo.yaml': text })).toEqual([
    'slo.yaml:11:20: SLO.spec.budgetingMethod is "Timeslices", a release is judged by its requests, not by slices of time, write Occurrences',
  ]);
});

describe('a document', () => {
  test.each([
    [ratioSlo({ version: 'apiVersion: ▸openslo/v2alpha' }), 'other versions are not read, write openslo/v1'],
    [ratioSlo({ version: '' }).replace('kind', '▸kind'), 'document has no "apiVersion"'],
    [ratioSlo({ kind: 'kind: ▸SLo' }), 'document.kind is "SLo", did you mean "SLO"?'],
    [ratioSlo({ kind: 'kind: ▸Deployment' }), 'write one of SLO, SLI, DataSource'],
    [ratioSlo({ metadata: '▸metadata: {}' }), 'document.metadata has no "name"'],
    [ratioSlo({ metadata: 'metadata: { name: ▸5 }' }), 'document.metadata.name is 5, text belongs here'],
    [`${ratioSlo()}---\n▸text\n`, 'document is "text", a mapping belongs here'],
    [`${ratioSlo()}---\n[▸5]\n`, 'document is 5, a mapping belongs here'],
    [
      `${ratioSlo()}---\n${ratioSlo({ metadata: 'metadata: { name: ▸checkout }' })}`,
      'another SLO has that name',
    ],
    [ratioSlo({ metadata: 'metadata: { name: checkout }\n▸status: {}' }), 'unknown key "status" in SLO'],
    [ratioSlo({ sli: '    ▸specs:' }), 'unknown key "specs" in SLO.spec.indicator, did you mean "spec"?'],
    [ratioSlo({ counter: '\t▸counter: true' }).replace('\t▸', '▸\t'), 'a tab as indentation'],
    [
      ratioSlo({ counter: '        counter: ▸&a true' }),
      '"&a" is an anchor, a file of OpenSLO says each thing',
    ],
    [ratioSlo({ counter: '        counter: ▸*a' }), '"*a" is an alias'],
    [ratioSlo({ counter: '        counter: ▸!!bool true' }), 'is a tag'],
    [`▸%YAML 1.2\n---\n${ratioSlo()}`, 'is a directive, a file of OpenSLO is plain YAML 1.2'],
    [
      ratioSlo({ counter: '        counter: true\n        ▸counter: true' }),
      'the key "counter" is written twice',
    ],
    [`${ratioSlo()}---\n${ratioSlo()}---\na: [\n▸`, 'flow sequence'],
  ])('%j', (slo, part) => {
    // Where two SLOs have one name, it is asked for.
    expect(toldOf(slo, '{ openslo: { file: slo.yaml, name: checkout } }')).toEqual(says(part));
  });

  test('that is not UTF-8 is refused at its byte', () => {
    const files = new Map([['slo.yaml', { ok: true as const, content: Uint8Array.of(0x61, 0x0a, 0xff) }]]);
    const result = readDelivery(delivery('{ openslo: slo.yaml }'), 'f', files);
    expect(result.ok ? [] : result.diagnostics.map(formatDiagnostic)).toEqual([
      'slo.yaml:2:1: byte 0xFF at offset 2 is not UTF-8, save the file as UTF-8',
    ]);
  });
});

describe('an SLO', () => {
  test.each([
    [ratioSlo({ method: '  budgetingMethod: ▸RatioTimeslices' }), 'not by slices of time, write Occurrences'],
    [ratioSlo({ method: '  budgetingMethod: ▸Occurences' }), 'did you mean "Occurrences"?'],
    [ratioSlo({ method: '' }).replace('spec', '▸spec'), 'SLO.spec has no "budgetingMethod"'],
    [
      ratioSlo({
        method:
          '  budgetingMethod: Occurrences\n  timeWindow: [{ duration: 1M, calendar: ▸{ timeZone: UTC } }]',
      }),
      'SLO.spec.timeWindow[0].calendar has no meaning here',
    ],
    [
      ratioSlo({
        method: '  budgetingMethod: Occurrences\n  timeWindow: [{ duration: 1M, isRolling: ▸false }]',
      }),
      'isRolling is not true',
    ],
    [
      ratioSlo({
        method: '  budgetingMethod: Occurrences\n  timeWindow: [{ duration: ▸1y, isRolling: true }]',
      }),
      'duration is "1y", a length is a number and one of m, h, d, w, M, Q, Y',
    ],
    [
      ratioSlo({
        method:
          '  budgetingMethod: Occurrences\n  timeWindow: ▸[{ duration: 1d, isRolling: true }, { duration: 2d, isRolling: true }]',
      }),
      'SLO.spec.timeWindow is a list, write one window',
    ],
    [ratioSlo({ objectives: '  objectives: ▸[]', objective: '' }), 'objectives is an empty list'],
    [
      ratioSlo({ objective: '    ▸- target: 0.9\n    - target: 0.99' })
        .replace('▸- ', '- ')
        .replace('  objectives:\n    ', '  objectives:\n    ▸'),
      'objectives has 2 of them, an SLO makes one promise here, name one in the delivery file by its displayName',
    ],
    [ratioSlo({ objective: '    - ▸displayName: a' }), 'SLO.spec.objectives[0] has no "target"'],
    [
      ratioSlo({ objective: '    - { target: 0.9, targetPercent: ▸90 }' }),
      'targetPercent is a second target',
    ],
    [
      ratioSlo({ objective: '    - target: ▸99.9' }),
      'is 99.9, a share that leaves an error budget lies between 0 and 1',
    ],
    [ratioSlo({ objective: '    - target: ▸1.0' }), 'write for example target: 0.999'],
    [ratioSlo({ objective: '    - target: ▸0' }), 'lies between 0 and 1'],
    [ratioSlo({ objective: '    - target: ▸.nan' }), 'target is NaN'],
    [ratioSlo({ objective: '    - targetPercent: ▸100' }), 'lies between 0 and 100'],
    [ratioSlo({ objective: '    - targetPercent: ▸99.9999999' }), 'between 0 and 100'],
    [ratioSlo({ objective: '    - targetPercent: ▸99.1234567' }), 'finer than a millionth of a percent'],
    [ratioSlo({ objective: '    - target: ▸"0.9"' }), 'a number belongs here'],
    [ratioSlo({ objective: '    - { target: 0.9, timeSliceTarget: ▸0.9 }' }), 'it belongs to slices of time'],
    [ratioSlo({ objective: '    - { target: 0.9, timeSliceWindow: ▸1m }' }), 'it belongs to slices of time'],
    [ratioSlo({ objective: '    - { target: 0.9, indicatorRef: ▸a }' }), 'write an SLO for each indicator'],
    [ratioSlo({ objective: '    - { target: 0.9, indicator: ▸{} }' }), 'write an SLO for each indicator'],
    [
      ratioSlo({ objective: '    - { target: 0.9, compositeWeight: ▸2 }' }),
      'write an SLO for each indicator',
    ],
    [ratioSlo({ objective: '    - { target: 0.9, op: ▸gt }' }), 'only a thresholdMetric is compared'],
    [ratioSlo({ objective: '    - { target: 0.9, value: ▸1 }' }), 'only a thresholdMetric is compared'],
    [ratioSlo({ objective: '    - { target: 0.9, op: ▸eq }' }), 'op is "eq"'],
    [
      ratioSlo({ method: '  budgetingMethod: Occurrences\n  indicatorRef: ▸a' }),
      'SLO.spec.indicatorRef is a second indicator',
    ],
    [
      ratioSlo({ indicator: '  indicatorRef: ▸a', sli: '', ratio: '', counter: '', some: '', total: '' }),
      'is "a", no SLI of that name is in the files that were read, name the file that has it under with',
    ],
    [
      ratioSlo({ spec: '▸spec:', indicator: '', sli: '', ratio: '', counter: '', some: '', total: '' }),
      'SLO.spec has no "indicator"',
    ],
  ])('%j', (slo, part) => {
    expect(toldOf(slo)).toEqual(says(part));
  });
});

describe('a ratio', () => {
  test.each([
    [ratioSlo({ ratio: '      ▸ratioMetric:', total: '' }), 'ratioMetric has no "total"'],
    [ratioSlo({ ratio: '      ▸ratioMetric:', some: '' }), 'ratioMetric has no "bad"'],
    [
      ratioSlo({ some: `${bad('y')}\n${bad('y').replace('bad: ', 'good: ▸')}` }),
      'good says it twice, bad is what is not good',
    ],
    [ratioSlo({ counter: '        rawType: ▸success' }), 'rawType has no meaning here'],
    [ratioSlo({ counter: '        raw: ▸{ metricSource: {} }' }), 'write total, and good or bad'],
    [
      ratioSlo({ counter: '        counter: ▸false' }),
      'counter is not true, the queries give numbers that may go up',
    ],
    [ratioSlo({ ratio: '      ▸ratioMetric:', counter: '' }), 'ratioMetric.counter is not true'],
    [ratioSlo({ counter: '        counter: ▸yes' }), 'true or false belongs here'],
    [
      ratioSlo({ total: `${bad('y').replace('bad', 'total')}\n      ▸thresholdMetric: x` }).replace(
        '▸thresholdMetric: x',
        `thresholdMetric: ▸{ metricSource: { type: Prometheus, spec: { query: z_bucket } } }`,
      ),
      'thresholdMetric is a second metric',
    ],
    [
      ratioSlo({ sli: '    spec: ▸{}', ratio: '', counter: '', some: '', total: '' }),
      'spec measures nothing',
    ],
    [ratioSlo({ some: bad(`▸'rate(y{)'`) }), 'is "rate(y{)", no PromQL can be read from it'],
    [
      ratioSlo({ some: bad(`▸'sum(rate(y[5m]))'`) }),
      'bad is a rate and total a count, which no share can be made of',
    ],
    [ratioSlo({ some: bad(`▸'irate(y[5m])'`) }), 'irate is no count that only grows'],
    [ratioSlo({ some: bad(`▸'sum(rate(y[5m])) / 2'`) }), 'rate is no count that only grows'],
    [ratioSlo({ some: bad(`▸'rate(y[5m] offset 1h)'`) }), 'that is no rate of one counter'],
    [ratioSlo({ some: bad(`▸'increase(sum(y)[5m:])'`) }), 'that is no increase of one counter'],
    [
      ratioSlo({ some: bad(`▸'sum(y) + sum(z)'`) }),
      'have no label version, which tells releases apart, write for example sum by (version)',
    ],
    [ratioSlo({ some: bad(`▸'y[5m]'`) }), 'a range is no count'],
    [ratioSlo({ some: bad(`▸'y{__name__="z"}'`) }), 'names its metric twice'],
    [ratioSlo({ some: bad(`▸'{a="b"}'`) }), 'names no metric'],
    [ratioSlo({ some: bad(`▸'1'`) }), 'a scalar has no labels'],
    [ratioSlo({ some: bad(`▸''`) }), 'no PromQL can be read'],
    [ratioSlo({ some: bad('▸5') }), 'query is no text'],
    [
      ratioSlo({ some: bad(`▸'y or z'`).replace('bad', 'good') }),
      'free PromQL is read for total and bad alone',
    ],
    [
      ratioSlo({ some: bad('y, dimensions: ▸[a]') }),
      'dimensions is not known, a query says all that is measured, remove it',
    ],
    [
      ratioSlo({ some: '        bad: { metricSource: { type: Prometheus, spec: { promql: ▸y } } }' }),
      'promql is not known, a query says all that is measured, write query',
    ],
    [
      ratioSlo({ some: '        bad: { metricSource: { type: Prometheus, ▸spec: {} } }' }),
      'spec has no "query"',
    ],
    [
      ratioSlo({ some: '        bad: { metricSource: { type: Prometheus, ▸specs: {} } }' }),
      'unknown key "specs"',
    ],
    [
      ratioSlo({ some: bad('y', 'type: ▸CloudWatch') }),
      'type is "CloudWatch", OpenSLO is read with queries for Prometheus and Datadog, write the SLO into the delivery file',
    ],
    [
      ratioSlo({ some: '        bad: { ▸metricSource: { spec: { query: y } } }' }),
      'metricSource has no "type"',
    ],
    [
      ratioSlo({ some: bad('y', 'metricSourceRef: ▸away') }),
      'is "away", no DataSource of that name is in the files that were read, write type here, or name the file',
    ],
    [
      ratioSlo({
        some: bad('y', 'metricSourceRef: away, type: Prometheus').replace(
          'bad: { metricSource: ',
          'bad: { metricSource: ▸',
        ),
      }),
      'bad.metricSource is another than that of total, an SLO is measured in one place',
    ],
    [
      ratioSlo({
        some: bad('sum:y{*}', 'type: Datadog').replace('bad: { metricSource: ', 'bad: { metricSource: ▸'),
      }).replace('query: sum:y{*}', "query: 'sum:y{*}'"),
      'bad.metricSource is another than that of total',
    ],
  ])('%j', (slo, part) => {
    expect(toldOf(slo)).toEqual(says(part));
  });

  const datadog = '        total: { metricSource: { type: Datadog, spec: { query: "sum:x{*}" } } }';
  test.each([
    [bad(`▸'avg:y{*}'`, 'type: Datadog'), 'avg: is no count'],
    [bad(`▸'sum:y{*}'`, 'type: Datadog').replace('bad', 'good'), 'in Datadog what is bad is counted'],
  ])('in Datadog: %s', (some, part) => {
    expect(toldOf(ratioSlo({ some, total: datadog }))).toEqual(says(part));
  });

  const source = `---\napiVersion: openslo/v1\nkind: DataSource\nmetadata: { name: here }\nspec: { type: Datadog }\n`;
  test.each([
    [
      bad('y', 'metricSourceRef: here, type: ▸Prometheus'),
      source,
      'the DataSource "here" is of type "Datadog"',
    ],
    [
      bad('y', 'metricSourceRef: here'),
      source.replace('Datadog', 'Splunk'),
      'is "here", that is of type "Splunk", and OpenSLO is read with queries for Prometheus and Datadog',
    ],
    [
      bad('y', 'metricSourceRef: here'),
      source.replace('spec: {', '▸spec: {').replace('type: Datadog', ''),
      'has no "type"',
    ],
    [
      bad('y', 'metricSourceRef: here'),
      source + source.replace('here', '▸here'),
      'another DataSource has that name, rename one of the two',
    ],
  ])('with a DataSource: %s', (some, sources, part) => {
    // The total is read first.
    const mark = some.includes('▸') || sources.includes('▸') ? '' : '▸';
    const total = `        total: { metricSource: { metricSourceRef: ${mark}here, spec: { query: x } } }`;
    expect(toldOf(ratioSlo({ some, total }) + sources)).toEqual(says(part));
  });
});

function query(text: string): string {
  return `          spec: { query: ▸${text} }`;
}

function objective(text: string): string {
  return `    - { target: 0.99, ${text} }`;
}

describe('a threshold', () => {
  test.each([
    [
      thresholdSlo({ query: query("'histogram_quantile(0.99, rate(duration_seconds_bucket[5m]))'") }),
      'how many requests were in time can only be counted in a histogram itself, write a histogram',
    ],
    [thresholdSlo({ query: query("'sum(duration_seconds_bucket)'") }), 'can only be counted in a histogram'],
    [thresholdSlo({ query: query('\'duration_seconds_bucket{le="0.3"}\'') }), 'remove the matcher on le'],
    [thresholdSlo({ query: query('queue_length') }), 'that is not the name of a histogram of durations'],
    [thresholdSlo({ query: query('duration_seconds_sum') }), 'that is not the name of a histogram'],
    [thresholdSlo({ query: query('duration_seconds_count') }), 'that is not the name of a histogram'],
    [
      thresholdSlo({ type: '          type: Datadog', query: query("'p99:x{*}'") }),
      'a threshold is read on a histogram in Prometheus',
    ],
    [
      thresholdSlo({ objective: objective('op: ▸gte, value: 1') }),
      'op is "gte", what takes longer is not better',
    ],
    [thresholdSlo({ objective: objective('op: ▸gt, value: 1') }), 'what takes longer is not better'],
    [thresholdSlo({ objective: '    - { ▸target: 0.9, value: 1 }' }).replace('{ ▸', '▸{ '), 'has no "op"'],
    [thresholdSlo({ objective: '    - { ▸target: 0.9, op: lt }' }).replace('{ ▸', '▸{ '), 'has no "value"'],
    [thresholdSlo({ objective: objective('op: lt, value: ▸0') }), 'no whole milliseconds above 0'],
    [thresholdSlo({ objective: objective('op: lt, value: ▸-1') }), 'no whole milliseconds above 0'],
    [thresholdSlo({ objective: objective('op: lt, value: ▸0.0005') }), 'no whole milliseconds above 0'],
    [thresholdSlo({ objective: objective('op: lt, value: ▸.inf') }), 'value is Infinity'],
    [thresholdSlo({ objective: objective('op: lt, value: ▸1e9') }), 'longer than a year'],
  ])('%j', (slo, part) => {
    expect(toldOf(slo)).toEqual(says(part));
  });
});
