import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJudge, type JudgeSettings, type Reading } from '@glidepath/analysis';
import type { SourceReading } from '@glidepath/conductor';
import type { ForeignSource } from '../source.ts';
import * as api from '../prometheus/testing/api-server.ts';
import { containing } from '../prometheus/testing/matchers.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { createDatadog } from './datadog.ts';
import { FakeDatadog } from './testing/fake-datadog.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn } from './testing/slos.ts';

/** A moment on which intervals of 10 s begin; the newest closed one ends a minute before. */
const START = 1_700_000_000_000;
const DELAY = 60_000;
const TEN_S = 10_000;

let server: FakeDatadog;
let source: ForeignSource;
let slos: ReturnType<typeof slosIn>;

beforeEach(async () => {
  server = await FakeDatadog.start();
  server.now = START;
  use({ a: AVAILABILITY });
});
afterEach(async () => {
  await server.stop();
  expect(server.violations).toEqual([]);
});

function use(texts: Readonly<Record<string, string>>, more = ''): void {
  slos = slosIn(texts, `{ url: "${server.url}"${more} }`);
  source = createDatadog(serverOf(slos), CONTEXT, () => server.now);
}

/** Sends of a release, `at` counted from the end of the newest interval that is closed at the start. */
function send(metric: string, version: string | null, at: number, value: number, arrived = 0): void {
  const tags = { service: 'shop', ...(version === null ? {} : { version }) };
  server.sent.push({ metric, tags, at: START - DELAY + at, value, arrived });
}

async function read(): Promise<readonly SourceReading[]> {
  return source.read(slos, { candidate: V2, stable: V1 });
}

async function readFirst(): Promise<SourceReading> {
  const [first] = await read();
  if (first === undefined) throw new Error('nothing was read');
  return first;
}

/** Without `until` it is the end of the newest closed interval. */
function counted(version: string, bad: number, total: number, until = server.now - DELAY): Reading {
  return { kind: 'cumulative', series: [{ id: `version:${version}`, bad, total }], until };
}

it('begins at the first look, and adds up closed intervals from then on', async () => {
  send('hits', 'v1', -TEN_S, 100);
  send('hits', 'v1', 0, 7);
  expect(await readFirst()).toEqual({
    sli: 'a',
    candidate: { kind: 'cumulative', series: [], until: START - DELAY },
    stable: counted('v1', 0, 0, START - DELAY),
    latency: null,
  });

  server.now += TEN_S;
  send('errors', 'v1', 3_000, 2);
  send('hits', 'v2', 9_999, 3);
  send('hits', 'v2', TEN_S, 50);
  expect(await readFirst()).toMatchObject({ candidate: counted('v2', 0, 3), stable: counted('v1', 2, 7) });
});

it('counts up to the end of the newest closed interval, whenever it looks', async () => {
  send('hits', 'v1', -TEN_S, 1);
  send('hits', 'v1', 0, 5);
  const end = START - DELAY;
  server.now = START + 9_999;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 0, end));
  server.now = START + TEN_S;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 5, end + TEN_S));
});

it('asks once for each closed interval, however often it looks', async () => {
  send('hits', 'v1', -TEN_S, 1);
  await read();
  server.now += 5_000;
  await read();
  expect(server.asked).toHaveLength(1);
  server.now += 5_000;
  await read();
  expect(server.asked.map(({ from, to, interval }) => [from, to, interval])).toEqual([
    [START - DELAY - 600_000, START - DELAY, TEN_S],
    [START - DELAY - 590_000, START - DELAY + TEN_S, TEN_S],
  ]);
});

it('what comes in late is made up for, and counted once', async () => {
  send('hits', 'v1', -TEN_S, 1);
  await read();
  send('hits', 'v1', 0, 10);
  send('hits', 'v1', 0, 5, START + 300_000);
  send('hits', 'v1', 299_000, 1);
  server.now = START + TEN_S;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 10));
  server.now = START + 300_000;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 16));
  server.now = START + 310_000;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 16));
});

it('an answer that misses something for once is no step back', async () => {
  send('hits', 'v1', -TEN_S, 1);
  await read();
  send('hits', 'v1', 0, 10);
  server.now += TEN_S;
  await read();
  server.sent.pop();
  send('hits', 'v1', 10_000, 4);
  server.now += TEN_S;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 14));
});

it('a gap of an hour is read in full afterwards', async () => {
  send('hits', 'v1', -TEN_S, 1);
  await read();
  for (const minute of [1, 30, 59]) send('hits', 'v1', minute * 60_000, 10);
  server.now = START + 3_600_000;
  expect((await readFirst()).stable).toEqual(counted('v1', 0, 30));
});

it('an SLI that was down is read in full afterwards, and the others are not counted twice', async () => {
  use({ a: AVAILABILITY, b: LATENCY });
  send('hits', 'v1', -TEN_S, 1);
  send('duration', 'v1', -TEN_S, 0.1);
  await read();
  for (let at = 0; at < 1_200_000; at += 60_000) {
    send('hits', 'v1', at, 1);
    send('duration', 'v1', at, 0.1);
  }
  server.withoutPercentiles.add('duration');
  server.now = START + 600_000;
  await read();
  server.now = START + 1_200_000;
  expect((await read()).map(({ stable }) => stable)).toMatchObject([
    counted('v1', 0, 20),
    { kind: 'source-down' },
  ]);
  server.withoutPercentiles.clear();
  server.now += TEN_S;
  expect((await read()).map(({ stable }) => stable)).toEqual([counted('v1', 0, 20), counted('v1', 0, 20)]);
});

describe('no data', () => {
  it('a release that is not there is shown once as empty, then told', async () => {
    await read();
    server.now += TEN_S;
    expect((await readFirst()).candidate).toEqual({
      kind: 'no-data',
      why: 'nothing is counted of version:v2 yet',
    });
  });

  it('a release that fell silent is told after max-age', async () => {
    send('hits', 'v1', -TEN_S, 1);
    await read();
    server.now = START + 150_000;
    expect((await readFirst()).stable?.kind).toBe('cumulative');
    server.now = START + 160_000;
    expect((await readFirst()).stable).toEqual({
      kind: 'no-data',
      why: 'the newest count of version:v1 lies 2m40s before the newest interval, more than max-age, 2m30s',
    });
  });

  it('releases that the tag can not tell apart', async () => {
    const tags = { candidate: { ...V2, name: 'V1' }, stable: V1 };
    const [first] = await source.read(slos, tags);
    expect(first?.candidate).toMatchObject({
      kind: 'no-data',
      why: containing('both releases'),
    });
  });
});

it('tags are compared as Datadog keeps them', async () => {
  send('hits', 'v2.0_rc_1', -TEN_S, 1);
  const [first] = await source.read(slos, { candidate: { ...V2, name: 'V2.0+RC 1' }, stable: V1 });
  expect(first?.candidate).toEqual(counted('v2.0_rc_1', 0, 0));
});

it('counts late requests of a distribution by a threshold', async () => {
  use({ a: LATENCY });
  send('duration', 'v1', -TEN_S, 0.1);
  await read();
  server.now += TEN_S;
  for (const seconds of [0.1, 0.3, 0.301, 2]) send('duration', 'v1', 0, seconds);
  expect((await readFirst()).stable).toEqual(counted('v1', 2, 4));
  expect(server.asked[0]?.queries.map(({ query }) => query)).toEqual([
    'count:duration{service:shop} by {version}.as_count()',
    'count(v: v>0.3):duration{service:shop} by {version}.as_count()',
  ]);
});

it('counts late requests of a distribution by each of several thresholds', async () => {
  use({ a: LATENCY.replace('99% under 300ms', '[99% under 300ms, 99.9% under 1s]') });
  send('duration', 'v1', -TEN_S, 0.1);
  await read();
  server.now += TEN_S;
  for (const seconds of [0.1, 0.3, 0.301, 2]) send('duration', 'v1', 0, seconds);
  expect((await read()).map(({ sli, stable }) => [sli, stable])).toEqual([
    ['a-300ms', counted('v1', 2, 4)],
    ['a-1s', counted('v1', 1, 4)],
  ]);
});

it('adds several counts up', async () => {
  use({
    a: "{ objective: 99%, datadog: { total: 'sum:hits{*}', bad: 'sum:errors{*} + sum:timeouts{*}', split: version } }",
  });
  send('hits', 'v1', -TEN_S, 9);
  await read();
  server.now += TEN_S;
  for (const metric of ['hits', 'errors', 'timeouts']) send(metric, 'v1', 0, 2);
  send('hits', 'v1', 0, 5);
  expect((await readFirst()).stable).toEqual(counted('v1', 4, 7));
});

function many(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`a${index}`, AVAILABILITY.replaceAll('hits', `h${index}`)]),
  );
}

describe('many SLIs', () => {
  it.each([
    [10, 1],
    [50, 2],
  ])('%i are asked for in %i requests', async (count, requests) => {
    use(many(count));
    expect(await read()).toHaveLength(count);
    expect(server.asked).toHaveLength(requests);
  });

  it('two that count the same share the query', async () => {
    use({ a: AVAILABILITY, b: AVAILABILITY });
    await read();
    expect(server.asked[0]?.queries).toHaveLength(2);
  });

  it('one that Datadog does not take spoils no other', async () => {
    const wrong = AVAILABILITY.replace('service:shop', 'a OR (b');
    use({ a: wrong, b: AVAILABILITY });
    send('hits', 'v1', -TEN_S, 1);
    const [a, b] = await read();
    expect(a?.stable).toMatchObject({
      kind: 'source-down',
      why: containing('refused the query with 400: Invalid query: sum:hits{a OR (b}'),
    });
    expect(b?.stable).toEqual(counted('v1', 0, 0));
  });
});

/** The headers of so many requests that are left, for so many seconds. */
function limit(remaining: number, reset: number): Record<string, string> {
  return {
    'x-ratelimit-limit': '100',
    'x-ratelimit-period': '60',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  };
}

describe('the rate limit', () => {
  it('what is left is spread over the time that is left; what is known has to do meanwhile', async () => {
    send('hits', 'v1', -TEN_S, 1);
    send('hits', 'v1', 0, 5);
    server.headers = limit(2, 60);
    await read();
    server.now += 20_000;
    expect((await readFirst()).stable).toEqual(counted('v1', 0, 0, START - DELAY));
    expect(server.asked).toHaveLength(1);
    server.now += TEN_S;
    expect((await readFirst()).stable).toEqual(counted('v1', 0, 5));
    expect(server.asked).toHaveLength(2);
  });

  it('what is known counts up to the last look that was answered', async () => {
    send('hits', 'v1', -TEN_S, 1);
    send('hits', 'v1', 0, 5);
    await read();
    server.now += TEN_S;
    server.next.push(api.json(403, { errors: ['Forbidden'] }, limit(1, 15)));
    expect((await readFirst()).stable?.kind).toBe('source-down');
    server.now += TEN_S;
    expect((await readFirst()).stable).toEqual(counted('v1', 0, 0, START - DELAY));
    server.now += TEN_S;
    expect((await readFirst()).stable).toEqual(counted('v1', 0, 5, START - DELAY + 3 * TEN_S));
  });

  it('nobody asks where nothing is left, and that is told once it is too old', async () => {
    send('hits', 'v1', -TEN_S, 1);
    server.headers = limit(0, 600);
    await read();
    server.now += 160_000;
    expect((await readFirst()).stable).toMatchObject({
      kind: 'source-down',
      why: containing('is used up, and asks to be left alone for 7m20s; ask less often'),
    });
    expect(server.asked).toHaveLength(1);
  });

  it('plenty is no reason to wait', async () => {
    server.headers = limit(1_000, 60);
    await read();
    server.now += TEN_S;
    await read();
    expect(server.asked).toHaveLength(2);
  });
});

/** As a delivery file has them by default. */
const JUDGE: JudgeSettings = {
  pollMs: TEN_S,
  warmUpMs: 60_000,
  alpha: 0.01,
  beta: 0.05,
  rollback: { ratio: 1.05, budgetShare: 0.02 },
  promotion: { ratio: 2, budgetShare: 0.2 },
};

it.each([
  ['a sound release', 0, 'healthy'],
  ['a bad one', 30, 'breach'],
])('%s has the verdict of the same counts fed directly, though some come late', async (_, bad, verdict) => {
  const sli = [{ name: 'a', budget: 0.01 }];
  const [through, direct] = [createJudge(sli, JUDGE), createJudge(sli, JUDGE)];
  send('hits', 'v1', -TEN_S, 1);
  send('hits', 'v2', -TEN_S, 1);
  let kinds: readonly string[] = [];
  for (let look = 0; look <= 30; look++) {
    const at = START + look * TEN_S;
    server.now = at;
    const ofEach = (failed: number): Reading => ({
      kind: 'cumulative',
      series: [{ id: 'x', bad: failed * look, total: 500 * look }],
    });
    const readings = [{ sli: 'a', candidate: ofEach(bad), stable: ofEach(0) }];
    kinds = [
      through.observe({ at, weight: 50, readings: await read() }).kind,
      direct.observe({ at, weight: 50, readings }).kind,
    ];
    // The first look begins after what is there already; what is sent here is seen by the next one.
    const begin = look * TEN_S;
    send('hits', 'v1', begin, 500);
    send('hits', 'v2', begin, 480);
    send('hits', 'v2', begin, 20, at + 15_000);
    if (bad > 0) send('errors', 'v2', begin, bad);
  }
  expect(kinds).toEqual([verdict, verdict]);
});
