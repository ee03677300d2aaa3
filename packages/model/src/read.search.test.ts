import { describe, expect, test } from 'vitest';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

function withSource(slo: string, sources = '{ elasticsearch: { url: "https://es.example" } }'): string {
  return `${production({}, `{ availability: ${slo} }`)}sources: ${sources}\n`;
}

function logs(keys: Readonly<Record<string, string | null>>, objective = '99%'): string {
  const all = { index: "'logs-*'", total: "'a:b'", bad: "'c:d'", split: 'version', ...keys };
  const written = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ objective: ${objective}, elasticsearch: { ${written.join(', ')} } }`;
}

test('the short forms and the defaults', () => {
  const read = readDelivery(withSource(logs({ bad: '{ range: { status: { gte: 500 } } }' })), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]).toEqual({
    name: 'availability',
    objective: { kind: 'availability', target: 99 },
    weight: 1,
    source: {
      kind: 'elasticsearch',
      index: 'logs-*',
      counts: {
        kind: 'queries',
        total: { kind: 'text', text: 'a:b' },
        bad: { kind: 'dsl', query: { range: { status: { gte: 500 } } } },
      },
      split: { field: 'version', value: 'name' },
      time: '@timestamp',
      server: {
        url: 'https://es.example',
        timeout: 10_000,
        delay: 30_000,
        maxAge: 600_000,
        headers: {},
        auth: null,
        tls: null,
      },
    },
  });
});

test('both spellings, each with its own server', () => {
  const slo = logs({}).replace('elasticsearch', 'opensearch');
  const read = readDelivery(withSource(slo, '{ opensearch: { url: "http://os.example/" } }'), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({
    kind: 'opensearch',
    server: { url: 'http://os.example' },
  });
  expect(told(withSource(slo)).join()).toContain('slos.availability.opensearch has no server');
});

test.each([
  ['eu-central-1', { region: 'eu-central-1', service: 'es', role: null }],
  [
    '{ region: us-east-1, service: aoss, role: "arn:aws:iam::123456789012:role/reader" }',
    { region: 'us-east-1', service: 'aoss', role: 'arn:aws:iam::123456789012:role/reader' },
  ],
])('signed requests of either: sigv4: %s', (sigv4, auth) => {
  for (const engine of ['elasticsearch', 'opensearch']) {
    const server = `{ ${engine}: { url: "https://x", auth: { sigv4: ${sigv4} } } }`;
    const read = readDelivery(withSource(logs({}).replace('elasticsearch', engine), server), 'f');
    expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({
      server: { auth: { kind: 'sigv4', ...auth } },
    });
  }
});

describe('what an SLO counts', () => {
  const duration = '{ field: event.duration, unit: ns }';
  test.each([
    [logs({ index: "'a b'" }), 'no pattern of indices'],
    [logs({ index: '-a' }), 'no pattern of indices'],
    [logs({ index: "'../_all'" }), 'no pattern of indices'],
    [logs({ index: null }), 'has no "index"'],
    [logs({ total: null }), 'has no "total"'],
    [logs({ bad: null }), 'has no "bad"'],
    [logs({ bad: "' '" }), 'bad is empty'],
    [logs({ bad: '{ term: { a: 1 }, range: { b: { gt: 1 } } }' }), 'bad has not one key'],
    [
      logs({ bad: '{ range: { b: { gt: .inf } } }' }),
      'gt is Infinity, text or a number or true or false or a mapping or a list belongs here, write what JSON can say',
    ],
    [logs({ split: null }), 'has no "split"'],
    [logs({ split: "'a*'" }), 'no name of one field'],
    [logs({ split: '{ field: v, value: tag }' }), 'write one of name, commit, digest, short-digest'],
    [logs({ duration }), 'elasticsearch.duration is not for this objective'],
    [logs({ duration }, '99% under 1s'), 'elasticsearch.bad is not for this objective'],
    [logs({ bad: null }, '99% under 1s'), 'has no "duration"'],
    [logs({ bad: null, duration: '{ field: d }' }, '99% under 1s'), 'has no "unit"'],
    [logs({ indx: 'a' }), 'unknown key "indx"'],
  ])('%s is refused', (slo, says) => {
    expect(told(withSource(slo)).join('\n')).toContain(says);
  });
});

describe('the server', () => {
  test.each([
    ['{ url: "ftp://x" }', 'reached by http or https'],
    ['{ url: "https://u:secret@x" }', 'holds credentials'],
    ['{ url: "https://x/?a=b" }', 'it leads to one page'],
    ['{ url: "https://x", auth: {} }', 'auth is empty'],
    ['{ url: "https://x", auth: { api-key-env: A, bearer-env: B } }', 'auth says two things'],
    ['{ url: "https://x", auth: { sigv4: eu-central-1, bearer-env: B } }', 'auth says two things'],
    ['{ url: "https://x", auth: { sigv4: Frankfurt } }', 'sigv4 is "Frankfurt", no name of a region'],
    ['{ url: "https://x", auth: { sigv4: { service: aoss } } }', 'has no "region"'],
    ['{ url: "https://x", auth: { sigv4: { region: eu-west-1, service: "A B" } } }', 'no service of AWS'],
    ['{ url: "https://x", auth: { sigv4: { region: eu-west-1, role: me } } }', 'no ARN of a role'],
    ['{ url: "https://x", auth: { api-key-env: abc== } }', 'is no name of a variable'],
    ['{ url: "http://x", tls: { ca-file: a.pem } }', 'tls is without effect'],
    ['{ url: "https://x", headers: { Authorization: x } }', 'use auth instead'],
    ['{ url: "https://x", delay: 5m, max-age: 5m }', 'max-age is not above delay'],
  ])('%s is refused', (server, says) => {
    const found = told(withSource(logs({}), `{ elasticsearch: ${server} }`)).join('\n');
    expect(found).toContain(says);
    expect(found).not.toContain('secret@');
  });
});
