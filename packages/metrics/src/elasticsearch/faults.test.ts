import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import * as api from '../prometheus/testing/api-server.ts';
import { V1, V2 } from '../prometheus/testing/slos.ts';
import { BAD_ANSWERS, PASSING_ANSWERS } from '../web/testing/bad-answers.ts';
import { AVAILABILITY, slosIn, sourceFor } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

async function readV2(
  more = '',
  env: Readonly<Record<string, string>> = {},
  lookLimit = 2_000,
): Promise<Reading> {
  const { source, slos } = sourceFor(slosIn({ a: AVAILABILITY }, `{ url: "${server.url}"${more} }`), {
    env,
    lookLimit,
    now: clock(),
  });
  const [reading] = await source.read(slos, { candidate: V2, stable: V1 });
  if (reading === undefined) throw new Error('nothing was read');
  return reading.candidate;
}

/** Always the same time. */
function clock(): () => number {
  return () => 1_700_000_000_000;
}

function why(reading: Reading): string {
  return reading.kind === 'no-data' || reading.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : reading.kind;
}

const SOUND = {
  timed_out: false,
  _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
  aggregations: {
    newest: { value: 1_700_000_000_000 },
    releases: {
      buckets: [
        { doc_count: 10, bad: { doc_count: 1 } },
        { doc_count: 90, bad: { doc_count: 2 } },
      ],
    },
  },
  status: 200,
};

function answer(...responses: readonly unknown[]): api.Behaviour {
  return api.json(200, { took: 1, responses });
}

function counting(bucket: unknown): api.Behaviour {
  const releases = { buckets: [bucket, { doc_count: 0, bad: { doc_count: 0 } }] };
  return answer({ ...SOUND, aggregations: { ...SOUND.aggregations, releases } });
}

function failing(status: number, type: string, reason: string, more: object = {}): api.Behaviour {
  return answer({ error: { type, reason, ...more }, status });
}

it('reads counts where all is well', async () => {
  server.behaviour = answer(SOUND);
  expect(await readV2()).toEqual({
    kind: 'cumulative',
    series: [{ id: 'all', bad: 1, total: 10 }],
    until: 1_699_999_970_000,
  });
});

describe('answers that are none', () => {
  it.each(BAD_ANSWERS)('%s: the source is down, and the reading says why', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const said = why(await readV2());
    expect(said).toMatch(/^source-down: /);
    expect(said).toContain(says);
    expect(said).not.toContain('token=secret');
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['other JSON', api.json(200, { hello: 'world' })],
    ['null', api.json(200, null)],
    ['too few answers', answer()],
    ['too many', answer(SOUND, SOUND)],
    ['an answer without aggregations', answer({ ...SOUND, aggregations: undefined })],
    ['a count that is a text', counting({ doc_count: '3', bad: { doc_count: 0 } })],
    ['less than nothing', counting({ doc_count: -3, bad: { doc_count: 0 } })],
    ['half a document', counting({ doc_count: 1.5, bad: { doc_count: 0 } })],
    ['no count', counting({ bad: { doc_count: 0 } })],
    ['no time', answer({ ...SOUND, timed_out: 'no' })],
  ])('%s is of another form', async (_, behaviour) => {
    server.behaviour = behaviour;
    expect(why(await readV2())).toMatch(/^source-down: .* of another form/);
  });

  it('an infinite count is of another form', async () => {
    server.behaviour = api.text(
      200,
      JSON.stringify({ responses: [SOUND] }).replace('"doc_count":10', '"doc_count":1e999'),
    );
    expect(why(await readV2())).toMatch(/^source-down: .* of another form/);
  });

  it('a release that lacks', async () => {
    const releases = { buckets: [] };
    server.behaviour = answer({ ...SOUND, aggregations: { ...SOUND.aggregations, releases } });
    expect(why(await readV2())).toBe('no-data: the answer lacks a release');
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    server.behaviour = api.flood((more) => (bytes += more));
    expect(why(await readV2('', {}, 20_000))).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(32 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    server.behaviour = api.hang;
    expect(why(await readV2('', {}, 300))).toContain('did not answer within 300ms');
  });

  it('nobody there', async () => {
    const { url } = server;
    await server.stop();
    const { source, slos } = sourceFor(slosIn({ a: AVAILABILITY }, `{ url: "${url}" }`));
    const [reading] = await source.read(slos, { candidate: V2, stable: null });
    expect(reading?.stable).toBeNull();
    expect(why(reading?.candidate ?? { kind: 'cumulative', series: [] })).toMatch(
      /^source-down: .*\(ECONNREFUSED\); nothing listens there: start it, or check sources.elasticsearch.url/,
    );
  });
});

describe('what the engine says', () => {
  it.each([
    [
      'a missing index',
      failing(404, 'index_not_found_exception', 'no such index [logs-*]'),
      'no-data: there is no index logs-*; check index',
    ],
    [
      'nothing that the pattern fits',
      answer({ ...SOUND, _shards: { total: 0, successful: 0, skipped: 0, failed: 0 } }),
      'no-data: there is no index logs-*',
    ],
    [
      'a search out of time',
      answer({ ...SOUND, timed_out: true }),
      'source-down: URL looked through a part alone: it ran out of time',
    ],
    [
      'shards that failed',
      answer({
        ...SOUND,
        _shards: {
          total: 5,
          successful: 3,
          failed: 2,
          failures: [{ reason: { type: 'x', reason: 'disk\ngone' } }],
        },
      }),
      'source-down: URL looked through a part alone: 2 of 5 shards failed: disk gone',
    ],
    [
      'clusters that were skipped',
      answer({ ...SOUND, _clusters: { total: 2, successful: 1, skipped: 1 } }),
      'source-down: URL looked through a part alone: 1 remote clusters did not answer',
    ],
    [
      'too many buckets',
      failing(503, 'search_phase_execution_exception', '', {
        root_cause: [],
        caused_by: { type: 'too_many_buckets_exception', reason: 'Trying to create too many buckets' },
      }),
      'source-down: the search makes more buckets than search.max_buckets allows; raise it',
    ],
    [
      'a query that is refused',
      failing(400, 'search_phase_execution_exception', 'all shards failed', {
        root_cause: [{ type: 'query_shard_exception', reason: 'Failed to parse query [status:>=]' }],
      }),
      'source-down: URL refused the query with 400: Failed to parse query [status:>=]; try the query by hand',
    ],
    [
      'an index that may not be read',
      failing(403, 'security_exception', 'action [indices:data/read] is unauthorized'),
      'source-down: URL answered 403 for logs-*: action [indices:data/read] is unauthorized; check index',
    ],
  ])('%s is told apart', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    expect(why(await readV2())).toContain(says.replace('URL', server.url));
    expect(server.asked).toHaveLength(1);
  });

  it('an error of the whole request is told in its words', async () => {
    const root = [{ type: 'parsing_exception', reason: 'unknown query [trem]' }];
    const error = { type: 'parsing_exception', reason: 'unknown query', root_cause: root };
    server.behaviour = api.json(400, { error, status: 400 });
    expect(why(await readV2())).toContain('refused the query with 400: unknown query [trem]');
  });
});

describe('trouble that passes', () => {
  it.each(PASSING_ANSWERS)('%s is asked again', async (_, behaviour) => {
    server.next.push(behaviour);
    server.behaviour = answer(SOUND);
    expect((await readV2()).kind).toBe('cumulative');
    expect(server.asked).toHaveLength(2);
  });

  it.each(PASSING_ANSWERS)('%s that lasts is told after three attempts', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    expect(why(await readV2())).toContain(says);
    expect(server.asked).toHaveLength(3);
  });

  it('a wait that would take too long is not begun', async () => {
    server.behaviour = api.text(429, '', { 'retry-after': '120' });
    expect(why(await readV2())).toContain('asks to be left alone for 2m');
    expect(server.asked).toHaveLength(1);
  });

  it('of several searches only the one that failed is made again', async () => {
    server.next.push(
      answer(SOUND, { error: { type: 'circuit_breaking_exception', reason: 'full' }, status: 429 }),
    );
    server.behaviour = answer(SOUND);
    const slos = slosIn({ a: AVAILABILITY, b: AVAILABILITY }, `{ url: "${server.url}" }`);
    const { source } = sourceFor(slos, { now: clock() });
    const readings = await source.read(slos, { candidate: V2, stable: V1 });
    expect(readings.map(({ candidate }) => candidate.kind)).toEqual(['cumulative', 'cumulative']);
    expect(server.asked.map(({ body }) => body.split('\n').length)).toEqual([5, 3]);
  });
});

const ECHO: api.Behaviour = (response, asked) => {
  const reason = `bad ${asked.headers.authorization}`;
  api.json(400, { error: { type: 'x', reason } })(response, asked);
};

describe('secrets', () => {
  it.each([
    [', auth: { api-key-env: KEY }', 'ApiKey hush-hush'],
    [', auth: { bearer-env: KEY }', 'Bearer hush-hush'],
    [', auth: { basic: { user: u, password-env: KEY } }', `Basic ${btoa('u:hush-hush')}`],
  ])('go where they belong and are never told: %s', async (auth, sent) => {
    server.behaviour = ECHO;
    const said = why(await readV2(`${auth}, headers: { X-Tenant: team }`, { KEY: 'hush-hush\n' }));
    expect(server.asked[0]?.headers).toMatchObject({ authorization: sent, 'x-tenant': 'team' });
    expect(said).toContain('***');
    expect(said).not.toContain('hush-hush');
    expect(said).not.toContain(btoa('u:hush-hush'));
  });

  it('that are not there', async () => {
    expect(why(await readV2(', auth: { api-key-env: KEY }'))).toContain(
      'KEY, which sources.elasticsearch.auth names, is not set',
    );
    expect(server.asked).toEqual([]);
  });
});
