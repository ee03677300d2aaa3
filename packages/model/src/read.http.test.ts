import { describe, expect, test } from 'vitest';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

function withSource(slo: string, server = '{ url: "https://stats.example/api/" }'): string {
  return `${production({}, `{ availability: ${slo} }`)}sources: { http: ${server} }\n`;
}

function http(keys: Readonly<Record<string, string | null>>): string {
  const all = { get: "'/c?v={release}'", total: 'all', bad: 'bad', counts: 'since-start', ...keys };
  const written = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ objective: 99%, http: { ${written.join(', ')} } }`;
}

test('the defaults', () => {
  const read = readDelivery(withSource(http({})), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toEqual({
    kind: 'http',
    request: { kind: 'get', path: '/c?v={release}' },
    total: 'all',
    bad: 'bad',
    counts: 'since-start',
    release: 'name',
    server: {
      url: 'https://stats.example/api',
      timeout: 10_000,
      delay: 0,
      headers: {},
      headersEnv: {},
      auth: null,
      tls: null,
    },
  });
});

describe('what an SLO counts', () => {
  const both = { total: '"sum(v[?n==\'{release}\'].a)"', bad: '\'v."{release}".b\'' };
  test.each([
    [http({ get: '/all', ...both })],
    [http({ get: null, post: '{ path: /all, body: { a: [{ b: "{release}" }] } }' })],
    [http({ get: "'/c?v={release}&a={since}&b={until-unix}'", counts: 'since-last' })],
  ])('%s is taken', (slo) => {
    expect(told(withSource(slo))).toEqual([]);
  });

  test.each([
    [http({ get: null }), 'has neither "get" nor "post"'],
    [http({ post: '{ path: /all }' }), 'has both "get" and "post"'],
    [http({ get: 'counts' }), 'no path below sources.http.url'],
    [http({ get: "'//evil.example/{release}'" }), 'it leads away from sources.http.url'],
    [http({ get: "'/a/../../{release}'" }), 'it leads away from sources.http.url'],
    [http({ get: "'/a#{release}'" }), 'no path below'],
    [http({ get: "'/a b{release}'" }), 'no path below'],
    [http({ get: "'/a?v={relase}'" }), 'nothing is known to put in for {relase}'],
    [http({ get: '/all' }), 'http.total is the same for each release'],
    [http({ get: '/all', total: both.total }), 'http.bad is the same for each release'],
    [http({ counts: 'since-last' }), 'counts is "since-last", only a request with {since} and {until}'],
    [http({ get: "'/c?v={release}&a={since}'", counts: 'since-last' }), 'counts is "since-last"'],
    [http({ counts: null }), 'has no "counts"'],
    [http({ total: "'a['" }), 'unexpected end of expression'],
    [http({ total: "'nope(a)'" }), 'Unknown function: nope()'],
    [http({ total: "'sum(a, b)'" }), 'total is "sum(a, b)"'],
    [http({ total: "'v.{release}.a'" }), 'put {release} in quotes'],
  ])('%s is refused', (slo, says) => {
    expect(told(withSource(slo)).join('\n')).toContain(says);
  });

  test('no expression is a name of the language’s own', () => {
    expect(told(withSource(http({ total: 'constructor', bad: 'toString' })))).toEqual([]);
  });

  test('an SLO has one source', () => {
    const slo = http({}).replace(' } }', ' }, prometheus: { total: x, bad: y, split: v } }');
    expect(told(withSource(slo)).join('\n')).toContain('second source');
  });
});

describe('the server', () => {
  test.each([
    ['{ url: "https://x", headers: { Cookie: a } }', 'use auth or headers-env instead'],
    ['{ url: "https://x", headers-env: { X-Key: "a b" } }', 'is no name of a variable'],
    ['{ url: "https://x", headers-env: { Host: KEY } }', 'Glidepath sets it itself'],
    ['{ url: "https://x", headers: { X-Key: a }, headers-env: { x-key: KEY } }', 'is said twice'],
    ['{ url: "https://x", headers-env: { Authorization: KEY }, auth: { bearer-env: T } }', 'is said twice'],
    ['{ url: "https://x", auth: { bearer-env: T, basic: { user: u, password-env: P } } }', 'says two things'],
    ['{ url: "http://x", tls: { ca-file: a.pem } }', 'tls is without effect'],
  ])('%s is refused', (server, says) => {
    expect(told(withSource(http({}), server)).join('\n')).toContain(says);
  });
});
