import { instant } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as api from '../prometheus/testing/api-server.ts';
import { V1 } from '../prometheus/testing/slos.ts';
import { createDatadog } from './datadog.ts';
import { FakeDatadog } from './testing/fake-datadog.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn } from './testing/slos.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
let server: FakeDatadog;
beforeEach(async () => {
  server = await FakeDatadog.start();
  server.now = NOON + 30_000;
});
afterEach(async () => {
  await server.stop();
  expect(server.violations).toEqual([]);
});

function send(metric: string, version: string, minutesAgo: number, value: number): void {
  server.sent.push({ metric, tags: { service: 'shop', version }, at: NOON - minutesAgo * 60_000, value });
}

async function historyOf(minutes: number) {
  const slos = slosIn({ a: AVAILABILITY }, `{ url: "${server.url}" }`);
  const source = createDatadog(serverOf(slos), CONTEXT, () => server.now);
  return source.history?.(slos, { release: V1, until: instant(NOON + 20_000), minutes });
}

it('gives the counts of one release minute by minute, in one request, up to what is closed', async () => {
  send('hits', 'v1', 4, 100);
  send('hits', 'v1', 2.5, 110);
  send('errors', 'v1', 2.9, 3);
  send('hits', 'v2', 2.5, 50);
  send('hits', 'v1', 0.5, 120);
  expect(await historyOf(3)).toEqual([
    {
      sli: 'a',
      minutes: [
        { bad: 0, total: 100 },
        { bad: 3, total: 110 },
      ],
      why: null,
    },
  ]);
  expect(server.asked.map(({ interval }) => interval)).toEqual([60_000]);
});

it('says why it can not', async () => {
  server.behaviour = api.text(403, 'no');
  const [history] = (await historyOf(3)) ?? [];
  expect(history?.minutes).toEqual([]);
  expect(history?.why).toContain('403');
});
