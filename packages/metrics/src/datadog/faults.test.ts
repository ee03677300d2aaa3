import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import { millis } from '@glidepath/model';
import * as api from '../prometheus/testing/api-server.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { createDatadog } from './datadog.ts';
import { API_KEY, APP_KEY, FakeDatadog } from './testing/fake-datadog.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn } from './testing/slos.ts';

const START = 1_700_000_000_000;
const AT = START - 70_000;

let server: FakeDatadog;
beforeEach(async () => {
  server = await FakeDatadog.start();
  server.now = START;
  server.sent.push({ metric: 'hits', tags: { service: 'shop', version: 'v1' }, at: AT, value: 1 });
});
afterEach(async () => server.stop());

async function readV1(env = CONTEXT.env, lookLimit = 2_000): Promise<Reading> {
  return readAt(server.url, env, lookLimit);
}

async function readAt(url: string, env = CONTEXT.env, lookLimit = 2_000): Promise<Reading> {
  const slos = slosIn({ a: AVAILABILITY }, `{ url: "${url}" }`);
  const context = { ...CONTEXT, env, lookLimit: millis(lookLimit) };
  const source = createDatadog(serverOf(slos), context, () => server.now);
  const [reading] = await source.read(slos, { candidate: V1, stable: V2 });
  if (reading === undefined) throw new Error('nothing was read');
  return reading.candidate;
}

function why(reading: Reading): string {
  return reading.kind === 'no-data' || reading.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : reading.kind;
}

/** An answer of the endpoint's form, with these attributes. */
function answer(attributes: unknown): api.Behaviour {
  return api.json(200, { data: { type: 'timeseries_response', attributes } });
}

function figures(values: string, tags: readonly string[] = ['version:v1']): api.Behaviour {
  const attributes = `{"series":[{"group_tags":${JSON.stringify(tags)},"query_index":0}],"times":[${AT}],"values":[[${values}]]}`;
  return api.text(200, `{"data":{"type":"timeseries_response","attributes":${attributes}}}`);
}

it('reads counts where all is well', async () => {
  expect((await readV1()).kind).toBe('cumulative');
  expect(server.violations).toEqual([]);
});

describe('answers that are none of Datadog', () => {
  it.each([
    [
      'a web page',
      api.text(200, '<!doctype html>', { 'content-type': 'text/html' }),
      'a web page (text/html)',
    ],
    ['truncated JSON', api.text(200, '{"data":{"attr'), 'JSON that ends in the middle'],
    ['nothing', api.text(200, ''), 'answered with nothing'],
    ['text', api.text(200, 'ok'), 'no JSON'],
    ['other JSON', api.json(200, { hello: 'world' }), 'another form (at data)'],
    ['a scalar answer', api.json(200, { data: { type: 'scalar_response' } }), 'another form'],
    [
      'numbers as text',
      answer({ series: [{}], times: [AT], values: [['1']] }),
      'another form (at data.attributes.values.0.0)',
    ],
    ['times as text', answer({ series: [], times: ['now'], values: [] }), 'another form'],
    [
      'values without series',
      answer({ series: [], times: [AT], values: [[1]] }),
      '0 series and the values of 1',
    ],
    ['too few values', answer({ series: [{}], times: [AT], values: [[]] }), 'do not fit its 1 times'],
    ['a time twice', answer({ series: [], times: [AT, AT], values: [] }), 'times that do not rise'],
    [
      'a query that was not asked',
      answer({ series: [{ query_index: 9 }], times: [], values: [[]] }),
      'answered for query 9 of 2',
    ],
    ['an error with 200', api.json(200, { errors: 'timed out' }), 'refused the query: timed out'],
    [
      'a redirect',
      api.text(302, '', { location: 'https://login.example/?t=hush' }),
      'redirects to https://login.example/;',
    ],
    ['400', api.json(400, { errors: ['bad query'] }), 'refused the query with 400: bad query'],
    ['422', api.json(422, { errors: [{ detail: 'no such thing' }] }), 'with 422: no such thing'],
    ['401', api.json(401, { errors: ['Unauthorized'] }), 'check DD_API_KEY and DD_APP_KEY'],
    ['403', api.text(403, 'no'), 'that the application key may timeseries_query'],
    ['404', api.text(404, 'page not found'), 'check sources.datadog.url'],
    ['418', api.text(418, ''), 'answered 418'],
  ])('%s: the source is down, and the reading says why', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const said = why(await readV1());
    expect(said).toMatch(/^source-down: /);
    expect(said).toContain(says);
    expect(said).not.toContain('hush');
    expect(server.paths).toHaveLength(1);
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    server.behaviour = api.flood((more) => (bytes += more));
    expect(why(await readV1(CONTEXT.env, 20_000))).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(32 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    server.behaviour = api.hang;
    expect(why(await readV1(CONTEXT.env, 300))).toContain('did not answer within 300ms');
  });

  it('nobody there', async () => {
    const { url } = server;
    await server.stop();
    expect(why(await readAt(url))).toMatch(/^source-down: .*\(ECONNREFUSED\); nothing listens there/);
  });
});

describe('trouble that passes', () => {
  it.each([
    ['500', api.text(500, 'oops')],
    ['503', api.text(503, 'Service Unavailable')],
    ['429', api.json(429, { errors: ['Too many requests'] }, { 'x-ratelimit-reset': '0' })],
    ['a connection that is cut', api.hangUp],
    ['an answer that is cut', api.cutOff],
  ])('%s is asked again', async (_, behaviour) => {
    server.next.push(behaviour);
    expect((await readV1()).kind).toBe('cumulative');
    expect(server.paths).toHaveLength(2);
  });

  it.each([
    ['500', api.text(500, 'oops'), 'answered 500; look at status.datadoghq.com'],
    ['503', api.json(503, { errors: ['down'] }), 'answered 503: down'],
    ['429 without a time', api.json(429, { errors: ['Too many'] }), 'write a longer analysis.poll'],
    ['cut answers', api.cutOff, 'ECONNRESET'],
  ])('%s that lasts is told after three attempts', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    expect(why(await readV1())).toContain(says);
    expect(server.paths).toHaveLength(3);
  });

  it.each([{ 'x-ratelimit-reset': '120' }, { 'retry-after': '120' }])(
    'a wait that would take too long is not begun: %j',
    async (headers) => {
      server.behaviour = api.json(429, { errors: ['Too many requests'] }, headers);
      expect(why(await readV1())).toContain('asks to be left alone for 2m');
      expect(server.paths).toHaveLength(1);
    },
  );
});

describe('figures that no count can be', () => {
  it.each([
    ['less than nothing', figures('-3'), 'is -3'],
    ['infinity', figures('1e999'), 'is Infinity'],
    ['more than can be counted', figures('1e300'), 'is 1e+300'],
    ['a fraction', figures('12.4'), 'is 12.4, no whole number'],
    ['another tag', figures('1', ['host:a']), 'came grouped by host:a, not by version'],
    ['two tags', figures('1', ['version:v1', 'host:a']), 'came grouped by'],
    [
      'a release twice',
      answer({
        series: [{ group_tags: ['version:v1'] }, { group_tags: ['version:v1'] }],
        times: [AT],
        values: [[1], [1]],
      }),
      'came twice for v1',
    ],
  ])('%s is no data', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const said = why(await readV1());
    expect(said).toMatch(/^no-data: /);
    expect(said).toContain(says);
  });

  it('NaN is no JSON', async () => {
    server.behaviour = figures('NaN');
    expect(why(await readV1())).toContain('JSON that ends in the middle');
  });

  it('nulls are nothing', async () => {
    server.behaviour = figures('null');
    expect(await readV1()).toEqual({ kind: 'cumulative', series: [], until: START - 60_000 });
  });

  it('a whole number but for rounding is whole', async () => {
    server.behaviour = figures('29.999999999999996');
    expect((await readV1()).kind).toBe('cumulative');
  });
});

const ECHO: api.Behaviour = (response, asked) =>
  api.json(400, {
    errors: [`bad ${String(asked.headers['dd-api-key'])} ${String(asked.headers['dd-application-key'])}`],
  })(response, asked);

describe('keys', () => {
  it('are never told, even where the server tells them', async () => {
    server.behaviour = ECHO;
    const said = why(await readV1());
    expect(said).toContain('bad *** ***');
    expect(said).not.toContain(API_KEY);
    expect(said).not.toContain(APP_KEY);
  });

  it.each([
    [{}, 'DD_API_KEY, which sources.datadog.api-key-env names, is not set'],
    [{ DD_API_KEY: 'k' }, 'DD_APP_KEY, which sources.datadog.app-key-env names, is not set'],
    [{ DD_API_KEY: 'k\nk', DD_APP_KEY: 'a' }, 'DD_API_KEY holds characters that no header can carry'],
  ])('that are not there or can not be sent: %j', async (env, says) => {
    expect(why(await readV1(env))).toContain(says);
    expect(server.paths).toEqual([]);
  });
});

it('somebody else’s text stays on one line, short, without controls', async () => {
  server.behaviour = api.json(400, { errors: [`a\n\u001b[31mb\u202e${'x'.repeat(1_000)}`] });
  const said = why(await readV1());
  expect(said).toContain('a [31mb x');
  expect(said).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(said.length).toBeLessThan(600);
});
