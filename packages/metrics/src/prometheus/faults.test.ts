import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { containing } from './testing/matchers.ts';
import { QUESTIONS, type Env } from './testing/questions.ts';
import { CONTEXT, histogram as histogramCounts, row, scraped, serverOf, sloBy, V1 } from './testing/slos.ts';

let server: api.ApiServer;

beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

const ECHO: api.Behaviour = (response, asked) =>
  api.json(422, { status: 'error', error: `bad ${asked.headers.authorization}` })(response, asked);

describe.each(QUESTIONS)('$name', ({ ask: put, good }) => {
  const ask = async (more = '', env: Env = {}, limitMs = 2_000): Promise<string> =>
    put(`{ url: "${server.url}"${more} }`, env, limitMs);

  it('is answered where all is well', async () => {
    server.behaviour = good;
    expect(await ask()).toBe('well');
  });

  describe('answers that are none of the query API', () => {
    it.each([
      [
        'a web page',
        api.text(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
        'a web page (text/html)',
      ],
      ['truncated JSON', api.text(200, '{"status":"success","data":{"resu'), 'JSON that ends in the middle'],
      ['nothing', api.text(200, ''), 'answered with nothing'],
      ['text', api.text(200, 'ok'), 'no JSON'],
      ['other JSON', api.json(200, { hello: 'world' }), 'JSON of another form'],
      [
        'a matrix',
        api.json(200, { status: 'success', data: { resultType: 'matrix', result: [] } }),
        'another form',
      ],
      [
        'a number as a number',
        api.json(200, {
          status: 'success',
          data: { resultType: 'vector', result: [{ metric: {}, value: [1, 2] }] },
        }),
        'another form',
      ],
      [
        'labels of another type',
        api.json(200, {
          status: 'success',
          data: { resultType: 'vector', result: [{ metric: { a: 1 }, value: [1, '2'] }] },
        }),
        'another form',
      ],
      [
        'an error with 200',
        api.json(200, { status: 'error', errorType: 'execution', error: 'too many samples' }),
        'too many samples',
      ],
      [
        'a redirect',
        api.text(302, '', { location: 'https://login.example/?token=secret' }),
        'redirects to https://login.example/',
      ],
      [
        '400',
        api.json(400, { status: 'error', errorType: 'bad_data', error: 'parse error at char 3' }),
        'refused the query with 400: parse error at char 3',
      ],
      [
        '422',
        api.json(422, { status: 'error', errorType: 'execution', error: 'many-to-many' }),
        'many-to-many',
      ],
      ['401', api.text(401, 'no'), 'sources.prometheus.auth'],
      ['403', api.text(403, 'no'), 'answered 403'],
      ['404', api.text(404, '404 page not found'), 'check the path in sources.prometheus.url'],
      ['418', api.text(418, ''), 'answered 418'],
    ])('%s: the source is down, and the reading says why', async (_, behaviour, says) => {
      server.behaviour = behaviour;
      const said = await ask();
      expect(said).toMatch(/^source-down: /);
      expect(said).toContain(says);
      expect(said).not.toContain('token=secret');
      expect(server.asked).toHaveLength(1);
    });

    it('an endless one is cut off', async () => {
      let bytes = 0;
      server.behaviour = api.flood((more) => (bytes += more));
      expect(await ask('', {}, 20_000)).toContain('answered with more than 8 MiB');
      expect(bytes).toBeLessThan(32 * 1024 ** 2);
    });

    it('one that hangs is given up', async () => {
      server.behaviour = api.hang;
      expect(await ask('', {}, 300)).toContain('did not answer within 300ms');
      expect(server.asked).toHaveLength(1);
    });

    it('nobody there', async () => {
      const { url } = server;
      await server.stop();
      expect(await put(`{ url: "${url}" }`, {}, 2_000)).toMatch(
        /^source-down: .*\(ECONNREFUSED\); nothing listens there/,
      );
    });
  });

  describe('trouble that passes', () => {
    it.each([
      ['500', api.text(500, 'oops')],
      ['503 while it starts', api.text(503, 'Service Unavailable')],
      ['429', api.text(429, '', { 'retry-after': '0' })],
      ['a connection that is cut', api.hangUp],
      ['an answer that is cut', api.cutOff],
    ])('%s is asked again', async (_, behaviour) => {
      server.next.push(behaviour);
      server.behaviour = good;
      expect(await ask()).toBe('well');
      expect(server.asked).toHaveLength(2);
    });

    it.each([
      ['500', api.text(500, 'oops'), 'answered 500'],
      [
        '503',
        api.json(503, { status: 'error', errorType: 'timeout', error: 'query timed out' }),
        'answered 503: query timed out',
      ],
      ['429', api.text(429, ''), 'write a longer analysis.poll'],
      ['cut answers', api.cutOff, 'ECONNRESET'],
    ])('%s that lasts is told after three attempts', async (_, behaviour, says) => {
      server.behaviour = behaviour;
      expect(await ask()).toContain(says);
      expect(server.asked).toHaveLength(3);
    });

    it('a wait that would take too long is not begun', async () => {
      server.behaviour = api.text(429, '', { 'retry-after': '120' });
      expect(await ask()).toContain('asks to be left alone for 2m');
      expect(server.asked).toHaveLength(1);
    });
  });

  describe('secrets', () => {
    const AUTH = ', auth: { bearer-env: PROM_TOKEN }, headers: { X-Scope-OrgID: team }';

    it('go where they belong, with the other headers', async () => {
      server.behaviour = good;
      expect(await ask(AUTH, { PROM_TOKEN: 'hush-hush\n' })).toBe('well');
      expect(server.asked[0]?.headers).toMatchObject({
        authorization: 'Bearer hush-hush',
        'x-scope-orgid': 'team',
      });
      await ask(', auth: { basic: { user: u, password-env: P } }', { P: 'pass:word' });
      expect(server.asked[1]?.headers.authorization).toBe(`Basic ${btoa('u:pass:word')}`);
    });

    it.each([
      [AUTH, { PROM_TOKEN: 'hush-hush' }],
      [', auth: { basic: { user: u, password-env: PROM_TOKEN } }', { PROM_TOKEN: 'hush-hush' }],
    ])('are never told, even where the server tells them: %s', async (auth, env) => {
      server.behaviour = ECHO;
      const said = await ask(auth, env);
      expect(said).toContain('***');
      expect(said).not.toContain('hush-hush');
      expect(said).not.toContain(btoa('u:hush-hush'));
    });

    it.each([
      [{}, 'PROM_TOKEN, which sources.prometheus.auth names, is not set'],
      [{ PROM_TOKEN: 'a\nb' }, 'PROM_TOKEN holds characters that no header can carry'],
    ])('that are not there or can not be sent: %j', async (env, says) => {
      expect(await ask(AUTH, env)).toContain(says);
      expect(server.asked).toEqual([]);
    });
  });

  it('somebody else’s text stays on one line, short, without controls', async () => {
    server.behaviour = api.json(400, { status: 'error', error: `a\n\u001b[31mb\u202e${'x'.repeat(1_000)}` });
    const said = await ask();
    expect(said).toContain('a [31mb x');
    expect(said).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(said.length).toBeLessThan(500);
  });
});

function count(value: string): api.Behaviour {
  return api.vector([row('total', { instance: 'a' }, value), scraped('v1')]);
}

const [LOOK] = QUESTIONS;

describe('figures that no counter can have', () => {
  it.each([
    ['NaN', count('NaN'), 'is NaN'],
    ['infinity', count('+Inf'), 'is Infinity'],
    ['less than nothing', count('-3'), 'is -3'],
    ['text', count('many'), 'is NaN'],
    [
      'a series twice',
      api.vector([row('total', { instance: 'a' }, '1'), row('total', { instance: 'a' }, '1'), scraped('v1')]),
      'came twice',
    ],
    ['something else', api.vector([[{ version: 'v1' }, '1']]), 'was not asked for'],
    [
      'an old sample',
      api.vector([row('total', { instance: 'a' }, '1'), scraped('v1', 300)]),
      'is 5m old, more than max-age, 2m30s',
    ],
    ['no time', api.vector([row('total', { instance: 'a' }, '1')]), 'was scraped last'],
  ])('%s is no data', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const said = (await LOOK?.ask(`{ url: "${server.url}" }`, {}, 2_000)) ?? '';
    expect(said).toMatch(/^no-data: /);
    expect(said).toContain(says);
  });

  it.each([
    ['with buckets', 'a native histogram, not a counter', { count: '1', sum: '1', buckets: [] }],
    ['without buckets', 'a native histogram, not a counter', { count: '1', sum: '1' }],
  ])('a native histogram %s is no counter', async (_, says, histogram) => {
    server.behaviour = api.vector([row('total', { instance: 'a' }, histogram), scraped('v1')]);
    expect(await LOOK?.ask(`{ url: "${server.url}" }`, {}, 2_000)).toContain(says);
  });
});

describe('figures that no native histogram can have', () => {
  const sound = { count: '3', sum: '1', buckets: [[0, '1', '2', '3']] } as const;
  it.each([
    ['a count that is none', { ...sound, count: 'NaN' }, 'no-data', 'counts NaN'],
    ['less than nothing', { ...sound, count: '-3' }, 'no-data', 'counts -3'],
    ['infinitely many', { ...sound, count: '+Inf' }, 'no-data', 'counts Infinity'],
    ['more in its buckets', { ...sound, count: '2' }, 'no-data', 'counts 2, and its buckets hold 3'],
    ['a bucket of NaN', { ...sound, buckets: [[0, '1', '2', 'NaN']] }, 'no-data', 'with NaN in it'],
    ['a bucket turned round', { ...sound, buckets: [[0, '2', '1', '3']] }, 'no-data', 'a bucket from 2 to 1'],
    ['numbers for texts', { ...sound, count: 3 }, 'source-down', 'JSON of another form'],
    [
      'a bucket without a count',
      { ...sound, buckets: [[0, '1', '2']] },
      'source-down',
      'JSON of another form',
    ],
    ['no count', { sum: '1' }, 'source-down', 'JSON of another form'],
  ])('%s', async (_, histogram, kind, says) => {
    const series = { metric: { version: 'v1' }, histogram: [api.NOW_S, histogram] };
    server.behaviour = api.json(200, { status: 'success', data: { resultType: 'vector', result: [series] } });
    const slo = sloBy(histogramCounts('native-histogram', 'below'), server.url);
    const [reading] = await createPrometheus(serverOf([slo]), CONTEXT).read([slo], {
      candidate: V1,
      stable: null,
    });
    expect(reading?.candidate).toMatchObject({ kind, why: containing(says) });
  });
});
