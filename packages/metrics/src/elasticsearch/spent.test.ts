import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { millis } from '@glidepath/model';
import type { Spent } from '../source.ts';
import * as api from '../prometheus/testing/api-server.ts';
import { BAD_ANSWERS, PASSING_ANSWERS } from '../web/testing/bad-answers.ts';
import { FakeIndex } from './testing/fake-index.ts';
import { AVAILABILITY, LATENCY, slosIn, sourceFor } from './testing/slos.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_700_000_000_000;

let server: api.ApiServer;
let logs: FakeIndex;
beforeEach(async () => {
  server = await api.ApiServer.start();
  logs = new FakeIndex('logs-*', NOW);
  server.behaviour = logs.behaviour;
});
afterEach(async () => {
  await server.stop();
  expect(logs.violations).toEqual([]);
});

function logged(version: string, agoMs: number, status = 200, durationMs = 10): void {
  const duration = durationMs * 1e6;
  const at = NOW - agoMs;
  logs.documents.push({
    at,
    dataset: 'access',
    'service.version': version,
    status,
    'event.duration': duration,
  });
}

async function spent(
  texts: Readonly<Record<string, string>>,
  windows: readonly number[],
  limit = 2_000,
  more: { readonly server?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<readonly Spent[]> {
  const slos = slosIn(texts, `{ url: "${server.url}"${more.server ?? ''} }`);
  const { source } = sourceFor(slos, { now: () => NOW, env: more.env ?? {} });
  const asked = slos.map((slo) => ({ slo, windows: windows.map((window) => millis(window)) }));
  return source.spent(asked, millis(limit));
}

async function said(...args: Parameters<typeof spent>): Promise<string> {
  return (await spent(...args)).map(toldOf).join(', ');
}

function toldOf(found: Spent): string {
  return found.kind === 'counts'
    ? found.windows.map(({ bad, total }) => `${bad}/${total}`).join(' ')
    : `${found.trouble.kind}: ${found.trouble.why}; ${found.trouble.mend}`;
}

describe('what the whole service counted', () => {
  it('is of all releases, in each window, in one request for all SLIs', async () => {
    logged('v1', MINUTE);
    logged('v2', 2 * MINUTE, 500);
    logged('v1', 30 * MINUTE, 200, 900);
    logged('v0', 2 * DAY, 503);
    logged('v0', 40 * DAY, 503);
    const windows = [5 * MINUTE, HOUR, 3 * DAY];
    expect(await said({ a: AVAILABILITY, b: LATENCY }, windows)).toBe('1/2 1/3 2/4, 0/2 1/3 1/4');
    expect(server.asked).toHaveLength(1);
  });

  it('ends where documents are late', async () => {
    logged('v1', MINUTE);
    logged('v1', 20_000);
    expect(await said({ a: AVAILABILITY }, [HOUR])).toBe('0/1');
  });

  it('is nothing where nothing came in of late, and there was something before', async () => {
    logged('v1', 2 * DAY);
    expect(await said({ a: AVAILABILITY }, [5 * MINUTE, HOUR])).toBe('0/0 0/0');
    expect(server.asked).toHaveLength(2);
  });

  it('can be tried by hand', async () => {
    logged('v1', MINUTE);
    const [found] = await spent({ a: AVAILABILITY }, [HOUR]);
    expect(found?.query).toMatch(/^GET logs-\*\/_search \{"size":0,/);
  });
});

describe('trouble', () => {
  it('where nothing is known at all', async () => {
    expect(await said({ a: AVAILABILITY }, [HOUR])).toBe(
      'no-data: total finds no document of the last 30d in logs-*; check total, index and time',
    );
    expect(await said({ a: AVAILABILITY.replace('logs-*', 'lgos-*') }, [HOUR])).toContain(
      'no-data: there is no index lgos-*',
    );
  });

  it('of one SLI is no trouble of another', async () => {
    logged('v1', MINUTE);
    const lost = AVAILABILITY.replace('logs-*', 'lgos-*');
    expect(await said({ a: lost, b: AVAILABILITY }, [HOUR])).toMatch(/^no-data: .*, 0\/1$/);
  });

  it.each(BAD_ANSWERS)('%s: the source is down', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const why = await said({ a: AVAILABILITY }, [HOUR]);
    expect(why).toMatch(/^source-down: /);
    expect(why).toContain(says);
    expect(server.asked).toHaveLength(1);
  });

  it.each(PASSING_ANSWERS)('%s is asked again', async (_, behaviour) => {
    logged('v1', MINUTE);
    server.next.push(behaviour);
    expect(await said({ a: AVAILABILITY }, [HOUR])).toBe('0/1');
  });

  it.each([
    ['too few windows', []],
    ['more bad than all', [{ doc_count: 1, bad: { doc_count: 2 } }]],
    ['less than nothing', [{ doc_count: -1, bad: { doc_count: 0 } }]],
    ['text', [{ doc_count: '1', bad: { doc_count: 0 } }]],
    ['NaN', [{ doc_count: NaN, bad: { doc_count: 0 } }]],
  ])('%s is no answer', async (_, buckets) => {
    const aggregations = { newest: { value: NOW }, releases: { buckets } };
    const sound = { timed_out: false, _shards: { total: 1, successful: 1, failed: 0 }, status: 200 };
    server.behaviour = api.json(200, { took: 1, responses: [{ ...sound, aggregations }] });
    expect(await said({ a: AVAILABILITY }, [HOUR])).toMatch(/^source-down: /);
  });

  it('an endless answer is cut off, and one that hangs is given up, also the second one', async () => {
    server.behaviour = api.flood(() => undefined);
    expect(await said({ a: AVAILABILITY }, [HOUR], 20_000)).toContain('more than 8 MiB');
    server.behaviour = api.hang;
    server.next.push(logs.behaviour);
    expect(await said({ a: AVAILABILITY }, [HOUR], 400)).toMatch(/^source-down: .* did not answer within/);
  });

  it('is told without secrets', async () => {
    server.behaviour = (response, asked) => {
      const reason = `bad ${asked.headers.authorization}`;
      api.json(400, { error: { type: 'x', reason } })(response, asked);
    };
    const more = { server: ', auth: { bearer-env: KEY }', env: { KEY: 'hush-hush' } };
    const why = await said({ a: AVAILABILITY }, [HOUR], 2_000, more);
    expect(why).toContain('bad Bearer ***');
    expect(why).not.toContain('hush-hush');
  });
});
