import { instant } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as api from '../prometheus/testing/api-server.ts';
import { V1 } from '../prometheus/testing/slos.ts';
import { FakeIndex } from './testing/fake-index.ts';
import { AVAILABILITY, LATENCY, slosIn, sourceFor } from './testing/slos.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
let server: api.ApiServer;
let logs: FakeIndex;
beforeEach(async () => {
  server = await api.ApiServer.start();
  logs = new FakeIndex('logs-*', NOON + 120_000);
  server.behaviour = logs.behaviour;
});
afterEach(async () => {
  await server.stop();
  expect(logs.violations).toEqual([]);
});

/** So many requests of a release so many minutes before noon. */
function logged(version: string, minutesAgo: number, requests: number, status = 200, durationMs = 10): void {
  for (let i = 0; i < requests; i++) {
    logs.documents.push({
      at: NOON - minutesAgo * 60_000 + i,
      dataset: 'access',
      'service.version': version,
      status,
      'event.duration': durationMs * 1e6,
    });
  }
}

async function historyOf(minutes = 30) {
  const slos = slosIn({ a: AVAILABILITY, b: LATENCY }, `{ url: "${server.url}" }`);
  const { source } = sourceFor(slos, { now: () => logs.now });
  return source.history?.(slos, { release: V1, until: instant(NOON), minutes });
}

it('counts the documents of one release minute by minute, of all SLIs in one request', async () => {
  logged('v1', 31, 4);
  logged('v1', 30, 3);
  logged('v1', 2, 2, 500);
  logged('v1', 2, 5, 200, 400);
  logged('v2', 2, 9, 500);
  logged('v1', 0, 7, 500);
  expect(await historyOf()).toEqual([
    {
      sli: 'a',
      minutes: [
        { bad: 0, total: 3 },
        { bad: 2, total: 7 },
      ],
      why: null,
    },
    {
      sli: 'b',
      minutes: [
        { bad: 0, total: 3 },
        { bad: 5, total: 7 },
      ],
      why: null,
    },
  ]);
  expect(server.asked).toHaveLength(1);
});

it('says why it can not', async () => {
  server.behaviour = api.text(404, 'no');
  const [history] = (await historyOf()) ?? [];
  expect(history?.minutes).toEqual([]);
  expect(history?.why).toContain('404');
});
