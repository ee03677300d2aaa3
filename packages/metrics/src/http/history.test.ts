import { instant } from '@glidepath/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as api from '../prometheus/testing/api-server.ts';
import { V1 } from '../prometheus/testing/slos.ts';
import { COUNTER, INTERVAL, made, WINDOW } from './testing/slos.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const PAST = { release: V1, until: instant(NOON), minutes: 30 };
let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

async function historyOf(text: string) {
  const { source, slos } = made({ a: text }, `{ url: "${server.url}" }`, { now: () => NOON + 600_000 });
  return source.history?.(slos, PAST);
}

it('asks an endpoint that counts over any time, minute by minute', async () => {
  server.behaviour = (response, asked) => {
    const query = new URL(asked.path, server.url).searchParams;
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    const minute = (NOON / 1000 - from) / 60;
    const counts = to - from === 60 ? { requests: 100 + minute, failures: minute % 2 } : {};
    api.json(200, counts)(response, asked);
  };
  const [history] = (await historyOf(INTERVAL)) ?? [];
  expect(history?.why).toBeNull();
  expect(history?.minutes).toHaveLength(30);
  expect(history?.minutes[0]).toEqual({ bad: 0, total: 130 });
  expect(history?.minutes.at(-1)).toEqual({ bad: 1, total: 101 });
});

it.each([COUNTER, WINDOW])('does not ask one that can not be told up to when', async (text) => {
  expect(await historyOf(text)).toEqual([]);
  expect(server.asked).toEqual([]);
});

it('stops at the first trouble', async () => {
  server.behaviour = api.json(200, { requests: 'many', failures: 0 });
  const [history] = (await historyOf(INTERVAL)) ?? [];
  expect(history).toMatchObject({ sli: 'a', minutes: [] });
  expect(history?.why).toContain('total finds a text');
  expect(server.asked.length).toBeLessThanOrEqual(5);
});
