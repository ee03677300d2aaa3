import * as fc from 'fast-check';
import { HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import type { LabelMatcher, Objective, PrometheusServer, PrometheusSource, Selector } from '../delivery.ts';
import { millis } from '../units.ts';

/** Any source in Prometheus that a file can say. */

const label = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/).filter((text) => text !== 'le');
const literal = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.stringMatching(/^[ -&(-[\]-~]{0,8}$/).map((text) => `'${text}'`),
  fc.stringMatching(/^[ -_a-~]{0,8}$/).map((text) => `\`${text}\``),
);
const matcher: fc.Arbitrary<LabelMatcher> = fc.record({
  label: fc.oneof(label, fc.constant('http.status')),
  operator: fc.constantFrom('=', '!=', '=~', '!~'),
  literal,
});

export const selector: fc.Arbitrary<Selector> = fc.record({
  metric: fc.oneof(fc.stringMatching(/^[a-z_:][a-zA-Z0-9_:]{0,8}x$/), fc.constant('http.requests')),
  matchers: fc.array(matcher, { maxLength: 3 }),
});

export const server: fc.Arbitrary<PrometheusServer> = fc.record({
  url: fc.constantFrom('https://127.0.0.1:9090', 'https://mimir.example/prometheus'),
  timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
  maxAge: fc.integer({ min: 1000, max: 1e7 }).map(millis),
  headers: fc.dictionary(fc.stringMatching(/^X-[A-Za-z]{1,6}$/), fc.stringMatching(/^[ -~]{0,8}$/), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  auth: fc.constantFrom(
    null,
    { kind: 'bearer', env: 'PROM_TOKEN' },
    { kind: 'basic', user: 'u', passwordEnv: 'PROM_PASSWORD' },
    { kind: 'sigv4', region: 'eu-central-1', service: 'aps', role: null },
    {
      kind: 'sigv4',
      region: 'eu-central-1',
      service: 'aps',
      role: 'arn:aws:iam::123456789012:role/r',
    },
  ),
  tls: fc.constantFrom(
    null,
    { caFile: 'ca.pem', client: null },
    { caFile: null, client: { certFile: 'c.pem', keyFile: 'c.key' } },
  ),
});

export function prometheus(on: PrometheusServer, objective: Objective): fc.Arbitrary<PrometheusSource> {
  const counts =
    objective.kind === 'availability'
      ? fc.record({ kind: fc.constant('selectors' as const), total: selector, bad: selector })
      : fc.record({
          kind: fc.constant('histogram' as const),
          histogram: selector,
          unit: fc.constantFrom(...HISTOGRAM_UNITS),
        });
  return fc.record({
    kind: fc.constant('prometheus' as const),
    counts,
    split: fc.record({ label, value: fc.constantFrom(...RELEASE_VALUES) }),
    server: fc.constant(on),
  });
}
