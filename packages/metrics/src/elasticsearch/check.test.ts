import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SliCheck } from '../source.ts';
import { ApiServer, json, text } from '../prometheus/testing/api-server.ts';
import { about, containing } from '../prometheus/testing/matchers.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { FakeIndex } from './testing/fake-index.ts';
import { AVAILABILITY, LATENCY, slosIn, sourceFor } from './testing/slos.ts';

const NOW = 1_700_000_000_000;
let server: ApiServer;
let logs: FakeIndex;
beforeEach(async () => {
  server = await ApiServer.start();
  logs = new FakeIndex('logs-*', NOW);
  server.behaviour = logs.behaviour;
});
afterEach(async () => {
  await server.stop();
  expect(logs.violations).toEqual([]);
});

function logged(version: string | null, secondsAgo: number, status = 200): void {
  const release = version === null ? {} : { 'service.version': version };
  logs.documents.push({ at: NOW - secondsAgo * 1000, dataset: 'access', status, ...release });
}

async function check(slo: string, stable = true): Promise<SliCheck> {
  const slos = slosIn({ slo }, `{ url: "${server.url}" }`);
  const { source } = sourceFor(slos, { now: () => NOW });
  const [first] = await source.check(slos, { candidate: V2, stable: stable ? V1 : null });
  if (first === undefined) throw new Error('nothing was checked');
  return first;
}

describe('before a rollout', () => {
  it('all is well where the live release was logged of late, with failures or none', async () => {
    logged('v1', 100);
    const found = await check(AVAILABILITY);
    expect(found).toMatchObject({
      sli: 'slo',
      trouble: null,
      query: containing('GET logs-*/_search {"size":0'),
    });
  });

  it.each([
    [AVAILABILITY.replace('logs-*', 'lgos-*'), 'there is no index', 'check index'],
    [
      AVAILABILITY.replace('split: service.version', 'split: version'),
      'has no field version, which split names',
      'map',
    ],
    [
      AVAILABILITY.replace('status:>=500', 'statsu:>=500'),
      'has no field statsu, which bad names',
      'check the name',
    ],
    [
      AVAILABILITY.replace('dataset:access', 'dtaset:access'),
      'has no field dtaset, which total names',
      'check',
    ],
    [
      AVAILABILITY.replace('split: service.version', 'split: message'),
      'message is of type text',
      'message.keyword',
    ],
    [AVAILABILITY.replace('split: s', 'time: status, split: s'), 'status is of type long', 'type date'],
    [LATENCY.replace('field: event.duration', 'field: message'), 'message is of type text', 'long or double'],
    [AVAILABILITY, 'total finds no document of the last 1h in logs-*', 'check total, index and time'],
  ])('%s: is told', async (slo, why, mend) => {
    const { trouble } = await check(slo);
    expect(trouble).toMatchObject({ kind: 'no-data', why: containing(why), mend: containing(mend) });
  });

  it('other releases are there, which are named', async () => {
    logged('v0', 100);
    logged('v9', 200);
    expect((await check(AVAILABILITY)).trouble?.why).toBe(
      'no document of the last 1h has service.version: v1, the live release; there are v0, v9',
    );
  });

  it('documents without a release', async () => {
    logged(null, 100);
    expect((await check(AVAILABILITY)).trouble?.why).toContain('has service.version, so that the releases');
  });

  it('nothing came in of late', async () => {
    logged('v1', 700);
    expect((await check(AVAILABILITY)).trouble?.why).toContain('is 11m40s old, more than max-age, 10m');
  });

  it('a first release needs an answer, and no more', async () => {
    expect((await check(AVAILABILITY.replace('logs-*', 'not-yet'), false)).trouble).toBeNull();
    server.behaviour = text(401, '');
    expect((await check(AVAILABILITY, false)).trouble?.kind).toBe('source-down');
  });

  it('a field list of another form', async () => {
    server.behaviour = json(200, { hello: 'world' });
    expect((await check(AVAILABILITY)).trouble?.why).toContain('another form');
  });
});

describe('of late', () => {
  it('rates by release, and what is left of the budget, in one request', async () => {
    for (let count = 0; count < 60; count++) logged('v1', 100, count < 6 ? 500 : 200);
    for (let count = 0; count < 40; count++) logged('v0', 86_400);
    const slos = slosIn({ a: AVAILABILITY }, `{ url: "${server.url}" }`);
    expect(await sourceFor(slos, { now: () => NOW }).source.usage(slos)).toEqual([
      {
        sli: 'a',
        rates: [{ release: 'v1', requestsPerSecond: 0.2, badShare: 0.1 }],
        budgetLeft: about(1 - 0.06 / 0.01),
        why: null,
      },
    ]);
    expect(server.asked).toHaveLength(1);
  });

  it('nothing, and why', async () => {
    server.behaviour = text(404, '');
    const slos = slosIn({ a: AVAILABILITY }, `{ url: "${server.url}" }`);
    expect(await sourceFor(slos).source.usage(slos)).toMatchObject([
      { rates: null, budgetLeft: null, why: containing('answered 404') },
    ]);
  });
});
