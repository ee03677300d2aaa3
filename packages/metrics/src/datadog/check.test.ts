import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SliCheck, SliUsage } from '../source.ts';
import * as api from '../prometheus/testing/api-server.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { about, containing } from '../prometheus/testing/matchers.ts';
import { createSource } from '../registry.ts';
import { createDatadog } from './datadog.ts';
import { FakeDatadog } from './testing/fake-datadog.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn } from './testing/slos.ts';

const START = 1_700_000_000_000;
const RECENT = START - 70_000;
const DAY = 86_400_000;

let server: FakeDatadog;
beforeEach(async () => {
  server = await FakeDatadog.start();
  server.now = START;
});
afterEach(async () => {
  await server.stop();
  expect(server.violations).toEqual([]);
});

function send(metric: string, version: string | null, value: number, at = RECENT): void {
  const tags = { service: 'shop', ...(version === null ? {} : { version }) };
  server.sent.push({ metric, tags, at, value });
}

async function check(slo: string, stable = true, env = CONTEXT.env): Promise<SliCheck> {
  const slos = slosIn({ slo }, `{ url: "${server.url}" }`);
  const source = createDatadog(serverOf(slos), { ...CONTEXT, env }, () => server.now);
  const [first] = await source.check(slos, { candidate: V2, stable: stable ? V1 : null });
  if (first === undefined) throw new Error('nothing was checked');
  return first;
}

describe('before a rollout', () => {
  it('all is well where the stable release is counted, failures or none', async () => {
    send('hits', 'v1', 9);
    send('errors', 'v1', 1);
    expect(await check(AVAILABILITY)).toEqual({
      sli: 'slo',
      query:
        'total sum:hits{service:shop} by {version}.as_count(), bad sum:errors{service:shop} by {version}.as_count()',
      trouble: null,
    });
    expect(server.paths).toEqual(['/api/v2/validate_keys', '/api/v2/query/timeseries']);
  });

  it('keys that are not valid are told before anything is asked', async () => {
    const { trouble } = await check(AVAILABILITY, true, { DD_API_KEY: 'other', DD_APP_KEY: 'other' });
    expect(trouble).toMatchObject({
      kind: 'source-down',
      why: containing('answered 403: Forbidden'),
      mend: containing('check DD_API_KEY and DD_APP_KEY, that they are of this site'),
    });
    expect(server.paths).toEqual(['/api/v2/validate_keys']);
  });

  it('nothing is counted', async () => {
    expect((await check(AVAILABILITY)).trouble).toMatchObject({
      kind: 'no-data',
      why: 'sum:hits{service:shop} by {version}.as_count() counts nothing in the last 10m',
    });
  });

  it('other releases are, which are named', async () => {
    send('hits', 'v0', 1);
    send('hits', null, 1);
    expect((await check(AVAILABILITY)).trouble?.why).toContain(
      'has version:v1, the stable release; there are v0',
    );
  });

  it('the tag is not there', async () => {
    send('hits', null, 1);
    expect((await check(AVAILABILITY)).trouble).toMatchObject({
      why: containing('has no tag version'),
      mend: containing('DD_VERSION'),
    });
  });

  it('more failures than requests', async () => {
    send('hits', 'v1', 1);
    send('errors', 'v1', 2);
    expect((await check(AVAILABILITY)).trouble?.why).toContain('2 bad requests of 1');
  });

  it('a release that fell silent', async () => {
    send('hits', 'v1', 1, START - 60_000 - 300_000);
    expect((await check(AVAILABILITY)).trouble?.why).toContain('more than max-age, 2m30s');
  });

  it('a metric of failures that nobody knows is told; one that had a failure of late is believed', async () => {
    send('hits', 'v1', 9);
    expect((await check(AVAILABILITY)).trouble).toMatchObject({
      why: containing('errors has no count of the last 30 days at all'),
      mend: containing('check the name'),
    });
    send('errors', 'v0', 1, START - 20 * DAY);
    expect((await check(AVAILABILITY)).trouble).toBeNull();
  });

  it('a distribution whose percentiles are not enabled', async () => {
    send('duration', 'v1', 0.1);
    expect((await check(LATENCY)).trouble).toBeNull();
    server.withoutPercentiles.add('duration');
    expect((await check(LATENCY)).trouble).toMatchObject({
      why: containing('refused the query with 400'),
      mend: containing('with its percentiles enabled'),
    });
  });

  it('a distribution that Datadog counts none of by a threshold', async () => {
    send('duration', 'v1', -1);
    expect((await check(LATENCY)).trouble).toMatchObject({
      why: containing('Datadog counts none of its values by a threshold'),
      mend: containing('enable its percentiles'),
    });
  });

  it('releases that the tag can not tell apart', async () => {
    const slos = slosIn({ slo: AVAILABILITY }, `{ url: "${server.url}" }`);
    const source = createDatadog(serverOf(slos), CONTEXT, () => server.now);
    const [first] = await source.check(slos, { candidate: { ...V2, name: 'V1' }, stable: V1 });
    expect(first?.trouble?.why).toContain('both releases have version:v1 as Datadog keeps tags');
  });

  it('a first release needs keys and queries that are taken, and no more', async () => {
    expect((await check(AVAILABILITY, false)).trouble).toBeNull();
    expect((await check(AVAILABILITY.replaceAll('service:shop', '(a'), false)).trouble?.kind).toBe(
      'source-down',
    );
  });
});

async function usage(slo: string): Promise<SliUsage | undefined> {
  const slos = slosIn({ slo }, `{ url: "${server.url}" }`);
  return (await createDatadog(serverOf(slos), CONTEXT, () => server.now).usage(slos))[0];
}

describe('of late', () => {
  it('rates by release, and what is left of the budget', async () => {
    send('hits', 'v1', 600);
    send('errors', 'v1', 6);
    send('hits', 'v2', 0);
    send('hits', 'v0', 99_400, START - 20 * DAY);
    send('errors', 'v0', 394, START - 20 * DAY);
    expect(await usage(AVAILABILITY)).toEqual({
      sli: 'slo',
      rates: [
        { release: 'v1', requestsPerSecond: 2, badShare: 0.01 },
        { release: 'v2', requestsPerSecond: 0, badShare: null },
      ],
      budgetLeft: about(0.6),
      why: null,
    });
    expect(server.asked).toHaveLength(2);
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

it('is loaded by what a delivery file names', async () => {
  const slos = slosIn({ slo: AVAILABILITY }, `{ url: "${server.url}" }`);
  const [slo] = slos;
  if (slo?.source.kind !== 'datadog') throw new Error('the SLO is measured elsewhere');
  const source = await createSource(slo.source, CONTEXT);
  const [reading] = await source.read(slos, { candidate: V2, stable: V1 });
  expect(reading?.candidate).toMatchObject({ kind: 'cumulative', series: [] });
});
