import { expect, it } from 'vitest';
import { jsonOf, tableOf } from './figures.ts';
import { metrics } from './main.ts';
import { measure, type Case } from './measure.ts';

const CASE: Case = {
  source: 'http',
  slis: 3,
  targets: 1,
  requests: 6,
  sentBytes: 512,
  receivedBytes: 2_048,
};

it('the figures are a table and JSON of a fixed form', () => {
  expect(tableOf([CASE]).at(-1)).toMatch(/^http +3 +1 +6 +0\.5 kB +2\.0 kB$/);
  expect(JSON.parse(jsonOf([CASE]))).toEqual({ benchmark: 'metrics', cases: [CASE] });
});

it.each([
  ['http', 6, async () => import('./worlds/http.ts')],
  ['elasticsearch', 1, async () => import('./worlds/elasticsearch.ts')],
  ['cloudwatch', 1, async () => import('./worlds/cloudwatch.ts')],
  ['datadog', 1, async () => import('./worlds/datadog.ts')],
])('of %s three SLIs take %i requests a poll', async (source, requests, load) => {
  const { start } = await load();
  const measured = await measure(source, start, { slis: 3, targets: 1 });
  expect(measured.requests).toBe(requests);
  expect(measured.receivedBytes).toBeGreaterThan(100);
});

it('a source that there is not is refused before anything is measured', async () => {
  expect(await metrics(['--source', 'nagios'])).toBe(2);
  expect(await metrics(['--jsn'])).toBe(2);
});
