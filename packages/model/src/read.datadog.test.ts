import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readDelivery } from './read.ts';
import { datadogCounts } from './testing/datadog-arbitrary.ts';
import { production, told } from './testing/files.ts';
import { formatDatadogCounts, parseDatadogCounts } from './text/datadog-query.ts';

const SERVER = 'sources: { datadog: {} }';

function withSource(slo: string, sources = SERVER): string {
  return `${production({}, `{ availability: ${slo} }`)}${sources}\n`;
}

function ratio(keys: Readonly<Record<string, string | null>>): string {
  const all = { total: "'sum:hits{*}'", bad: "'sum:errors{*}'", split: 'version', ...keys };
  const written = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ objective: 99%, datadog: { ${written.join(', ')} } }`;
}

test('the short forms and the defaults', () => {
  const bad = "'sum:errors{service:a}.as_count() + count(v: v > 0.3):duration{a AND b IN (c, d)}'";
  const read = readDelivery(withSource(ratio({ bad })), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toEqual({
    kind: 'datadog',
    counts: {
      kind: 'counts',
      total: [{ aggregator: { kind: 'sum' }, metric: 'hits', filter: '*' }],
      bad: [
        { aggregator: { kind: 'sum' }, metric: 'errors', filter: 'service:a' },
        {
          aggregator: { kind: 'count-values', operator: '>', threshold: 0.3 },
          metric: 'duration',
          filter: 'a AND b IN (c, d)',
        },
      ],
    },
    split: { label: 'version', value: 'name' },
    server: {
      address: { kind: 'site', site: 'datadoghq.com' },
      apiKeyEnv: 'DD_API_KEY',
      appKeyEnv: 'DD_APP_KEY',
      timeout: 10_000,
      delay: 60_000,
      maxAge: 150_000,
    },
  });
});

test('a latency objective is measured on a distribution, in seconds', () => {
  const slo =
    "{ objective: 99% under 300ms, datadog: { distribution: 'trace.http.request{service:a}', split: { tag: version, value: commit } } }";
  const read = readDelivery(withSource(slo), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({
    counts: {
      kind: 'distribution',
      distribution: { metric: 'trace.http.request', filter: 'service:a' },
      unit: 's',
    },
    split: { label: 'version', value: 'commit' },
  });
});

describe('what an SLO counts', () => {
  test.each([
    [ratio({ total: "'avg:x{*}'" }), 'avg: is no count'],
    [ratio({ total: "'p99:x{*}'" }), 'p99: is no count, write sum: for a metric of counts'],
    [ratio({ total: "'p99.9:x{*}'" }), 'p99.9: is no count'],
    [ratio({ bad: "'sum:x{*}.as_rate()'" }), 'a rate is no count, write .as_count()'],
    [ratio({ bad: "'sum:x{*}.as_count().rollup(sum, 60)'" }), 'Glidepath says how long an interval is'],
    [ratio({ bad: "'sum:x{*}.fill(zero)'" }), '.fill() changes what was counted, remove .fill()'],
    [ratio({ bad: "'sum:x{*} by {version}.as_count()'" }), 'Glidepath groups by split itself'],
    [ratio({ bad: "'sum:x{*} - sum:y{*}'" }), 'only counts that are added up'],
    [ratio({ bad: "'cumsum(sum:x{*})'" }), 'a function stands around the count'],
    [ratio({ bad: "'sum:x'" }), 'it has no filter, write x{*} for all of it'],
    [ratio({ bad: "'sum:x{}'" }), 'it has no filter'],
    [ratio({ bad: "'sum:x{$service}'" }), 'variables of a dashboard'],
    [ratio({ bad: "'sum:{*}'" }), 'it names no metric'],
    [ratio({ bad: "'x{*}'" }), 'it does not say what is counted'],
    [ratio({ bad: "'sum:x{*} sum:y{*}'" }), 'no query can be read from what follows'],
    [ratio({ bad: null }), 'has no "bad"'],
    [ratio({ total: null }), 'has no "total"'],
    [ratio({ split: null }), 'has no "split"'],
    [ratio({ split: 'a b' }), 'no key of a tag'],
    [ratio({ split: '{ tag: v, value: tag }' }), 'write one of name, commit, digest, short-digest'],
    [ratio({ unit: 's' }), 'only durations have a unit'],
    [ratio({ distribution: "'d{*}'" }), 'is not for this objective'],
    [
      "{ objective: 99% under 1s, datadog: { total: 'sum:x{*}', split: v } }",
      'is measured on a distribution',
    ],
    ['{ objective: 99% under 1s, datadog: { split: v } }', 'has no "distribution"'],
    [
      "{ objective: 99% under 1s, datadog: { distribution: 'p95:d{*}', split: v } }",
      'follows from the objective',
    ],
    [
      "{ objective: 99% under 1s, datadog: { distribution: 'd.95percentile{*}', split: v } }",
      'send the durations as a distribution',
    ],
    [
      "{ objective: 99% under 1s, datadog: { distribution: 'd{*}.as_count()', split: v } }",
      'write the metric and its filter alone',
    ],
  ])('%s is refused at its place', (slo, says) => {
    const [first, second] = told(withSource(slo));
    expect(first).toMatch(/^f:7:\d+: /);
    expect(first).toContain(says);
    expect(second).toBeUndefined();
  });
});

describe('where the server is', () => {
  test('has to be said', () => {
    const [said] = told(withSource(ratio({}), ''));
    expect(said).toContain('write sources: { datadog: { site: datadoghq.com } } beside slos');
  });

  test.each([
    ['{ site: datadog.com }', 'did you mean "datadoghq.com"?'],
    ['{ site: datadoghq.eu, url: "https://h" }', 'is a second address'],
    ['{ url: "http://h" }', 'would go over the network unencrypted, write https:'],
    ['{ url: "https://u:hush@h" }', 'write api-key-env and app-key-env'],
    ['{ api-key-env: "hush-hush" }', 'a secret itself must not stand here'],
    ['{ max-age: 5s }', 'write at least 10s'],
  ])('%s is refused, and no secret is told', (server, says) => {
    const said = told(withSource(ratio({}), `sources: { datadog: ${server} }`));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    expect(said[0]).not.toContain('hush');
  });

  test.each(['http://localhost:8126', 'http://127.0.0.1', 'http://[::1]:80'])('%s is this machine', (url) => {
    expect(readDelivery(withSource(ratio({}), `sources: { datadog: { url: "${url}" } }`), 'f').ok).toBe(true);
  });
});

it('counts read back as they were written', () => {
  fc.assert(
    fc.property(datadogCounts, (any) => {
      expect(parseDatadogCounts(formatDatadogCounts(any))).toEqual({ ok: true, value: any });
    }),
  );
});

it('any text is counts or none', () => {
  const pieces = fc.constantFrom(
    'sum:',
    'count:',
    'count(v: v>1):',
    'x',
    '{',
    '}',
    '{*}',
    '.as_count()',
    '.',
    '+',
    '-',
    ' ',
    'by',
    '(',
  );
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 8 }), (text) => {
      const read = parseDatadogCounts(text);
      if (read.ok) expect(parseDatadogCounts(formatDatadogCounts(read.value))).toEqual(read);
      else expect(read.fault.mend).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
