import * as fc from 'fast-check';
import { DATADOG_OPERATORS, DATADOG_SITES } from '../datadog.ts';
import type { DatadogAggregator, DatadogCount, DatadogServer, DatadogSource } from '../datadog.ts';
import { RELEASE_VALUES } from '../delivery.ts';
import type { Objective } from '../delivery.ts';
import { DURATION_UNITS } from '../search-source.ts';
import { millis } from '../units.ts';

/** Any source in Datadog that a file can say. */

const aggregator: fc.Arbitrary<DatadogAggregator> = fc.oneof(
  fc.constantFrom<DatadogAggregator>({ kind: 'sum' }, { kind: 'count' }),
  fc.record({
    kind: fc.constant('count-values' as const),
    operator: fc.constantFrom(...DATADOG_OPERATORS),
    threshold: fc.double({ noNaN: true, noDefaultInfinity: true }).map((any) => (any === 0 ? 0 : any)),
  }),
);
const label = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,6}$/);
const metric = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,8}x$/);
const filter = fc.oneof(
  fc.constantFrom('*', 'service:checkout,!code:5*', 'a:b AND (c IN (d, e) OR NOT f:g)'),
  fc.stringMatching(/^[a-z:*!,]{1,8}$/),
);
export const datadogCounts: fc.Arbitrary<readonly DatadogCount[]> = fc.array(
  fc.record({ aggregator, metric, filter }),
  { minLength: 1, maxLength: 3 },
);

export const datadogServer: fc.Arbitrary<DatadogServer> = fc.record({
  address: fc.oneof(
    fc.record({ kind: fc.constant('site' as const), site: fc.constantFrom(...DATADOG_SITES) }),
    fc.record({
      kind: fc.constant('url' as const),
      url: fc.constantFrom('https://proxy.example/datadog', 'http://127.0.0.1:8126'),
    }),
  ),
  apiKeyEnv: fc.constantFrom('DD_API_KEY', 'KEY'),
  appKeyEnv: fc.constantFrom('DD_APP_KEY', 'OTHER'),
  timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
  delay: fc.integer({ min: 0, max: 1e6 }).map(millis),
  maxAge: fc.integer({ min: 10_000, max: 1e7 }).map(millis),
});

export function datadog(on: DatadogServer, objective: Objective): fc.Arbitrary<DatadogSource> {
  const counts =
    objective.kind === 'availability'
      ? fc.record({ kind: fc.constant('counts' as const), total: datadogCounts, bad: datadogCounts })
      : fc.record({
          kind: fc.constant('distribution' as const),
          distribution: fc.record({ metric, filter }),
          unit: fc.constantFrom(...DURATION_UNITS),
        });
  return fc.record({
    kind: fc.constant('datadog' as const),
    counts,
    split: fc.record({
      label,
      value: fc.constantFrom(...RELEASE_VALUES),
    }),
    server: fc.constant(on),
  });
}
