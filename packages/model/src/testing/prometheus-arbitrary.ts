import * as fc from 'fast-check';
import { HISTOGRAM_EDGES, HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import type {
  LabelMatcher,
  Objective,
  PrometheusCounts,
  PrometheusServer,
  PrometheusSource,
  Selector,
} from '../delivery.ts';
import { formatSelector } from '../text/selector.ts';
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

const selectors: fc.Arbitrary<PrometheusCounts> = fc.oneof(
  fc.record({ kind: fc.constant('selectors' as const), total: selector, bad: selector }),
  fc.record({ kind: fc.constant('good-selectors' as const), total: selector, good: selector }),
);
const histogram: fc.Arbitrary<PrometheusCounts> = fc.record({
  kind: fc.constantFrom('histogram', 'native-histogram'),
  histogram: selector,
  unit: fc.constantFrom(...HISTOGRAM_UNITS),
  edge: fc.constantFrom(...HISTOGRAM_EDGES),
});

/** Expressions that keep this label. */
function expression(own: string): fc.Arbitrary<string> {
  return fc.letrec<{ any: string; sum: string }>((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, selector.map(formatSelector), tie('sum')),
    sum: fc.oneof(
      tie('any').map((inner) => `sum by (${own}, job) (${inner})`),
      tie('any').map((inner) => `(${inner})`),
      tie('any').map((inner) => `histogram_count(${inner}) or\n  vector(0)`),
      fc.tuple(tie('any'), tie('any')).map(([left, right]) => `${left} + on (${own}) ${right}`),
    ),
  })).any;
}

export function prometheus(on: PrometheusServer, objective: Objective): fc.Arbitrary<PrometheusSource> {
  return fc.record({ label, value: fc.constantFrom(...RELEASE_VALUES) }).chain((split) =>
    fc.record({
      kind: fc.constant('prometheus' as const),
      counts: fc.oneof(
        { arbitrary: objective.kind === 'availability' ? selectors : histogram, weight: 3 },
        fc.record({
          kind: fc.constant('promql' as const),
          total: expression(split.label),
          bad: expression(split.label),
        }),
      ),
      split: fc.constant(split),
      server: fc.constant(on),
    }),
  );
}
