import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';
import { selector } from './testing/prometheus-arbitrary.ts';
import { formatSelector, parseSelector } from './text/selector.ts';

const SERVER = 'sources: { prometheus: { url: http://127.0.0.1:9090 } }';

function withSource(slo: string, sources = SERVER): string {
  return `${production({}, `{ availability: ${slo} }`)}${sources}\n`;
}

function ratio(keys: Readonly<Record<string, string | null>>): string {
  const all = { total: 'x', bad: 'y', split: 'version', ...keys };
  const written = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ objective: 99%, prometheus: { ${written.join(', ')} } }`;
}

test('the short forms and the defaults', () => {
  const read = readDelivery(withSource(ratio({ bad: '\'y{code=~"5.."}\'' })), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]).toEqual({
    name: 'availability',
    objective: { kind: 'availability', target: 99 },
    weight: 1,
    source: {
      kind: 'prometheus',
      counts: {
        kind: 'selectors',
        total: { metric: 'x', matchers: [] },
        bad: { metric: 'y', matchers: [{ label: 'code', operator: '=~', literal: '"5.."' }] },
      },
      split: { label: 'version', value: 'name' },
      server: {
        url: 'http://127.0.0.1:9090',
        timeout: 10_000,
        maxAge: 150_000,
        headers: {},
        auth: null,
        tls: null,
      },
    },
  });
});

test.each([
  ['duration_seconds', 's'],
  ['duration_milliseconds', 'ms'],
  ['duration_ms', 'ms'],
  ['items', 's'],
  ['items, unit: ms', 'ms'],
])('a histogram %s has its edges in %s', (histogram, unit) => {
  const slo = `{ objective: 99% under 1s, prometheus: { histogram: ${histogram}, split: version } }`;
  const read = readDelivery(withSource(slo), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({ counts: { unit } });
});

describe('what an SLO counts', () => {
  test.each([
    [ratio({ total: "'rate(x[5m])'" }), 'total is "rate(x[5m])", a function stands around the counter'],
    [ratio({ bad: "'sum(y)'" }), 'bad is "sum(y)", a sum over series hides'],
    [ratio({ bad: "'y[5m]'" }), 'a range is no count'],
    [ratio({ bad: "'y offset 5m'" }), 'leave offset and @ out'],
    [ratio({ bad: "'a / b'" }), 'a plain selector belongs here'],
    [ratio({ bad: '\'{code="5"}\'' }), 'it names no metric'],
    [ratio({ bad: '\'y{__name__=~"z"}\'' }), 'it names its metric twice'],
    [ratio({ bad: "'y{'" }), 'no PromQL can be read from it'],
    [ratio({ bad: null }), 'has no "bad"'],
    [ratio({ total: null }), 'has no "total"'],
    [ratio({ unit: 's' }), 'only a histogram has edges'],
    [ratio({ edge: 'below' }), 'prometheus.edge is not for this objective, only a histogram has edges'],
    [ratio({ good: 'z' }), 'prometheus.good says it twice, bad is what is not good, remove good or bad'],
    [ratio({ good: "'rate(z[5m])'", bad: null }), 'prometheus.good is "rate(z[5m])"'],
    [ratio({ histogram: 'h' }), 'prometheus.histogram is not for this objective'],
    [ratio({ 'native-histogram': 'h' }), 'prometheus.native-histogram is not for this objective'],
    [ratio({ promql: '{ total: x, bad: y }' }), 'prometheus.total has no meaning here'],
    [ratio({ promql: '{ total: x }', total: null, bad: null }), 'prometheus.promql has no "bad"'],
    [ratio({ promql: '{ total: x, bad: y, good: z }', total: null, bad: null }), 'unknown key "good"'],
    [ratio({ promql: 'x', total: null, bad: null }), 'promql is "x", a mapping belongs here'],
    [ratio({ split: null }), 'has no "split"'],
    [ratio({ split: 'a-b' }), 'no name of a label'],
    [ratio({ split: '{ label: v, value: tag }' }), 'write one of name, commit, digest, short-digest'],
    [ratio({ ttotal: 'x' }), 'unknown key "ttotal"'],
    ['{ objective: 99% under 1s, prometheus: { total: x, split: v } }', 'is measured on a histogram'],
    ['{ objective: 99% under 1s, prometheus: { good: x, split: v } }', 'is measured on a histogram'],
    [
      '{ objective: 99% under 1s, prometheus: { histogram: h, promql: { total: x, bad: y }, split: v } }',
      'remove histogram or promql',
    ],
    [
      '{ objective: 99% under 1s, prometheus: { native-histogram: h, histogram: h, split: v } }',
      'native-histogram is a second histogram',
    ],
    [
      '{ objective: 99% under 1s, prometheus: { native-histogram: h_count, split: v } }',
      'native-histogram is "h_count", that is one part of a histogram, write h',
    ],
    [
      '{ objective: 99% under 1s, prometheus: { histogram: h, edge: near, split: v } }',
      'write one of exact, below, above',
    ],
    ['{ objective: 99% under 1s, prometheus: { split: v } }', 'has no "histogram"'],
    ['{ objective: 99% under 1s, prometheus: { histogram: h_bucket, split: v } }', 'write h'],
    [
      '{ objective: 99% under 1s, prometheus: { histogram: "h{le=\'1\'}", split: v } }',
      'has a matcher on le',
    ],
  ])('%s is refused at its place', (slo, says) => {
    const [first, second] = told(withSource(slo));
    expect(first).toMatch(/^f:7:\d+: /);
    expect(first).toContain(says);
    expect(second).toBeUndefined();
  });
});

function counts(written: string, objective = '99%'): unknown {
  const slo = `{ objective: ${objective}, prometheus: { ${written}, split: version } }`;
  const read = readDelivery(withSource(slo), 'f');
  const source = read.ok ? read.delivery.environments[0]?.slos[0]?.source : told(withSource(slo));
  return source !== undefined && 'counts' in source ? source.counts : source;
}

describe('the other forms', () => {
  test('good in place of bad', () => {
    expect(counts('total: x, good: \'x{code!~"5.."}\'')).toEqual({
      kind: 'good-selectors',
      total: { metric: 'x', matchers: [] },
      good: { metric: 'x', matchers: [{ label: 'code', operator: '!~', literal: '"5.."' }] },
    });
  });

  test.each(['exact', 'below', 'above'])('the edge %s of either histogram', (edge) => {
    const histogram = { metric: 'd_ms', matchers: [] };
    expect(counts(`histogram: d_ms, edge: ${edge}`, '99% under 1s')).toEqual({
      kind: 'histogram',
      histogram,
      unit: 'ms',
      edge,
    });
    expect(counts(`native-histogram: d_ms, unit: s, edge: ${edge}`, '99% under 1s')).toEqual({
      kind: 'native-histogram',
      histogram,
      unit: 's',
      edge,
    });
  });

  test('the edge is the threshold itself where nothing is said', () => {
    expect(counts('native-histogram: d_seconds', '99% under 1s')).toMatchObject({ unit: 's', edge: 'exact' });
  });

  test.each(['99%', '99% under 300ms'])('expressions for the objective %s', (objective) => {
    expect(counts("promql: { total: ' sum by (version) (a)', bad: y }", objective)).toEqual({
      kind: 'promql',
      total: 'sum by (version) (a)',
      bad: 'y',
    });
  });

  test('a comment is left out, and what follows it on the next line is not', () => {
    const total = '"a # {all}\\n + b # of them"';
    expect(counts(`promql: { total: ${total}, bad: 'y{a="#"}' }`)).toEqual({
      kind: 'promql',
      total: 'a \n + b',
      bad: 'y{a="#"}',
    });
  });

  test.each([
    'x',
    '(x)',
    'x + y',
    'x offset 5m',
    'histogram_count(x)',
    'sum by (version, job) (x) or vector(0)',
    'sum without (instance) (x)',
    'topk by (job) (3, x)',
    'x * on (job) group_left (version) y',
    'x and on (job) rate(y[5m]) > 0',
    'label_replace(sum(x), "version", "a", "", "")',
    '5 < x',
  ])('%s may count', (expression) => {
    expect(counts(`promql: { total: '${expression}', bad: '${expression}' }`)).toMatchObject({
      bad: expression,
    });
  });

  test.each([
    ['x{', 'no PromQL can be read from it'],
    ['x y', 'no PromQL can be read from it'],
    ['x{a="b}', 'is not closed'],
    ['1 + 2', 'a scalar has no labels'],
    ['time()', 'a scalar has no labels'],
    ['scalar(x)', 'a scalar has no labels'],
    ['"x"', 'a text has no labels'],
    ['x[5m]', 'a range is no count'],
    ['(x[5m:1m])', 'a range is no count'],
    ['x[5m] offset 1m', 'a range is no count'],
    ['rate(x[5m])', 'leave rate and the brackets out: Glidepath takes the differences itself'],
    ['sum by (version) ((irate(x[5m])))', 'irate is no count'],
    ['sum by (version) (increase(x[5m])) * 60', 'increase is no count'],
    ['sum by (version) (max by (version, job) (delta(x[5m])))', 'delta is no count'],
    ['y + deriv(x[5m])', 'deriv is no count'],
    ['sum(x)', 'its series have no label version'],
    ['sum by (job) (x)', 'its series have no label version'],
    ['sum without (version) (x)', 'its series have no label version'],
    ['sum by (version) (sum(x))', 'its series have no label version'],
    ['x + (sum(y))', 'its series have no label version'],
    ['vector(1)', 'its series have no label version'],
  ])('%s does not count', (expression, says) => {
    const written = `'${expression}'`;
    for (const promql of [`{ total: ${written}, bad: y }`, `{ total: x, bad: ${written} }`]) {
      const text = withSource(`{ objective: 99%, prometheus: { split: version, promql: ${promql} } }`);
      const column = (text.split('\n')[6] ?? '').indexOf(written) + 1;
      const part = promql.endsWith('bad: y }') ? 'total' : 'bad';
      const [first, second] = told(text);
      expect(first).toContain(`f:7:${column}: slos.availability.prometheus.promql.${part} is "`);
      expect(first).toContain(says);
      expect(second).toBeUndefined();
    }
  });

  test('10 000 characters are an expression, and more are not', () => {
    const long = `x{a="${'b'.repeat(9993)}"}`;
    expect(counts(`promql: { total: '${long}', bad: y }`)).toMatchObject({ total: long });
    expect(counts(`promql: { total: 'x${long}', bad: y }`)).toEqual([
      expect.stringContaining('longer than 10000 characters'),
    ]);
  });
});

describe('where the server is', () => {
  test('has to be said', () => {
    expect(told(withSource(ratio({}), ''))).toEqual([
      'f:7:53: slos.availability.prometheus has no server, the file does not say where it is, write sources: { prometheus: { url: http://127.0.0.1:9090 } } beside slos',
    ]);
  });

  test.each([
    ['{ url: prometheus }', 'no URL can be read from it'],
    ['{ url: "ftp://h" }', 'by http or https'],
    ['{ url: "http://u:hush@h" }', 'holds credentials'],
    ['{ url: "http://h/?a=b" }', 'write "http://h/"'],
    ['{ url: "http://h/prom/api/v1/query" }', 'write "http://h/prom"'],
    ['{ url: "http://h", timeout: 10 }', 'write the unit too'],
    ['{ url: "http://h", headers: { Cookie: hush } }', 'use auth instead'],
    ['{ url: "http://h", headers: { Host: h } }', 'Glidepath sets it itself'],
    ['{ url: "http://h", headers: { "a b": c } }', 'no name of a header'],
    ['{ url: "http://h", headers: { A: "b\\nc" } }', 'plain ASCII on one line'],
    ['{ url: "http://h", auth: { bearer-env: "hush.x" } }', 'a secret itself must not stand here'],
    ['{ url: "http://h", auth: {} }', 'auth is empty'],
    [
      '{ url: "http://h", auth: { bearer-env: A, basic: { user: u, password-env: P } } }',
      'auth says two things',
    ],
    ['{ url: "http://h", auth: { basic: { user: "a:b", password-env: P } } }', 'no colon'],
    ['{ url: "https://h", tls: { cert-file: c } }', 'has no "key-file"'],
    ['{ url: "https://h", tls: { key-file: c } }', 'has no "cert-file"'],
    ['{ url: "https://h", tls: {} }', 'tls is empty'],
    ['{ url: "https://h", tls: { ca-file: /etc/ca.pem } }', 'leaves the workspace'],
    ['{ url: "http://h", tls: { ca-file: ca.pem } }', 'the url begins with http:'],
  ])('%s is refused, and no secret is told', (server, says) => {
    const said = told(withSource(ratio({}), `sources: { prometheus: ${server} }`));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
    expect(said[0]).not.toContain('hush');
  });
});

it('a selector reads back as it was written', () => {
  fc.assert(
    fc.property(selector, (any) => {
      expect(parseSelector(formatSelector(any))).toEqual({ ok: true, value: any });
    }),
  );
});

it('any text is a selector or none', () => {
  const pieces = fc.constantFrom(
    'x',
    '{',
    '}',
    '"',
    "'",
    '`',
    '=',
    '~',
    '!',
    ',',
    '(',
    '[5m]',
    ' ',
    '\\',
    '#',
    'sum',
    'a',
  );
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 12 }), (text) => {
      const read = parseSelector(text);
      if (read.ok) expect(parseSelector(formatSelector(read.value))).toEqual(read);
      else expect(read.fault.mend).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
