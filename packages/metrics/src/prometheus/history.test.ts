import type { SliHistory } from '@glidepath/conductor';
import { instant, type PrometheusCounts } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrometheus } from './prometheus.ts';
import * as api from './testing/api-server.ts';
import { CONTEXT, GOOD, histogram, PROMQL, selector, serverOf, sloBy, V1 } from './testing/slos.ts';

let server: api.ApiServer;
beforeEach(async () => {
  server = await api.ApiServer.start();
});
afterEach(async () => server.stop());

const UNTIL = instant(api.NOW_S * 1000);
const SELECTORS: PrometheusCounts = {
  kind: 'selectors',
  total: selector('requests_total'),
  bad: selector('failures_total'),
};

/** A series by what it is at each of the last minutes; null: it was not there. */
function line(
  part: string | null,
  labels: Readonly<Record<string, string>>,
  ...values: readonly (string | api.HistogramText | null)[]
) {
  const at = values.map((_, index) => api.NOW_S - 60 * (values.length - 1 - index));
  const points = values.flatMap((value, index) => (value === null ? [] : [[at[index], value] as const]));
  return {
    metric: { ...(part === null ? {} : { glidepath_part: part }), version: 'v1', ...labels },
    ...(points.some(([, value]) => typeof value !== 'string') ? { histograms: points } : { values: points }),
  };
}

/** It was scraped a second before each of the last minutes. */
function scraped(minutes: number) {
  const times = Array.from({ length: minutes }, (_, i) => String(api.NOW_S - 1 - 60 * (minutes - 1 - i)));
  return line('time', {}, ...times);
}

async function historyOf(
  counts: PrometheusCounts,
  ...lines: readonly ReturnType<typeof line>[]
): Promise<SliHistory | undefined> {
  server.behaviour = api.json(200, {
    status: 'success',
    data: { resultType: 'matrix', result: lines },
  });
  const slo = sloBy(counts, server.url);
  const source = createPrometheus(serverOf([slo]), CONTEXT);
  const past = { release: V1, until: UNTIL, minutes: 30 };
  return (await source.history?.([slo], past))?.[0];
}

describe('the minutes before a rollout', () => {
  it('are asked for as the counters stood, of one release, in one request', async () => {
    await historyOf(SELECTORS);
    const [asked, ...others] = server.asked;
    expect(others).toEqual([]);
    expect(asked?.path).toBe('/api/v1/query_range');
    const form = new URLSearchParams(asked?.body);
    expect(form.get('query')).toContain('requests_total{version=~"v1"}');
    expect(form.get('query')).not.toContain('increase');
    expect(Number(form.get('end'))).toBe(api.NOW_S);
    expect(Number(form.get('end')) - Number(form.get('start'))).toBe(1800);
    expect(form.get('step')).toBe('60');
  });

  it('count what all series grew by, whichever began anew or came later', async () => {
    const history = await historyOf(
      SELECTORS,
      line('total', { instance: 'a' }, '1000', '1100', '30', '90'),
      line('bad', { instance: 'a' }, '5', '7', null, '1'),
      line('total', { instance: 'b' }, null, null, '40', '70'),
      scraped(4),
    );
    expect(history).toEqual({
      sli: 'slo',
      minutes: [
        { bad: 2, total: 100 },
        { bad: 0, total: 70 },
        { bad: 1, total: 90 },
      ],
      why: null,
    });
  });

  it('leave out what was not scraped', async () => {
    const times = [181, 720, 660, 1].map((secondsAgo) => String(api.NOW_S - secondsAgo));
    const history = await historyOf(
      SELECTORS,
      line('total', { instance: 'a' }, '1000', '1100', '1200', '1300'),
      line('time', {}, ...times),
    );
    expect(history?.minutes).toEqual([]);
  });

  it('are counted by good ones, by expressions and by histograms too', async () => {
    const two = [
      { bad: 3, total: 100 },
      { bad: 0, total: 50 },
    ];
    const all = line('total', { instance: 'a' }, '1000', '1100', '1150');
    const good = line('good', { instance: 'a' }, '990', '1087', '1137');
    expect((await historyOf(GOOD, all, good, scraped(3)))?.minutes).toEqual(two);
    const bad = line('bad', { instance: 'a' }, '10', '13', '13');
    expect((await historyOf(PROMQL, all, bad))?.minutes).toEqual(two);
    const buckets = [
      line('bucket', { instance: 'a', le: '0.3' }, '990', '1087', '1137'),
      line('bucket', { instance: 'a', le: '+Inf' }, '1000', '1100', '1150'),
    ];
    expect((await historyOf(histogram('histogram', 'exact'), ...buckets, scraped(3)))?.minutes).toEqual(two);
    const native = line(
      null,
      { instance: 'a' },
      ...['10', '13', '13'].map((late, i) => ({
        count: ['1000', '1100', '1150'][i] ?? '',
        sum: '1',
        buckets: [
          [0, '0.1', '0.2', ['990', '1087', '1137'][i] ?? ''],
          [0, '0.5', '1', late],
        ] as const,
      })),
    );
    const found = await historyOf(histogram('native-histogram', 'below'), native, scraped(3));
    expect(found?.minutes).toEqual(two);
  });
});

describe('a server that can not tell', () => {
  it.each([
    ['refuses', api.json(400, { status: 'error', error: 'no ranges here' }), 'no ranges here'],
    ['has no such page', api.text(404, 'not found'), 'answered 404'],
    ['answers something else', api.vector([]), 'JSON of another form'],
  ])('that %s leaves the past unknown, and says why', async (_, behaviour, why) => {
    const slo = sloBy(SELECTORS, server.url);
    server.behaviour = behaviour;
    const source = createPrometheus(serverOf([slo]), CONTEXT);
    const [history] = (await source.history?.([slo], { release: V1, until: UNTIL, minutes: 30 })) ?? [];
    expect(history).toMatchObject({ minutes: [] });
    expect(history?.why).toContain(why);
  });
});
