import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import type { SourceReading } from '@glidepath/conductor';
import * as api from '../prometheus/testing/api-server.ts';
import { containing } from '../prometheus/testing/matchers.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { FakeIndex } from './testing/fake-index.ts';
import { AVAILABILITY, LATENCY, slosIn, sourceFor, type Made } from './testing/slos.ts';

const START = 1_700_000_000_000;
let server: api.ApiServer;
let logs: FakeIndex;
beforeEach(async () => {
  server = await api.ApiServer.start();
  logs = new FakeIndex('logs-*', START);
  server.behaviour = logs.behaviour;
});
afterEach(async () => {
  await server.stop();
  expect(logs.violations).toEqual([]);
});

function made(texts: Readonly<Record<string, string>>, more = ''): Made {
  const slos = slosIn(texts, `{ url: "${server.url}"${more} }`);
  return sourceFor(slos, { now: () => logs.now });
}

/** A request so many seconds after the start, and how long its document took to come in. */
function logged(version: string, second: number, status = 200, lateS = 1, durationMs = 10): void {
  logs.documents.push({
    at: START + second * 1000,
    arrived: START + (second + lateS) * 1000,
    dataset: 'access',
    'service.version': version,
    status,
    'event.duration': durationMs * 1e6,
  });
}

async function lookAt({ source, slos }: Made, second: number): Promise<readonly SourceReading[]> {
  logs.now = START + second * 1000;
  return source.read(slos, { candidate: V2, stable: V1 });
}

/** Half a minute, after which documents are taken to be there. */
const DELAY = 30_000;

function counted(bad: number, total: number, until = logs.now - DELAY): Reading {
  return { kind: 'cumulative', series: [{ id: 'all', bad, total }], until };
}

describe('what a rollout counts', () => {
  it('begins with nothing, whatever was logged before', async () => {
    logged('v1', -60, 500);
    const [first] = await lookAt(made({ a: AVAILABILITY }), 0);
    expect(first).toEqual({ sli: 'a', candidate: counted(0, 0), stable: counted(0, 0), latency: null });
  });

  it('are the requests since the first look, of each release', async () => {
    const all = made({ a: AVAILABILITY });
    await lookAt(all, 0);
    for (const second of [0, 1, 2]) logged('v1', second);
    logged('v1', 3, 500);
    logged('v2', 1, 503);
    logged('v2', 2);
    logged('v3', 2, 500);
    logs.documents.push({ at: START + 1000, dataset: 'audit', 'service.version': 'v1', status: 500 });
    const [look] = await lookAt(all, 60);
    expect(look).toMatchObject({ candidate: counted(1, 2), stable: counted(1, 4) });
  });

  it('waits for what comes in late, and makes up for what comes in later still', async () => {
    const all = made({ a: AVAILABILITY });
    await lookAt(all, 0);
    logged('v1', 5);
    logged('v2', 5);
    logged('v2', 6, 500, 20);
    logged('v2', 7, 500, 90);
    expect((await lookAt(all, 20))[0]?.candidate).toMatchObject({ kind: 'no-data', why: containing('yet') });
    expect((await lookAt(all, 40))[0]?.candidate).toEqual(counted(1, 2));
    expect((await lookAt(all, 100))[0]?.candidate).toEqual(counted(2, 3));
  });

  it('ends with what is settled, also after a look that failed', async () => {
    const all = made({ a: AVAILABILITY });
    const first = counted(0, 0, START - DELAY);
    expect((await lookAt(all, 0))[0]).toMatchObject({ candidate: first, stable: first });
    for (const second of [5, 14, 15]) logged('v2', second);
    server.next.push(api.text(404, ''));
    expect((await lookAt(all, 40))[0]?.candidate.kind).toBe('source-down');
    expect((await lookAt(all, 45))[0]?.candidate).toEqual(counted(0, 2, START + 15_000));
    expect((await lookAt(all, 45.001))[0]?.candidate).toEqual(counted(0, 3, START + 15_001));
  });

  it('is late where the duration is above the threshold, in its unit', async () => {
    const all = made({ a: LATENCY });
    await lookAt(all, 0);
    for (const ms of [299, 300, 301]) logged('v2', 1, 200, 1, ms);
    logs.documents.push({ at: START + 1000, dataset: 'access', 'service.version': 'v2' });
    const [look] = await lookAt(all, 60);
    expect(look?.candidate).toEqual(counted(1, 3));
    expect(look?.latency?.candidate).toEqual({ sumMs: 900, count: 3 });
  });

  it('is late by each of several thresholds', async () => {
    const all = made({ a: LATENCY.replace('99% under 300ms', '[99% under 300ms, 99.9% under 1s]') });
    await lookAt(all, 0);
    for (const ms of [299, 301, 1000, 1001]) logged('v2', 1, 200, 1, ms);
    const looks = await lookAt(all, 60);
    expect(looks.map(({ sli, candidate }) => [sli, candidate])).toEqual([
      ['a-300ms', counted(3, 4)],
      ['a-1s', counted(1, 4)],
    ]);
  });

  it('is one request for all SLIs, and both engines are asked alike', async () => {
    await lookAt(made({ a: AVAILABILITY, b: LATENCY }), 0);
    expect(server.asked).toHaveLength(1);
    const slos = slosIn({ a: AVAILABILITY, b: LATENCY }, `{ url: "${server.url}" }`, 'opensearch');
    await sourceFor(slos, { now: () => logs.now }).source.read(slos, { candidate: V2, stable: V1 });
    expect(server.asked[1]?.body.replace(/"timeout":"\d+ms"/g, '')).toBe(
      server.asked[0]?.body.replace(/"timeout":"\d+ms"/g, ''),
    );
  });
});

describe('there is no data', () => {
  it('while nothing of a release was logged', async () => {
    const all = made({ a: AVAILABILITY });
    await lookAt(all, 0);
    logged('v1', 1);
    const [look] = await lookAt(all, 60);
    expect(look?.stable).toEqual(counted(0, 1));
    expect(look?.candidate).toEqual({ kind: 'no-data', why: 'no document has service.version: v2 yet' });
  });

  it('where documents are gone, until the counts are above what they were', async () => {
    const all = made({ a: AVAILABILITY });
    await lookAt(all, 0);
    for (const second of [1, 2, 3]) logged('v2', second);
    logged('v1', 3);
    expect((await lookAt(all, 60))[0]?.candidate).toEqual(counted(0, 3));
    logs.documents.shift();
    expect((await lookAt(all, 65))[0]?.candidate).toEqual({
      kind: 'no-data',
      why: 'the count of all of service.version: v2 went back from 3 to 2: some of them are gone',
    });
    logged('v2', 40);
    expect((await lookAt(all, 80))[0]?.candidate).toEqual(counted(0, 3));
  });

  it('where nothing comes in any more, of whatever release', async () => {
    const all = made({ a: AVAILABILITY }, ', max-age: 5m');
    await lookAt(all, 0);
    logged('v1', 10);
    logged('v2', 10);
    expect((await lookAt(all, 310))[0]?.candidate).toEqual(counted(0, 1));
    const why = containing('the newest document of total is 5m1s old, more than max-age, 5m');
    expect((await lookAt(all, 311))[0]).toMatchObject({
      candidate: { kind: 'no-data', why },
      stable: { kind: 'no-data', why },
    });
  });

  it('where both releases have the same value', async () => {
    const { source, slos } = made({ a: AVAILABILITY });
    const [look] = await source.read(slos, { candidate: V1, stable: { ...V2, name: 'v1' } });
    expect(look?.candidate).toMatchObject({ kind: 'no-data', why: containing("can't tell them apart") });
    expect(server.asked).toEqual([]);
  });
});
