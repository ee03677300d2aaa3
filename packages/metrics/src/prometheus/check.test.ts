import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SliCheck, SliUsage } from '../source.ts';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { about, containing } from './testing/matchers.ts';
import { AVAILABILITY, CONTEXT, LATENCY, row, scraped, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

async function check(slo: string, stable = true): Promise<SliCheck> {
  const slos = slosIn({ slo }, `{ url: "${server.url}" }`);
  const source = createPrometheus(serverOf(slos), CONTEXT);
  const [first] = await source.check(slos, { candidate: V2, stable: stable ? V1 : null });
  if (first === undefined) throw new Error('nothing was checked');
  return first;
}

const TOTAL = row('total', { instance: 'a', code: '200' }, '9');

function bucket(le: string): api.Row {
  return row('bucket', { instance: 'a', le }, '1');
}

describe('before a rollout', () => {
  it('all is well where the stable release is counted, failures or none', async () => {
    server.behaviour = api.answering(['glidepath_part', [TOTAL, scraped('v1')]]);
    expect(await check(AVAILABILITY)).toMatchObject({ sli: 'slo', trouble: null });
    expect(server.asked).toHaveLength(1);
  });

  it('nothing is selected', async () => {
    expect((await check(AVAILABILITY)).trouble).toMatchObject({
      kind: 'no-data',
      why: 'no series of requests_total is selected',
    });
  });

  it('other releases are, which are named', async () => {
    server.behaviour = api.answering(['count by (version)', [[{ version: 'v0' }, '1']]]);
    expect((await check(AVAILABILITY)).trouble?.why).toContain('there are v0');
  });

  it('the label is not there; those that are, are named', async () => {
    server.behaviour = api.answering(
      ['count by (version)', [[{}, '1']]],
      ['topk', [[{ job: 'shop', le: '1' }, '1']]],
    );
    expect((await check(AVAILABILITY)).trouble?.why).toContain('they have job');
  });

  it('a native histogram is not taken for a classic one', async () => {
    server.behaviour = api.answering(['count(duration_seconds)', [[{}, '1']]]);
    expect((await check(LATENCY)).trouble).toMatchObject({
      why: containing('it is a native histogram'),
      mend: 'write native-histogram instead of histogram',
    });
  });

  it('a threshold off the edge is refused, with those next to it', async () => {
    server.behaviour = api.answering([
      'glidepath_part',
      [...['0.1', '0.5', '1', '+Inf'].map(bucket), scraped('v1')],
    ]);
    expect((await check(LATENCY)).trouble).toMatchObject({
      why: containing('300ms is no edge of duration_seconds; its edges are 0.1, 0.5, 1 s'),
      mend: containing('under 100ms or 500ms'),
    });
  });

  it('a source that is down is told with the query', async () => {
    server.behaviour = api.json(400, { status: 'error', error: 'parse error' });
    expect(await check(AVAILABILITY)).toMatchObject({
      query: containing('requests_total{version=~"v2|v1"}'),
      trouble: { kind: 'source-down', why: containing('parse error') },
    });
  });

  it('a first release needs an answer, and no more', async () => {
    expect((await check(AVAILABILITY, false)).trouble).toBeNull();
    server.behaviour = api.text(401, '');
    expect((await check(AVAILABILITY, false)).trouble?.kind).toBe('source-down');
  });
});

async function usage(slo: string): Promise<SliUsage | undefined> {
  const slos = slosIn({ slo }, `{ url: "${server.url}" }`);
  return (await createPrometheus(serverOf(slos), CONTEXT).usage(slos))[0];
}

describe('of late', () => {
  it('rates by release, and what is left of the budget', async () => {
    server.behaviour = api.answering(
      ['[5m]', [row('total', {}, '600'), row('bad', {}, '6'), row('total', { version: 'v2' }, '0')]],
      ['[30d]', [row('total', {}, '100000'), row('bad', {}, '400')]],
    );
    expect(await usage(AVAILABILITY)).toEqual({
      sli: 'slo',
      rates: [
        { release: 'v1', requestsPerSecond: 2, badShare: 0.01 },
        { release: 'v2', requestsPerSecond: 0, badShare: null },
      ],
      budgetLeft: about(0.6),
      why: null,
    });
  });

  it('of a histogram by its bucket, however its edge is written', async () => {
    server.behaviour = api.answering(['le=~"0?[.]30*"', [row('total', {}, '600'), row('bucket', {}, '540')]]);
    expect(await usage(LATENCY)).toMatchObject({
      rates: [{ badShare: 0.1 }],
      budgetLeft: about(-9),
    });
  });

  it('nothing, and why', async () => {
    server.behaviour = api.text(404, '');
    expect(await usage(AVAILABILITY)).toMatchObject({
      rates: null,
      budgetLeft: null,
      why: containing('answered 404'),
    });
  });
});
