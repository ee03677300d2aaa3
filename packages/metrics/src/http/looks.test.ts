import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import type { SourceReading } from '@glidepath/conductor';
import { millis } from '@glidepath/model';
import * as api from '../prometheus/testing/api-server.ts';
import { containing } from '../prometheus/testing/matchers.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { COUNTER, INTERVAL, made, WINDOW, type Made } from './testing/slos.ts';

const START = 1_700_000_000_000;
let server: api.ApiServer;
let now: number;
beforeEach(async () => {
  server = await api.ApiServer.start();
  now = START;
});
afterEach(async () => server.stop());

function sourceOf(texts: Readonly<Record<string, string>>, more = ''): Made {
  return made(texts, `{ url: "${server.url}/api"${more} }`, { now: () => now });
}

async function lookAt({ source, slos }: Made, second: number): Promise<SourceReading> {
  now = START + second * 1000;
  const [reading] = await source.read(slos, { candidate: V2, stable: V1 });
  if (reading === undefined) throw new Error('nothing was read');
  return reading;
}

/** `until` is null for what an endpoint counts by itself: nobody knows up to when. */
function counted(bad: number, total: number, until: number | null): Reading {
  const series = [{ id: 'all', bad, total }];
  return until === null ? { kind: 'cumulative', series } : { kind: 'cumulative', series, until };
}

/** An endpoint that knows when requests came, and answers for the time it is asked of. */
class Requests {
  readonly all: { readonly release: string; readonly at: number; readonly bad: boolean }[] = [];

  readonly behaviour: api.Behaviour = (response, asked) => {
    const query = new URL(asked.path, server.url).searchParams;
    const [from, to] = [timeOf(query.get('from')), timeOf(query.get('to'))];
    const found = this.all.filter(
      ({ release, at }) => release === query.get('v') && at >= (from ?? 0) && at < (to ?? now),
    );
    api.json(200, { requests: found.length, failures: found.filter(({ bad }) => bad).length })(
      response,
      asked,
    );
  };

  came(release: string, second: number, bad = false): void {
    this.all.push({ release, at: START + second * 1000, bad });
  }
}

function timeOf(text: string | null): number | null {
  if (text === null) return null;
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

describe('counts since the start', () => {
  it('are taken as they are, so that the judge sees a counter that begins anew', async () => {
    const all = sourceOf({ a: COUNTER });
    server.behaviour = api.json(200, { requests: 100, failures: 4 });
    expect(await lookAt(all, 0)).toEqual({
      sli: 'a',
      candidate: counted(4, 100, null),
      stable: counted(4, 100, null),
      latency: null,
    });
    expect(server.asked.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /api/counts?v=v1',
      'GET /api/counts?v=v2',
    ]);
    server.behaviour = api.json(200, { requests: 3, failures: 0 });
    expect((await lookAt(all, 5)).candidate).toEqual(counted(0, 3, null));
  });

  it('of a given time are asked from the first look on, and can not go back', async () => {
    const all = sourceOf({ a: WINDOW });
    const requests = new Requests();
    server.behaviour = requests.behaviour;
    requests.came('v2', -5, true);
    expect((await lookAt(all, 0)).candidate).toEqual(counted(0, 0, START));
    expect(server.asked).toEqual([]);
    requests.came('v2', 1);
    requests.came('v2', 2, true);
    expect((await lookAt(all, 5.9)).candidate).toEqual(counted(1, 2, START + 5000));
    expect(server.asked[0]?.path).toContain('from=2023-11-14T22%3A13%3A20.000Z');
    requests.came('v2', 4);
    expect((await lookAt(all, 10)).candidate).toEqual(counted(1, 3, START + 10_000));
    requests.all.splice(1, 1);
    expect((await lookAt(all, 15)).candidate).toMatchObject({ why: containing('went back from 3 to 2') });
  });
});

describe('counts since the last look', () => {
  it('are added up, each second asked for once, and closed intervals alone', async () => {
    const all = sourceOf({ a: INTERVAL }, ', delay: 10s');
    const requests = new Requests();
    server.behaviour = requests.behaviour;
    expect((await lookAt(all, 0)).candidate).toEqual(counted(0, 0, START - 10_000));
    for (const second of [-11, -10, -1, 0, 4, 5, 6]) requests.came('v2', second, second === 4);
    expect((await lookAt(all, 15)).candidate).toEqual(counted(1, 4, START + 5000));
    expect((await lookAt(all, 15.9)).candidate).toEqual(counted(1, 4, START + 5000));
    expect((await lookAt(all, 20)).candidate).toEqual(counted(1, 6, START + 10_000));
    expect(server.asked.map(({ path }) => path).filter((path) => path.includes('v=v2'))).toEqual([
      '/api/counts?v=v2&from=1699999990&to=1700000005',
      '/api/counts?v=v2&from=1700000005&to=1700000010',
    ]);
  });

  it('that could not be had are asked for with the next ones', async () => {
    const all = sourceOf({ a: INTERVAL });
    const requests = new Requests();
    server.behaviour = requests.behaviour;
    await lookAt(all, 0);
    requests.came('v2', 1);
    server.behaviour = api.text(418, '');
    expect((await lookAt(all, 5)).candidate.kind).toBe('source-down');
    server.behaviour = requests.behaviour;
    requests.came('v2', 6, true);
    expect((await lookAt(all, 10)).candidate).toEqual(counted(1, 2, START + 10_000));
  });

  it('end where the last interval ended that was told, whatever the clock says', async () => {
    const all = sourceOf({ a: INTERVAL });
    const requests = new Requests();
    server.behaviour = requests.behaviour;
    await lookAt(all, 0);
    requests.came('v2', 1);
    expect((await lookAt(all, 5)).candidate).toEqual(counted(0, 1, START + 5000));
    server.behaviour = api.text(418, '');
    expect((await lookAt(all, 10)).candidate.kind).toBe('source-down');
    expect((await lookAt(all, 4)).candidate).toEqual(counted(0, 1, START + 5000));
  });
});

/** Asks for all releases at once. */
function ofAll(field: string): string {
  const request = 'post: { path: /all, body: { service: shop } }';
  return `{ objective: 99%, http: { ${request}, total: ${sumOf('requests')}, bad: ${sumOf(field)}, counts: since-start } }`;
}

function sumOf(field: string): string {
  return `"sum(versions[?name=='{release}'].${field})"`;
}

it('of times past nothing is known, and nothing is asked', async () => {
  const { source, slos } = sourceOf({ a: COUNTER });
  const windows = [millis(300_000)];
  expect(
    await source.spent(
      slos.map((slo) => ({ slo, windows })),
      millis(1_000),
    ),
  ).toEqual([
    {
      kind: 'trouble',
      query: 'a',
      trouble: {
        kind: 'no-data',
        why: 'an endpoint of the source http knows nothing of times past',
        mend: 'take another source',
      },
    },
  ]);
  expect(server.asked).toEqual([]);
});

describe('requests', () => {
  it('are one for all releases and SLIs that ask the same', async () => {
    server.behaviour = api.json(200, {
      versions: [
        { name: 'v1', requests: 90, errors: 9, slow: 1 },
        { name: 'v2', requests: 10, errors: 2, slow: 3 },
        { name: 'v2', requests: 5, errors: 1, slow: 0 },
      ],
    });
    const { source, slos } = sourceOf({ a: ofAll('errors'), b: ofAll('slow') });
    const readings = await source.read(slos, { candidate: V2, stable: V1 });
    expect(readings).toEqual([
      { sli: 'a', candidate: counted(3, 15, null), stable: counted(9, 90, null), latency: null },
      { sli: 'b', candidate: counted(3, 15, null), stable: counted(1, 90, null), latency: null },
    ]);
    expect(server.asked).toMatchObject([{ method: 'POST', path: '/api/all', body: '{"service":"shop"}' }]);
    expect(server.asked[0]?.headers['content-type']).toBe('application/json');
  });

  it('have what placeholders stand for encoded, and nothing else is put in', async () => {
    const body = `{ of: ['{release}', 1], '{release}': '{other} {since-unix}' }`;
    const text = `{ objective: 99%, http: { post: { path: '/c/{release}', body: ${body} }, total: requests, bad: failures, counts: since-start } }`;
    const { source, slos } = sourceOf({ a: text });
    const name = 'a/b?c"{since}$&';
    now = START + 5000;
    await source.read(slos, { candidate: { ...V2, name }, stable: null });
    now = START + 9000;
    await source.read(slos, { candidate: { ...V2, name }, stable: null });
    expect(server.asked[0]?.path).toBe('/api/c/a%2Fb%3Fc%22%7Bsince%7D%24%26');
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      of: [name, 1],
      '{release}': '{other} 1700000005',
    });
  });

  it('carry headers with secrets, which are told to nobody', async () => {
    server.behaviour = (response, asked) =>
      api.text(302, '', { location: `https://x.example/${asked.headers['x-api-key']?.toString()}` })(
        response,
        asked,
      );
    const { source, slos } = made(
      { a: COUNTER },
      `{ url: "${server.url}", headers-env: { X-Api-Key: KEY }, auth: { bearer-env: TOKEN } }`,
      { env: { KEY: 'hush', TOKEN: 'token' } },
    );
    const [reading] = await source.read(slos, { candidate: V2, stable: null });
    expect(server.asked[0]?.headers).toMatchObject({ 'x-api-key': 'hush', authorization: 'Bearer token' });
    expect(reading?.candidate).toMatchObject({ why: containing('redirects to https://x.example/***') });
    const without = made({ a: COUNTER }, `{ url: "${server.url}", headers-env: { X-Api-Key: KEY } }`);
    const [missing] = await without.source.read(without.slos, { candidate: V2, stable: null });
    expect(missing?.candidate).toMatchObject({
      why: containing('KEY, which sources.http.headers-env names, is not set'),
    });
  });
});
