import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import { AVAILABILITY, CONTEXT, LATENCY, row, scraped, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

function source(slos: ReturnType<typeof slosIn>): ReturnType<typeof createPrometheus> {
  return createPrometheus(serverOf(slos), CONTEXT);
}
function measured(text: string): ReturnType<typeof slosIn> {
  return slosIn({ slo: text }, `{ url: "${server.url}/prom" }`);
}

describe('the query', () => {
  it('asks once for both releases, counters and the time of the last scrape', async () => {
    const slos = measured(AVAILABILITY);
    await source(slos).read(slos, { candidate: V2, stable: V1 });
    expect(server.asked.map(({ path, query }) => ({ path, query }))).toEqual([
      {
        path: '/prom/api/v1/query',
        query:
          'label_replace(requests_total{version=~"v2|v1"}, "glidepath_part", "total", "", "") or ' +
          'label_replace(requests_total{code=~"5..",version=~"v2|v1"}, "glidepath_part", "bad", "", "") or ' +
          'label_replace(max by (version) (timestamp(requests_total{version=~"v2|v1"})), "glidepath_part", "time", "", "")',
      },
    ]);
  });

  it('asks a histogram for two buckets alone', async () => {
    const slos = measured(LATENCY);
    await source(slos).read(slos, { candidate: V2, stable: null });
    expect(server.asked[0]?.query).toContain('duration_seconds_bucket{version=~"v2",le=~"0?[.]30*|[+]Inf"}');
  });

  it('asks for a bucket a threshold where there are several', async () => {
    const slos = measured(LATENCY.replace('99% under 300ms', '[99% under 300ms, 99.9% under 1s]'));
    const readings = await source(slos).read(slos, { candidate: V2, stable: null });
    expect(readings.map(({ sli }) => sli)).toEqual(['slo-300ms', 'slo-1s']);
    const asked = server.asked.map(({ query }) => query).join('\n');
    expect(asked).toContain('duration_seconds_bucket{version=~"v2",le=~"0?[.]30*|[+]Inf"}');
    expect(asked).toContain('duration_seconds_bucket{version=~"v2",le=~"1([.]0*)?|[+]Inf"}');
  });

  it('takes a name as it is', async () => {
    const slos = measured(AVAILABILITY);
    await source(slos).read(slos, { candidate: { ...V2, name: 'v2.0+"x"' }, stable: null });
    expect(server.asked[0]?.query).toContain(String.raw`version=~"v2\\.0\\+\"x\""`);
  });
});

describe('counters', () => {
  it('of one scrape target are one, so that an outcome is no scatter', async () => {
    server.behaviour = api.vector([
      row('total', { instance: 'a', job: 'shop', code: '200', path: '/' }, '90'),
      row('total', { instance: 'a', job: 'shop', code: '500', path: '/' }, '10'),
      row('total', { instance: 'b', job: 'shop', code: '200', path: '/' }, '50'),
      row('bad', { instance: 'a', job: 'shop', code: '500', path: '/' }, '10'),
      scraped('v1'),
    ]);
    const slos = measured(AVAILABILITY);
    const [reading] = await source(slos).read(slos, { candidate: V1, stable: null });
    expect(reading?.candidate).toEqual({
      kind: 'cumulative',
      series: [
        { id: '{instance="a",job="shop"}', bad: 10, total: 100 },
        { id: '{instance="b",job="shop"}', bad: 0, total: 50 },
      ],
    });
  });

  it('without a scrape target are told apart by all labels but the outcome', async () => {
    server.behaviour = api.vector([
      row('total', { zone: 'x', code: '200' }, '9'),
      row('total', { zone: 'x', code: '503' }, '1'),
      row('total', { zone: 'y', code: '200' }, '5'),
      row('bad', { zone: 'x', code: '503' }, '1'),
      scraped('v1'),
    ]);
    const slos = measured(AVAILABILITY);
    const [reading] = await source(slos).read(slos, { candidate: V1, stable: null });
    expect(reading?.candidate).toMatchObject({
      series: [
        { bad: 1, total: 10 },
        { bad: 0, total: 5 },
      ],
    });
  });

  it('of each release are its own', async () => {
    server.behaviour = api.vector([
      row('total', { version: 'v1', instance: 'a' }, '7'),
      row('total', { version: 'v2', instance: 'b' }, '3'),
      scraped('v1'),
      scraped('v2', 200),
    ]);
    const slos = measured(AVAILABILITY);
    const [reading] = await source(slos).read(slos, { candidate: V2, stable: V1 });
    expect(reading?.stable).toMatchObject({ series: [{ total: 7 }] });
    expect(reading?.candidate).toMatchObject({ kind: 'no-data' });
  });

  it('that are not there yet begin later; those that go are missed', async () => {
    const slos = measured(AVAILABILITY);
    const one = source(slos);
    const read = async (): Promise<unknown> =>
      (await one.read(slos, { candidate: V1, stable: null }))[0]?.candidate;
    expect(await read()).toEqual({ kind: 'cumulative', series: [] });
    expect(await read()).toEqual({ kind: 'no-data', why: 'no series has version="v1" yet' });
    server.behaviour = api.vector([row('total', { instance: 'a' }, '7'), scraped('v1')]);
    expect(await read()).toMatchObject({ kind: 'cumulative', series: [{ total: 7 }] });
    server.behaviour = api.vector([]);
    expect(await read()).toEqual({ kind: 'no-data', why: 'the series with version="v1" are gone' });
  });
});

describe('a histogram', () => {
  it('counts what its bucket does not hold, and the mean', async () => {
    server.behaviour = api.vector([
      row('bucket', { instance: 'a', le: '0.30', path: '/x' }, '70'),
      row('bucket', { instance: 'a', le: '+Inf', path: '/x' }, '80'),
      row('bucket', { instance: 'a', le: '0.3', path: '/y' }, '20'),
      row('bucket', { instance: 'a', le: '+Inf', path: '/y' }, '20'),
      row('sum', {}, '12.5'),
      scraped('v1'),
    ]);
    const slos = measured(LATENCY);
    const [reading] = await source(slos).read(slos, { candidate: V1, stable: null });
    expect(reading).toEqual({
      sli: 'slo',
      candidate: { kind: 'cumulative', series: [{ id: '{instance="a"}', bad: 10, total: 100 }] },
      stable: null,
      latency: { candidate: { sumMs: 12_500, count: 100 }, stable: null },
    });
  });

  it('without the edge says nothing', async () => {
    server.behaviour = api.vector([row('bucket', { instance: 'a', le: '+Inf' }, '80'), scraped('v1')]);
    const slos = measured(LATENCY);
    const [reading] = await source(slos).read(slos, { candidate: V1, stable: null });
    expect(reading?.candidate).toMatchObject({
      kind: 'no-data',
      why: containing('no bucket with the edge 0.3'),
    });
  });
});

describe('releases that the label can not tell apart', () => {
  it.each([
    ['of one name', 'split: version', { ...V2, name: 'v1' }, 'both releases have version="v1"'],
    [
      'of an unknown commit',
      'split: { label: version, value: commit }',
      { ...V2, commit: null, committedAt: null },
      'the commit of v2 is not known',
    ],
  ])('%s are no data, and nobody is asked', async (_, split, candidate, says) => {
    const slos = measured(AVAILABILITY.replace('split: version', split));
    const [reading] = await source(slos).read(slos, { candidate, stable: V1 });
    expect(reading?.candidate).toMatchObject({ kind: 'no-data', why: containing(says) });
    expect(reading?.stable?.kind).toBe('no-data');
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['commit', 'b'.repeat(40)],
    ['digest', `sha256:${'b'.repeat(64)}`],
    ['short-digest', 'b'.repeat(12)],
  ])('by %s', async (value, expected) => {
    const slos = measured(
      AVAILABILITY.replace('split: version', `split: { label: version, value: ${value} }`),
    );
    await source(slos).read(slos, { candidate: V2, stable: V1 });
    expect(server.asked[0]?.query).toContain(`version=~"${expected}|`);
  });
});
