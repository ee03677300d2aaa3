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
    [ratio({ histogram: 'h' }), 'prometheus.histogram is not for this objective'],
    [ratio({ split: null }), 'has no "split"'],
    [ratio({ split: 'a-b' }), 'no name of a label'],
    [ratio({ split: '{ label: v, value: tag }' }), 'write one of name, commit, digest, short-digest'],
    [ratio({ ttotal: 'x' }), 'unknown key "ttotal"'],
    ['{ objective: 99% under 1s, prometheus: { total: x, split: v } }', 'is measured on a histogram'],
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
