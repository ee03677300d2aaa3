import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import { stubAws } from '../aws/testing/credentials.ts';
import type { ForeignSource } from '../source.ts';
import { createCloudWatch } from './cloudwatch.ts';
import type { Datum, Stored } from './testing/metric-store.ts';
import { CloudWatchServer } from './testing/server.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

const T0 = Date.UTC(2026, 10, 22, 12, 0, 0);

let server: CloudWatchServer;
let now = T0;

beforeEach(async () => {
  stubAws();
  now = T0 + 20_000;
  server = await CloudWatchServer.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  expect(server.wrong).toEqual([]);
});

function measured(
  slos: Readonly<Record<string, string>>,
  more = '',
): {
  source: ForeignSource;
  slos: ReturnType<typeof slosIn>;
} {
  const read = slosIn(slos, `{ region: eu-central-1, endpoint: "${server.url}"${more} }`);
  return { slos: read, source: createCloudWatch(serverOf(read), CONTEXT, () => now) };
}

/** Published so many seconds after T0. */
function publish(
  metric: string,
  version: string,
  ...data: readonly (readonly [second: number, ...number[]])[]
): void {
  const dimensions = { Version: version };
  const added = data.map(([second, ...values]): Datum => ({ at: T0 + second * 1000, values }));
  const known = server.metrics.findIndex(
    (one) => one.metric === metric && one.dimensions['Version'] === version,
  );
  const before: Stored | undefined = server.metrics[known];
  const stored = { namespace: 'shop', metric, dimensions, data: [...(before?.data ?? []), ...added] };
  if (known < 0) server.metrics.push(stored);
  else server.metrics[known] = stored;
}

function counted(reading: Reading | null | undefined): unknown {
  if (reading?.kind === 'cumulative') return reading.series.map(({ bad, total }) => [bad, total]);
  return reading?.kind === 'no-data' || reading?.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : reading;
}

/** A source and how its candidate stands, look by look. */
function looking(slo: string, more = ''): (second: number) => Promise<unknown> {
  const { source, slos } = measured({ slo }, more);
  return async (second) => {
    now = T0 + second * 1000;
    const [reading] = await source.read(slos, { candidate: V2, stable: V1 });
    return counted(reading?.candidate);
  };
}

describe('the call', () => {
  it('is one for all SLIs and both releases, of closed periods', async () => {
    publish('Requests', 'v2', [5, 4]);
    publish('Duration', 'v2', [5, 0.1, 0.4]);
    const { source, slos } = measured({ availability: AVAILABILITY, latency: LATENCY, same: AVAILABILITY });
    await source.read(slos, { candidate: V2, stable: V1 });
    expect(server.asked).toEqual([]);
    now = T0 + 95_000;
    const readings = await source.read(slos, { candidate: V2, stable: V1 });
    expect(server.asked).toHaveLength(1);
    const [asked] = server.asked;
    expect(asked).toMatchObject({ StartTime: T0 / 1000, EndTime: T0 / 1000 + 60 });
    expect(
      asked?.MetricDataQueries.map((query) =>
        'MetricStat' in query
          ? [
              query.MetricStat.Metric.MetricName,
              query.MetricStat.Metric.Dimensions[0]?.Value,
              query.MetricStat.Stat,
            ]
          : query,
      ),
    ).toEqual([
      ['Requests', 'v2', 'Sum'],
      ['Failures', 'v2', 'Sum'],
      ['Requests', 'v1', 'Sum'],
      ['Failures', 'v1', 'Sum'],
      ['Duration', 'v2', 'SampleCount'],
      ['Duration', 'v2', 'TC(:0.3)'],
      ['Duration', 'v2', 'TC(0.3:)'],
      ['Duration', 'v1', 'SampleCount'],
      ['Duration', 'v1', 'TC(:0.3)'],
      ['Duration', 'v1', 'TC(0.3:)'],
    ]);
    expect(readings.map(({ sli, candidate }) => [sli, counted(candidate)])).toEqual([
      ['availability', [[0, 4]]],
      ['latency', [[1, 2]]],
      ['same', [[0, 4]]],
    ]);
  });

  it('of more than 500 queries are two, and an expression stays with its metrics', async () => {
    const slos = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [
        `slo-${index}`,
        `{ objective: 99%, cloudwatch: { namespace: shop, total: R${index}, bad: { math: a + b, metrics: { a: A${index}, b: B${index} } }, split: Version } }`,
      ]),
    );
    const { source, slos: read } = measured(slos);
    await source.read(read, { candidate: V2, stable: V1 });
    now = T0 + 95_000;
    await source.read(read, { candidate: V2, stable: V1 });
    const sizes = server.asked.map(({ MetricDataQueries }) => MetricDataQueries.length);
    expect(sizes).toHaveLength(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(90 * 2 * 4);
    for (const { MetricDataQueries } of server.asked) {
      const ids = new Set(MetricDataQueries.map(({ Id }) => Id));
      for (const query of MetricDataQueries) {
        const names = 'Expression' in query ? (query.Expression.match(/q\w+/g) ?? []) : [];
        expect(names.filter((name) => !ids.has(name))).toEqual([]);
      }
    }
  });

  it('puts the release where it stands, as the value that was asked for', async () => {
    const slo =
      '{ objective: 99%, cloudwatch: { namespace: AWS/Lambda, dimensions: { FunctionName: shop, Resource: "shop:{release}" }, total: Invocations, bad: Errors, split: { value: short-digest } } }';
    const look = looking(slo);
    await look(20);
    await look(95);
    expect(server.asked[0]?.MetricDataQueries[0]).toMatchObject({
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          Dimensions: [
            { Name: 'FunctionName', Value: 'shop' },
            { Name: 'Resource', Value: 'shop:bbbbbbbbbbbb' },
          ],
        },
      },
    });
  });
});

describe('counts', () => {
  it('add up period by period, each once, and late data is made up for', async () => {
    const look = looking(AVAILABILITY);
    publish('Requests', 'v2', [10, 10], [70, 20], [130, 30]);
    publish('Failures', 'v2', [75, 2]);
    expect(await look(20)).toEqual([]);
    expect(await look(40)).toBe(
      'no-data: shop Requests{Version="v2"} has no data yet, up to 2026-11-22T12:00:00Z',
    );
    // A period is asked for 30 s after its end.
    expect(await look(89)).toContain('has no data yet');
    expect(await look(91)).toEqual([[0, 10]]);
    expect(await look(100)).toEqual([[0, 10]]);
    expect(await look(151)).toEqual([[2, 30]]);
    publish('Requests', 'v2', [50, 5]);
    publish('Failures', 'v2', [50, 1]);
    expect(await look(152)).toEqual([[3, 35]]);
    expect(await look(211)).toEqual([[3, 65]]);
  });

  it('nothing of what was before the first look counts', async () => {
    publish('Requests', 'v2', [-61, 1000], [-1, 1000], [5, 7]);
    const look = looking(AVAILABILITY);
    await look(20);
    expect(await look(91)).toEqual([[0, 7]]);
  });

  it('what was missed while CloudWatch was down is read later', async () => {
    const look = looking(AVAILABILITY);
    await look(20);
    publish('Requests', 'v2', [5, 1], [1300, 2]);
    const { behaviour } = server;
    server.behaviour = (response) => void response.writeHead(404).end();
    expect(await look(1200)).toMatch(/^source-down: .* answered 404/);
    server.behaviour = behaviour;
    expect(await look(1400)).toEqual([[0, 3]]);
    // Then only the last quarter of an hour is looked at for what is late.
    await look(2_500);
    await look(2_500);
    expect(server.asked.at(-1)?.StartTime).toBe(T0 / 1000 + (Math.floor((2500 - 30) / 60) * 60 - 900));
  });

  it('end with the newest closed period that was read', async () => {
    const { source, slos } = measured({ slo: AVAILABILITY });
    publish('Requests', 'v2', [5, 1], [65, 2]);
    const lookAt = async (second: number): Promise<unknown> => {
      now = T0 + second * 1000;
      const [reading] = await source.read(slos, { candidate: V2, stable: null });
      return reading?.candidate;
    };
    const id = 'shop Requests{Version="v2"}';
    expect(await lookAt(20)).toEqual({ kind: 'cumulative', series: [], until: T0 - 60_000 });
    const first = { kind: 'cumulative', series: [{ id, bad: 0, total: 1 }], until: T0 + 60_000 };
    expect(await lookAt(90)).toEqual(first);
    expect(await lookAt(149)).toEqual(first);
    const { behaviour } = server;
    server.behaviour = (response) => void response.writeHead(404).end();
    expect(await lookAt(150)).toMatchObject({ kind: 'source-down' });
    server.behaviour = behaviour;
    expect(await lookAt(151)).toEqual({
      kind: 'cumulative',
      series: [{ id, bad: 0, total: 3 }],
      until: T0 + 120_000,
    });
  });

  it('a value that is less than before is a copy that lags behind', async () => {
    const look = looking(AVAILABILITY);
    await look(20);
    publish('Requests', 'v2', [5, 8]);
    expect(await look(91)).toEqual([[0, 8]]);
    server.metrics.length = 0;
    publish('Requests', 'v2', [5, 3]);
    expect(await look(92)).toEqual([[0, 8]]);
  });

  it('of seconds', async () => {
    const look = looking(AVAILABILITY, ', period: 10s, delay: 5s, max-age: 1m');
    publish('Requests', 'v2', [3, 5], [12, 6]);
    expect(await look(4)).toEqual([]);
    expect(await look(15)).toEqual([[0, 5]]);
    expect(await look(25)).toEqual([[0, 11]]);
    // Shorter periods than a minute are kept for three hours.
    await look(4 * 3600);
    expect(server.asked.at(-1)?.StartTime).toBeGreaterThanOrEqual(T0 / 1000 + 3600);
  });

  it('by math, with gaps filled', async () => {
    const slo =
      '{ objective: 99%, cloudwatch: { namespace: shop, total: Requests, bad: { math: "FILL(own, 0) + FILL(other, 0)", metrics: { own: Failures, other: { metric: Rejected, stat: SampleCount } } }, split: Version } }';
    const look = looking(slo);
    publish('Requests', 'v2', [5, 100]);
    publish('Failures', 'v2', [5, 3]);
    publish('Rejected', 'v2', [5, 7, 7]);
    await look(20);
    expect(await look(91)).toEqual([[5, 100]]);
  });

  it('too old ones are no data, and zeros are data', async () => {
    const look = looking(AVAILABILITY);
    publish('Requests', 'v2', [5, 1]);
    await look(20);
    expect(await look(360)).toEqual([[0, 1]]);
    expect(await look(370)).toBe(
      'no-data: the newest data of shop Requests{Version="v2"} is 5m10s old, more than max-age, 5m',
    );
    publish('Requests', 'v2', [300, 0]);
    expect(await look(400)).toEqual([[0, 1]]);
  });

  it('failures that are no part of all are no data, until they are', async () => {
    const look = looking(AVAILABILITY);
    publish('Failures', 'v2', [5, 3]);
    publish('Requests', 'v2', [5, 2]);
    await look(20);
    expect(await look(91)).toContain('3 bad requests of 2 in the period from 2026-11-22T12:00:00Z on');
    publish('Requests', 'v2', [6, 5]);
    expect(await look(92)).toEqual([[3, 7]]);
  });

  it('releases with one value can not be told apart, and without a stable one there is none', async () => {
    const { source, slos } = measured({ slo: AVAILABILITY });
    const [same] = await source.read(slos, { candidate: V2, stable: { ...V1, name: 'v2' } });
    expect(counted(same?.candidate)).toContain("can't tell them apart");
    expect(counted(same?.stable)).toContain("can't tell them apart");
    const [alone] = await source.read(slos, { candidate: V2, stable: null });
    expect(alone?.stable).toBeNull();
  });
});

describe('latency', () => {
  it('the threshold itself is in time', async () => {
    const look = looking(LATENCY);
    publish('Duration', 'v2', [5, 0.1, 0.3, 0.3001], [8, 2]);
    await look(20);
    expect(await look(91)).toEqual([[2, 4]]);
  });

  it('several thresholds are counted each by itself', async () => {
    const { source, slos } = measured({
      slo: LATENCY.replace('99% under 300ms', '[99% under 300ms, 99.9% under 1s]'),
    });
    publish('Duration', 'v2', [5, 0.1, 0.3, 0.3001], [8, 2]);
    now = T0 + 20_000;
    await source.read(slos, { candidate: V2, stable: V1 });
    now = T0 + 91_000;
    const readings = await source.read(slos, { candidate: V2, stable: V1 });
    expect(readings.map(({ sli, candidate }) => [sli, counted(candidate)])).toEqual([
      ['slo-300ms', [[2, 4]]],
      ['slo-1s', [[1, 4]]],
    ]);
  });

  it('in milliseconds', async () => {
    const look = looking(LATENCY.replace('unit: s', 'unit: ms'));
    publish('Duration', 'v2', [5, 300, 301]);
    await look(20);
    expect(await look(91)).toEqual([[1, 2]]);
  });

  it('of statistic sets is no data: nobody knows on which side of the threshold they lie', async () => {
    const look = looking(LATENCY);
    server.metrics.push({
      namespace: 'shop',
      metric: 'Duration',
      dimensions: { Version: 'v2' },
      data: [
        { at: T0, values: [0.1] },
        { at: T0, sum: 9, count: 20 },
      ],
    });
    await look(20);
    expect(await look(91)).toMatch(
      /^no-data: of 21 durations from 2026-11-22T12:00:00Z on, 1 can be told from the threshold; .*statistic sets/,
    );
  });
});
