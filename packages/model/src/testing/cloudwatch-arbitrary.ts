import * as fc from 'fast-check';
import { CLOUDWATCH_STATS } from '../cloudwatch.ts';
import type { CloudWatchCounter, CloudWatchServer, CloudWatchSource } from '../cloudwatch.ts';
import { HISTOGRAM_UNITS, RELEASE_VALUES } from '../delivery.ts';
import type { Objective } from '../delivery.ts';
import { millis } from '../units.ts';

/** Any source in CloudWatch that a file can say. */

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9/ _.#-]{0,8}x$/);
const dimensions = fc
  .tuple(
    fc.dictionary(word, fc.stringMatching(/^[!-~]{1,8}$/), { maxKeys: 2, noNullPrototype: true }),
    fc.constantFrom('{release}', 'checkout:{release}', 'a/{release}/{release}'),
  )
  .map(([others, own]) => ({ ...others, Version: own }));
const metric = fc.record({ namespace: word, metric: word, dimensions });
const counter: fc.Arbitrary<CloudWatchCounter> = fc
  .tuple(metric, fc.constantFrom(...CLOUDWATCH_STATS))
  .map(([named, stat]) => ({ kind: 'metric', ...named, stat }));
const math = fc.tuple(counter, counter).map(([a, b]) => ({
  kind: 'math' as const,
  expression: 'IF(a > 0, a, 0) + FILL(bOther_1, 0) / 1.5',
  metrics: { a, bOther_1: b },
}));
const term = fc.oneof(counter, math);

export const cloudWatchServer: fc.Arbitrary<CloudWatchServer> = fc
  .record({
    region: fc.constantFrom(null, 'eu-central-1', 'us-gov-west-1'),
    endpoint: fc.constantFrom(null, 'http://127.0.0.1:4566'),
    role: fc.constantFrom(null, 'arn:aws:iam::123456789012:role/path/glidepath'),
    timeout: fc.integer({ min: 100, max: 1e6 }).map(millis),
    period: fc.constantFrom(1, 5, 10, 20, 30, 60, 120, 3600).map((seconds) => millis(seconds * 1000)),
    delay: fc.integer({ min: 0, max: 1e6 }).map(millis),
    more: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ more, ...same }) => ({ ...same, maxAge: millis(Math.max(1000, same.period + same.delay + more)) }));

export function cloudWatch(on: CloudWatchServer, objective: Objective): fc.Arbitrary<CloudWatchSource> {
  const counts =
    objective.kind === 'availability'
      ? fc.record({ kind: fc.constant('counts' as const), total: term, bad: term })
      : fc.record({
          kind: fc.constant('latency' as const),
          metric,
          unit: fc.constantFrom(...HISTOGRAM_UNITS),
        });
  return fc.record({
    kind: fc.constant('cloudwatch' as const),
    counts,
    value: fc.constantFrom(...RELEASE_VALUES),
    server: fc.constant(on),
  });
}
