import { describe, expect, test } from 'vitest';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const SERVER = 'sources: { cloudwatch: { region: eu-central-1 } }';

function withSource(slo: string, sources = SERVER): string {
  return `${production({}, `{ availability: ${slo} }`)}${sources}\n`;
}

function counting(keys: Readonly<Record<string, string | null>>, objective = '99%'): string {
  const all = { namespace: 'shop', total: 'Requests', bad: 'Failures', split: 'Version', ...keys };
  const written = Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ objective: ${objective}, cloudwatch: { ${written.join(', ')} } }`;
}

function timing(keys: Readonly<Record<string, string | null>>): string {
  return counting({ total: null, bad: null, latency: 'Duration', unit: 'ms', ...keys }, '99% under 300ms');
}

test('the short forms and the defaults', () => {
  const read = readDelivery(withSource(counting({})), 'f');
  const metric = { kind: 'metric', namespace: 'shop', dimensions: { Version: '{release}' }, stat: 'Sum' };
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toEqual({
    kind: 'cloudwatch',
    counts: {
      kind: 'counts',
      total: { ...metric, metric: 'Requests' },
      bad: { ...metric, metric: 'Failures' },
    },
    value: 'name',
    server: {
      region: 'eu-central-1',
      endpoint: null,
      role: null,
      timeout: 10_000,
      period: 60_000,
      delay: 30_000,
      maxAge: 300_000,
    },
  });
});

test('dimensions and the namespace of the SLO hold for all metrics, unless one says otherwise', () => {
  const slo = counting({
    split: null,
    dimensions: '{ LoadBalancer: app/shop/1, Version: "v-{release}" }',
    total:
      '{ math: "own + FILL(other, 0)", metrics: { own: A, other: { metric: B, stat: SampleCount, namespace: elsewhere, dimensions: { Version: "{release}" } } } }',
    bad: '{ metric: C, dimensions: { Extra: x } }',
  });
  const read = readDelivery(withSource(slo), 'f');
  expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({
    counts: {
      total: {
        kind: 'math',
        expression: 'own + FILL(other, 0)',
        metrics: {
          own: { namespace: 'shop', dimensions: { LoadBalancer: 'app/shop/1', Version: 'v-{release}' } },
          other: { namespace: 'elsewhere', stat: 'SampleCount', dimensions: { Version: '{release}' } },
        },
      },
      bad: { dimensions: { LoadBalancer: 'app/shop/1', Version: 'v-{release}', Extra: 'x' } },
    },
  });
});

describe('what an SLO counts', () => {
  test.each([
    [counting({ total: null }), 'cloudwatch has no "total"'],
    [counting({ bad: null }), 'cloudwatch has no "bad"'],
    [counting({ namespace: null }), 'total has no "namespace"'],
    [counting({ namespace: '":x"' }), 'namespace is ":x", it begins with a colon'],
    [counting({ total: '"Grüße"' }), 'total is "Grüße", CloudWatch takes plain ASCII'],
    [counting({ split: null }), "total can't tell the releases apart, no dimension holds {release}"],
    [counting({ split: '{ value: commit }' }), "total can't tell the releases apart"],
    [counting({ split: '{ value: tag }' }), 'value is "tag"'],
    [counting({ dimensions: '{ A: 5 }' }), 'write the value as text'],
    [counting({ latency: 'Duration' }), 'latency is not for this objective'],
    [counting({ unit: 's' }), 'unit is not for this objective'],
    [counting({}, '99% under 1s'), 'total is not for this objective'],
    [timing({ bad: 'x' }), 'bad is not for this objective'],
    [timing({ latency: null }), 'cloudwatch has no "latency"'],
    [timing({ unit: null }), 'cloudwatch has no "unit"'],
    [timing({ unit: 'minutes' }), 'unit is "minutes"'],
    [counting({ total: '{ stat: Sum }' }), 'total has no "metric"'],
    [counting({ total: '{ metric: A, stat: Average }' }), 'stat is "Average"'],
    [counting({ total: '{ metrics: { a: A } }' }), 'total has no "math"'],
    [counting({ total: '{ math: a + b, metrics: { a: A } }' }), 'total.metrics has no "b", math uses it'],
    [counting({ total: '{ math: a, metrics: { a: A, b: B } }' }), 'total.metrics.b is not used'],
    [counting({ total: '{ math: a, metric: A, metrics: { a: A } }' }), 'total says two things'],
    [counting({ total: '{ math: a, metrics: { A: A } }' }), '"A"'],
    [
      '{ objective: 99%, cloudwatch: { namespace: s, total: A, bad: B, split: V }, prometheus: { total: x, bad: y, split: v } }',
      'is a second source',
    ],
  ])('%s', (slo, says) => {
    const text = withSource(slo, 'sources: { cloudwatch: {}, prometheus: { url: "http://a" } }');
    expect(told(text).join('\n')).toContain(says);
  });

  test.each([
    ['RATE(a)', 'RATE does not make counts of counts'],
    ['SEARCH(a)', 'SEARCH does not make counts'],
    ["a + 'x'", 'is no metric math over counts'],
    ['SELECT + a', 'begins with a small letter'],
    ['1 + 2', 'it names no metric'],
    ['a + "b"', 'is no metric math over counts'],
    ['a'.repeat(1025), 'is too long'],
  ])('the math %s is refused', (math, says) => {
    const slo = counting({ total: `{ math: ${JSON.stringify(math)}, metrics: { a: A } }` });
    expect(told(withSource(slo)).join('\n')).toContain(says);
  });
});

describe('the server', () => {
  test.each([
    ['{ region: Frankfurt }', 'region is "Frankfurt", no name of a region'],
    ['{ role: reader }', 'role is "reader", no ARN of a role'],
    ['{ period: 45s }', 'period is no period'],
    ['{ period: 90s }', 'period is no period'],
    ['{ period: 5m, delay: 1m, max-age: 6m }', 'max-age is too short'],
    ['{ endpoint: "https://u:p@host" }', 'endpoint holds credentials'],
    ['{ endpoint: "https://host/path" }', 'the API has no path, write "https://host"'],
    ['{ endpoint: "ftp://host" }', 'the API is reached by http or https'],
    ['{ access-key: AKID }', 'unknown key "access-key"'],
  ])('%s', (server, says) => {
    expect(told(withSource(counting({}), `sources: { cloudwatch: ${server} }`)).join('\n')).toContain(says);
  });

  test('has to be named', () => {
    expect(told(withSource(counting({}), '')).join('\n')).toContain(
      'slos.availability.cloudwatch has no server, the file does not say where it is, write sources: { cloudwatch: { region: eu-central-1 } } beside slos',
    );
    expect(told(withSource(counting({}), 'sources: { cloudwatch: { period: 10s } }'))).toEqual([]);
  });
});

function auth(text: string): string {
  const slo = '{ objective: 99%, prometheus: { total: x, bad: y, split: version } }';
  return withSource(slo, `sources: { prometheus: { url: "https://aps.example", auth: ${text} } }`);
}

describe('signed requests to Prometheus', () => {
  test('the short form and the long one', () => {
    const role = 'arn:aws:iam::123456789012:role/reader';
    const forms = [
      ['{ sigv4: eu-central-1 }', { region: 'eu-central-1', service: 'aps', role: null }],
      [
        `{ sigv4: { region: us-gov-east-1, service: other, role: "${role}" } }`,
        { region: 'us-gov-east-1', service: 'other', role },
      ],
    ] as const;
    for (const [text, means] of forms) {
      const read = readDelivery(auth(text), 'f');
      expect(read.ok && read.delivery.environments[0]?.slos[0]?.source).toMatchObject({
        server: { auth: { kind: 'sigv4', ...means } },
      });
    }
  });

  test.each([
    ['{ sigv4: here }', 'is "here", no name of a region'],
    ['{ sigv4: { service: aps } }', 'has no "region"'],
    ['{ sigv4: eu-central-1, bearer-env: TOKEN }', 'says two things'],
    ['{ sigv4: { region: eu-central-1, service: "A B" } }', 'no service of AWS'],
  ])('%s', (text, says) => {
    expect(told(auth(text)).join('\n')).toContain(says);
  });
});
