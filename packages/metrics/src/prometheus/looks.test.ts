import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceReading } from '@glidepath/conductor';
import type { PrometheusCounts } from '@glidepath/model';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import {
  AVAILABILITY,
  CONTEXT,
  GOOD,
  histogram,
  LATENCY,
  PROMQL,
  row,
  scraped,
  serverOf,
  sloBy,
  slosIn,
  V1,
  V2,
} from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

/** One source that looks again and again. */
function looking(counts: PrometheusCounts): (rows: readonly api.Row[]) => Promise<SourceReading> {
  const slo = sloBy(counts, server.url);
  const source = createPrometheus(serverOf([slo]), CONTEXT);
  return async (rows) => {
    server.behaviour = api.answers(() => rows);
    const [reading] = await source.read([slo], { candidate: V2, stable: V1 });
    if (reading === undefined) throw new Error('nothing was read');
    return reading;
  };
}

it('one request asks for all SLIs, each of which has its own readings', async () => {
  const slos = slosIn({ a: AVAILABILITY, b: LATENCY }, `{ url: "${server.url}" }`);
  server.behaviour = api.answering(
    ['requests_total', [row('total', { instance: 'a' }, '7'), scraped('v1')]],
    ['duration_seconds', [row('bucket', { instance: 'a', le: '+Inf' }, 'NaN')]],
  );
  const readings = await createPrometheus(serverOf(slos), CONTEXT).read(slos, { candidate: V2, stable: V1 });
  expect(readings).toMatchObject([
    { sli: 'a', stable: { series: [{ total: 7 }] } },
    { sli: 'b', stable: { kind: 'no-data', why: containing('is NaN') } },
  ]);
  expect(server.asked).toHaveLength(1);
});

describe('good ones', () => {
  it('are asked for in place of bad ones, and bad is the rest', async () => {
    const look = looking(GOOD);
    const reading = await look([
      row('total', { instance: 'a', path: '/' }, '60'),
      row('total', { instance: 'a', path: '/x' }, '40'),
      row('good', { instance: 'a', path: '/' }, '58'),
      row('good', { instance: 'a', path: '/x' }, '39'),
      scraped('v1'),
    ]);
    expect(reading.stable).toEqual({
      kind: 'cumulative',
      series: [{ id: '{instance="a"}', bad: 3, total: 100 }],
    });
    expect(server.asked[0]?.query).toContain(
      'label_replace(good_total{version=~"v2|v1"}, "glidepath_part", "good", "", "")',
    );
  });

  it('more than all are no data', async () => {
    const look = looking(GOOD);
    const reading = await look([
      row('total', { instance: 'a' }, '60'),
      row('good', { instance: 'a' }, '90'),
      scraped('v1'),
    ]);
    expect(reading.stable).toEqual({
      kind: 'no-data',
      why: '{instance="a"} counts 90 good requests of 60',
    });
  });
});

/** What the expressions give for v1; what they give for another release is nobody's business. */
function rows(total: string, bad: string): readonly api.Row[] {
  return [
    row('total', { zone: 'x' }, total),
    row('bad', { zone: 'x' }, bad),
    row('total', { version: 'v0' }, 'NaN'),
  ];
}

describe('expressions', () => {
  it('are asked for as they are, with nothing that a comment could swallow', async () => {
    await looking({ ...PROMQL, kind: 'promql', total: 'a # all', bad: 'b' })([]);
    expect(server.asked[0]?.query).toBe(
      'label_replace((a # all\n), "glidepath_part", "total", "", "") or label_replace((b), "glidepath_part", "bad", "", "")',
    );
  });

  it('count from the first look, by what they have beside the label of the release', async () => {
    const look = looking(PROMQL);
    expect((await look(rows('1000', '10'))).stable).toEqual({
      kind: 'cumulative',
      series: [{ id: '{zone="x"}', bad: 0, total: 0 }],
    });
    expect(await look(rows('1100', '11'))).toMatchObject({
      stable: { series: [{ bad: 1, total: 100 }] },
      candidate: { kind: 'no-data', why: 'no series has version="v2" yet' },
      latency: { candidate: null, stable: null },
    });
    // Two pods of ten are replaced: that is no counter that began anew.
    expect((await look(rows('900', '9'))).stable).toMatchObject({ series: [{ bad: 1, total: 100 }] });
    expect((await look(rows('930', '9'))).stable).toMatchObject({ series: [{ bad: 1, total: 130 }] });
  });

  it('of a candidate that comes later count from 0', async () => {
    const look = looking(PROMQL);
    await look([]);
    const reading = await look([row('total', { version: 'v2' }, '30'), row('bad', { version: 'v2' }, '2')]);
    expect(reading.candidate).toMatchObject({ series: [{ bad: 2, total: 30 }] });
  });
});

function buckets(...edges: readonly (readonly [edge: string, count: string])[]): readonly api.Row[] {
  return [...edges.map(([le, value]) => row('bucket', { instance: 'a', le }, value)), scraped('v1')];
}

describe('a classic histogram without the edge', () => {
  const ALL = buckets(['0.1', '60'], ['0.25', '70'], ['0.5', '90'], ['+Inf', '100']);

  it.each([
    ['below', 30, '0?[.]250*|[+]Inf'],
    ['above', 10, '0?[.]50*|[+]Inf'],
  ] as const)('goes by the one %s, and asks for no other from then on', async (edge, bad, pattern) => {
    const look = looking(histogram('histogram', edge));
    expect((await look(ALL)).stable).toMatchObject({ series: [{ bad, total: 100 }] });
    expect(server.asked[0]?.query).toContain('duration_seconds_bucket{version=~"v2|v1"}');
    await look(ALL);
    expect(server.asked[1]?.query).toContain(`le=~"${pattern}"`);
  });

  it('says so where there is none on that side', async () => {
    const reading = await looking(histogram('histogram', 'above'))(buckets(['0.1', '60'], ['+Inf', '100']));
    expect(reading.stable).toEqual({
      kind: 'no-data',
      why: 'nothing stands for the threshold 0.3: its edges are 0.1',
    });
  });

  it('keeps the edge that it once took', async () => {
    const look = looking(histogram('histogram', 'below'));
    await look(ALL);
    const reading = await look(buckets(['0.1', '60'], ['0.5', '90'], ['+Inf', '100']));
    expect(reading.stable).toMatchObject({
      kind: 'no-data',
      why: containing('no bucket with the edge 0.25'),
    });
  });
});

function native(
  version: string,
  ...held: readonly (readonly [from: string, to: string, count: string])[]
): api.Row {
  return [
    { __name__: 'duration_seconds', instance: 'a', version },
    {
      count: String(held.reduce((sum, [, , count]) => sum + Number(count), 0)),
      sum: '12.5',
      buckets: held.map(([from, to, count]) => [from.startsWith('-') ? 3 : 0, from, to, count] as const),
    },
  ];
}

describe('a native histogram', () => {
  const FINE = native(
    'v1',
    ['-1e-09', '1e-09', '5'],
    ['0.25', '0.3535533905932738', '10'],
    ['1', '1.414213562373095', '3'],
  );
  const times = [scraped('v1'), scraped('v2')];

  it('is asked for by a request of its own, as it can not be tagged', async () => {
    await looking(histogram('native-histogram', 'below'))([]);
    expect(server.asked.map(({ query }) => query)).toEqual([
      'duration_seconds{version=~"v2|v1"} or ' +
        'label_replace(max by (version) (timestamp(duration_seconds{version=~"v2|v1"})), "glidepath_part", "time", "", "")',
    ]);
  });

  it.each([
    ['below', 13],
    ['above', 3],
  ] as const)('counts late ones by the edge %s the threshold, and the mean', async (edge, bad) => {
    const reading = await looking(histogram('native-histogram', edge))([FINE, ...times]);
    expect(reading.stable).toEqual({
      kind: 'cumulative',
      series: [{ id: '{instance="a"}', bad, total: 18 }],
    });
    expect(reading.latency).toEqual({ candidate: null, stable: { sumMs: 12_500, count: 18 } });
  });

  it('goes by the coarser of two resolutions, for both releases', async () => {
    const coarse = native('v2', ['0.25', '0.5', '4'], ['1', '2', '1']);
    const reading = await looking(histogram('native-histogram', 'above'))([FINE, coarse, ...times]);
    expect(reading).toMatchObject({
      stable: { series: [{ bad: 3, total: 18 }] },
      candidate: { series: [{ bad: 1, total: 5 }] },
    });
  });

  it('has no data once its resolution no longer has the edge', async () => {
    const look = looking(histogram('native-histogram', 'above'));
    await look([FINE, ...times]);
    const reading = await look([FINE, native('v2', ['0.25', '0.5', '4'], ['1', '2', '1']), ...times]);
    expect(reading).toMatchObject({
      stable: { kind: 'cumulative' },
      candidate: { kind: 'no-data', why: containing('has no edge 0.353553, but a bucket from 0.25 to 0.5') },
    });
  });

  it('exactly counts by the threshold alone', async () => {
    const look = looking(histogram('native-histogram', 'exact'));
    expect((await look([FINE, ...times])).stable).toMatchObject({
      kind: 'no-data',
      why: containing('has no edge 0.3, but a bucket from 0.25 to 0.353553'),
    });
    const apart = native('v1', ['0.125', '0.25', '7'], ['1', '2', '1']);
    expect((await look([apart, ...times])).stable).toMatchObject({ series: [{ bad: 1, total: 8 }] });
  });

  it('without requests counts none', async () => {
    const empty: api.Row = [
      { instance: 'a', version: 'v1' },
      { count: '0', sum: '0' },
    ];
    const reading = await looking(histogram('native-histogram', 'below'))([empty, ...times]);
    expect(reading.stable).toMatchObject({ series: [{ bad: 0, total: 0 }] });
  });

  it('that is old is no data', async () => {
    const reading = await looking(histogram('native-histogram', 'below'))([FINE, scraped('v1', 600)]);
    expect(reading.stable).toMatchObject({ kind: 'no-data', why: containing('is 10m old') });
  });

  it('that is none is no data', async () => {
    const reading = await looking(histogram('native-histogram', 'below'))([
      [{ version: 'v1' }, '7'],
      ...times,
    ]);
    expect(reading.stable).toMatchObject({ kind: 'no-data', why: containing('is no native histogram') });
  });
});
