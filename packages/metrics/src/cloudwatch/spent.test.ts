import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { millis, type Millis } from '@glidepath/model';
import { ACCESS_KEY, SECRET_KEY, stubAws } from '../aws/testing/credentials.ts';
import { cutOff, flood, hang } from '../prometheus/testing/api-server.ts';
import type { Spent } from '../source.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { awsError, CloudWatchServer, json, text, type Answer } from './testing/server.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 12, 0, 40);

let server: CloudWatchServer;
let now = NOW;
beforeEach(async () => {
  stubAws();
  now = NOW;
  server = await CloudWatchServer.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  expect(server.wrong).toEqual([]);
});

/** Values that came in so long ago. */
function publish(metric: string, version: string, agoMs: number, ...values: readonly number[]): void {
  const data = [{ at: NOW - agoMs, values }];
  server.metrics.push({ namespace: 'shop', metric, dimensions: { Version: version }, data });
}

/** Everything that is published of a metric and a release is one series. */
function merged(): void {
  const all = new Map<string, CloudWatchServer['metrics'][number]>();
  for (const one of server.metrics) {
    const key = JSON.stringify([one.metric, one.dimensions]);
    all.set(key, { ...one, data: [...(all.get(key)?.data ?? []), ...one.data] });
  }
  server.metrics.splice(0, server.metrics.length, ...all.values());
}

function sourceOf(texts: Readonly<Record<string, string>>, more = '') {
  const slos = slosIn(texts, `{ region: eu-central-1, endpoint: "${server.url}"${more} }`);
  return { slos, source: createCloudWatch(serverOf(slos), CONTEXT, () => now) };
}

async function spent(slo: string, windows: readonly number[], limit = 5_000): Promise<Spent> {
  const { slos, source } = sourceOf({ slo });
  const asked = slos.map((one) => ({ slo: one, windows: windows.map((window): Millis => millis(window)) }));
  const [first] = await source.spent(asked, millis(limit));
  if (first === undefined) throw new Error('nothing was answered');
  return first;
}

function said(found: Spent): string {
  return found.kind === 'counts'
    ? found.windows.map(({ bad, total }) => `${bad}/${total}`).join(' ')
    : `${found.trouble.kind}: ${found.trouble.why}; ${found.trouble.mend}`;
}

/** Seconds, each length once. */
function periodsAsked(): readonly number[] {
  const all = server.asked.flatMap(({ MetricDataQueries }) =>
    MetricDataQueries.map((one) => ('MetricStat' in one ? one.MetricStat.Period : 0)),
  );
  return [...new Set(all)].toSorted((a, b) => a - b);
}

describe('what the whole service counted', () => {
  it('is the sum over all releases, for each window', async () => {
    publish('Requests', 'v1', 2 * MINUTE, 100);
    publish('Failures', 'v1', 2 * MINUTE, 1);
    publish('Requests', 'v2', 3 * MINUTE, 10);
    publish('Failures', 'v2', 3 * MINUTE, 4);
    publish('Requests', 'v1', 30 * MINUTE, 1000);
    publish('Requests', 'v0', 2 * DAY, 5000);
    publish('Failures', 'v0', 2 * DAY, 50);
    publish('Requests', 'v0', 20 * DAY, 70000);
    publish('Requests', 'v0', 40 * DAY, 900000);
    merged();
    const windows = [5 * MINUTE, HOUR, 3 * DAY, 30 * DAY];
    const found = await spent(AVAILABILITY, windows);
    expect(said(found)).toBe('5/110 5/1110 55/6110 55/76110');
    expect(found.query).toBe(
      'total Sum of shop Requests{Version="{release}"}, bad Sum of shop Failures{Version="{release}"}, of all releases together',
    );
    // Short periods for short windows, and no more than AWS keeps.
    expect(periodsAsked()).toEqual([60, 300, 3600]);
    expect(server.asked.every(({ MetricDataQueries }) => MetricDataQueries.length === 6)).toBe(true);
  });

  it('has what came in a moment ago in long windows too, once', async () => {
    now = NOW + 50 * MINUTE;
    publish('Requests', 'v1', -48 * MINUTE, 30);
    publish('Failures', 'v1', -48 * MINUTE, 2);
    publish('Requests', 'v1', 10 * MINUTE, 400);
    merged();
    expect(said(await spent(AVAILABILITY, [3 * DAY, 30 * DAY]))).toBe('2/430 2/430');
  });

  it('is nothing in a window in which nothing came in', async () => {
    publish('Requests', 'v1', 2 * HOUR, 100);
    expect(said(await spent(AVAILABILITY, [5 * MINUTE, 6 * HOUR]))).toBe('0/0 0/100');
  });

  it('has the late ones of durations', async () => {
    publish('Duration', 'v1', 2 * MINUTE, 0.1, 0.2, 0.9);
    expect(said(await spent(LATENCY, [HOUR]))).toBe('1/3');
  });

  it('has a release that CloudWatch does not list yet, where the rollout looks at it', async () => {
    publish('Requests', 'v1', 2 * MINUTE, 100);
    const { slos, source } = sourceOf({ slo: AVAILABILITY });
    await source.read(slos, { candidate: V2, stable: V1 });
    publish('Requests', 'v2', 2 * MINUTE, 7);
    const listed = server.metrics.filter(({ dimensions }) => dimensions['Version'] === 'v1');
    // It lists the old metric alone, and knows the data of both.
    server.listed = () => listed;
    const [found] = await source.spent(
      slos.map((slo) => ({ slo, windows: [millis(HOUR)] })),
      millis(5_000),
    );
    expect(found === undefined ? '' : said(found)).toBe('0/107');
  });

  it('of several SLIs is one call for each length of period, and a metric is listed once', async () => {
    publish('Requests', 'v1', 2 * MINUTE, 100);
    const { slos, source } = sourceOf({ a: AVAILABILITY, b: AVAILABILITY });
    const windows = [millis(5 * MINUTE), millis(HOUR)];
    const found = await source.spent(
      slos.map((slo) => ({ slo, windows })),
      millis(5_000),
    );
    expect(found.map(said)).toEqual(['0/100 0/100', '0/100 0/100']);
    expect(server.operations).toEqual(['ListMetrics', 'GetMetricData']);
  });

  it('of more than 500 queries is asked in several calls', async () => {
    for (let release = 0; release < 300; release++) publish('Requests', `v${release}`, 2 * MINUTE, 1);
    expect(said(await spent(AVAILABILITY, [HOUR]))).toBe('0/300');
    expect(server.asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([499, 101]);
  });

  it('of more releases than can be added up is trouble', async () => {
    for (let release = 0; release < 501; release++) publish('Requests', `v${release}`, 2 * MINUTE, 1);
    expect(said(await spent(AVAILABILITY, [HOUR]))).toContain('no-data: slo has more releases');
    expect(server.operations).toEqual(['ListMetrics']);
  });

  it('with longer periods than a minute', async () => {
    publish('Requests', 'v1', 20 * MINUTE, 3);
    const { slos, source } = sourceOf({ slo: AVAILABILITY }, ', period: 10m, max-age: 30m');
    const windows = [millis(5 * MINUTE), millis(30 * MINUTE), millis(30 * DAY)];
    const [found] = await source.spent(
      slos.map((slo) => ({ slo, windows })),
      millis(5_000),
    );
    expect(found === undefined ? '' : said(found)).toBe('0/0 0/3 0/3');
    expect(periodsAsked()).toEqual([600, 3600]);
  });
});

describe('trouble', () => {
  it('where CloudWatch knows no such metric', async () => {
    expect(said(await spent(AVAILABILITY, [HOUR]))).toBe(
      'no-data: CloudWatch lists no release of shop Requests{Version="{release}"} with data of the last two weeks; check the namespace, the name, the dimensions, the region and the account',
    );
  });

  it('where the only releases are those that were looked at, and have no data', async () => {
    const { slos, source } = sourceOf({ slo: AVAILABILITY });
    await source.read(slos, { candidate: V2, stable: V1 });
    const [found] = await source.spent(
      slos.map((slo) => ({ slo, windows: [millis(HOUR)] })),
      millis(5_000),
    );
    expect(found === undefined ? '' : said(found)).toContain('no-data: CloudWatch lists no release');
  });

  it('of a list of metrics without end', async () => {
    const one = { Namespace: 'shop', MetricName: 'Requests', Dimensions: [{ Name: 'Version', Value: 'v1' }] };
    server.behaviour = json(200, { Metrics: [one], NextToken: 'more' });
    expect(said(await spent(AVAILABILITY, [HOUR]))).toContain('no-data: slo has more releases');
  });

  it('of more failures than requests', async () => {
    publish('Requests', 'v1', 2 * MINUTE, 2);
    publish('Failures', 'v1', 2 * MINUTE, 3);
    expect(said(await spent(AVAILABILITY, [HOUR]))).toContain(
      'no-data: slo counts 3 bad requests of 2 in the last 1h',
    );
  });

  it.each([
    ['a web page', text(200, '<!doctype html>'), 'no JSON'],
    ['truncated JSON', text(200, '{"Metrics":[{"Na'), 'no JSON'],
    ['a redirect', text(302, '', { location: 'https://login.example/' }), 'redirects (302)'],
    ['400', awsError(400, 'ValidationError', 'bad name'), 'bad name'],
    ['401', text(401, 'no'), 'allow cloudwatch:GetMetricData and cloudwatch:ListMetrics'],
    ['403', awsError(403, 'AccessDenied', 'no'), 'allow cloudwatch:GetMetricData and cloudwatch:ListMetrics'],
    ['404', text(404, 'not found'), 'sources.cloudwatch.endpoint'],
    ['422', text(422, ''), 'answered 422'],
    ['429', text(429, ''), 'write a longer analysis.poll'],
    ['500', awsError(500, 'InternalServiceFault'), 'answered 500'],
    ['503', text(503, '<html>'), 'answered 503'],
    ['an answer that is cut', cutOff, 'answered with'],
    ['other JSON', json(200, { hello: 'world' }), 'JSON of another form'],
    ['metrics of another type', json(200, { Metrics: 'none' }), 'answered with'],
    ['an endless one', flood(() => undefined), 'more than 8 MiB'],
    ['secrets that come back', awsError(403, 'X', `${ACCESS_KEY} ${SECRET_KEY}`), '*** ***'],
  ])('%s: the source is down', async (_, behaviour, says) => {
    publish('Requests', 'v1', 2 * MINUTE, 2);
    server.behaviour = behaviour;
    const why = said(await spent(AVAILABILITY, [HOUR], 10_000));
    expect(why).toMatch(/^source-down: /);
    expect(why).toContain(says);
    expect(why).not.toContain(SECRET_KEY);
  });

  it('that comes when the counts are asked for, within the limit', async () => {
    publish('Requests', 'v1', 2 * MINUTE, 2);
    server.next.push((response) => {
      const listed = { Metrics: [{ Dimensions: [{ Name: 'Version', Value: 'v1' }] }] };
      json(200, listed)(response);
      server.behaviour = hang;
    });
    expect(said(await spent(AVAILABILITY, [HOUR], 400))).toMatch(
      /^source-down: .* did not answer within \d+ms/,
    );
  });

  it.each([
    ['NaN', 'NaN', 'total is NaN'],
    ['infinity', 'Infinity', 'total is Infinity'],
    ['less than nothing', -1, 'total is -1'],
  ])('%s instead of a count is no data', async (_, value, says) => {
    publish('Requests', 'v1', 2 * MINUTE, 2);
    server.spoil = ({ MetricDataResults: [first, ...rest] }: Answer) => ({
      MetricDataResults: [{ ...first, Values: [value] }, ...rest],
    });
    const why = said(await spent(AVAILABILITY, [HOUR]));
    expect(why).toContain(`no-data: ${says}`);
  });
});
