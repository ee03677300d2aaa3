import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '@glidepath/analysis';
import { millis } from '@glidepath/model';
import { ACCESS_KEY, SECRET_KEY, stubAws } from '../aws/testing/credentials.ts';
import { cutOff, flood, hang, hangUp } from '../prometheus/testing/api-server.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { awsError, CloudWatchServer, json, text, type Answer } from './testing/server.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

const T0 = Date.UTC(2026, 10, 22, 12, 0, 0);

let server: CloudWatchServer;

beforeEach(async () => {
  stubAws();
  server = await CloudWatchServer.start();
  server.metrics.push({
    namespace: 'shop',
    metric: 'Requests',
    dimensions: { Version: 'v2' },
    data: [{ at: T0, values: [4] }],
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

async function read(
  lookLimit = 10_000,
  region = 'region: eu-central-1, ',
  url = server.url,
): Promise<Reading> {
  const slos = slosIn({ slo: AVAILABILITY }, `{ ${region}endpoint: "${url}" }`);
  let now = T0 + 10_000;
  const source = createCloudWatch(serverOf(slos), { ...CONTEXT, lookLimit: millis(lookLimit) }, () => now);
  const releases = { candidate: V2, stable: V1 };
  await source.read(slos, releases);
  now = T0 + 100_000;
  const [reading] = await source.read(slos, releases);
  if (reading === undefined) throw new Error('nothing was read');
  return reading.candidate;
}

async function said(...args: Parameters<typeof read>): Promise<string> {
  const reading = await read(...args);
  return reading.kind === 'no-data' || reading.kind === 'source-down'
    ? `${reading.kind}: ${reading.why}`
    : reading.kind;
}

it('reads where all is well', async () => {
  expect(await said()).toBe('cumulative');
});

describe('answers that are none of CloudWatch: the source is down, and the reading says why', () => {
  it.each([
    ['a web page', text(200, '<!doctype html><title>Sign in</title>'), 'no JSON'],
    ['truncated JSON', text(200, '{"MetricDataResults":[{"Id":'), 'no JSON'],
    ['nothing', text(200, ''), 'JSON of another form'],
    ['other JSON', json(200, { hello: 'world' }), 'JSON of another form'],
    ['a list', json(200, []), 'answered with'],
    ['results of another type', json(200, { MetricDataResults: 'none' }), 'answered with'],
    ['a redirect', text(302, '', { location: 'https://login.example/' }), 'redirects (302)'],
    ['400', awsError(400, 'ValidationError', 'Error in expression: no such metric'), 'no such metric'],
    ['401', text(401, 'no'), 'allow cloudwatch:GetMetricData'],
    ['403', awsError(403, 'AccessDeniedException', 'not authorized to perform'), 'cloudwatch:ListMetrics'],
    [
      'a wrong key',
      awsError(403, 'UnrecognizedClientException', 'token is invalid'),
      'check the credentials',
    ],
    ['an expired token', awsError(400, 'ExpiredTokenException', 'expired'), 'check the credentials'],
    ['404', text(404, '404 page not found'), 'sources.cloudwatch.endpoint'],
    ['422', text(422, ''), 'answered 422'],
  ])('%s', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const why = await said();
    expect(why).toMatch(/^source-down: /);
    expect(why).toContain(says);
    expect(server.asked).toHaveLength(1);
  });

  it('two answers to one query, and times without values', async () => {
    server.spoil = twice;
    expect(await said()).toMatch(/^source-down: .*two answers to one query/);
    server.spoil = ({ MetricDataResults: [first, ...rest] }) => ({
      MetricDataResults: [{ ...first, Values: [] }, ...rest],
    });
    expect(await said()).toMatch(/^source-down: .*1 times and 0 values/);
  });

  it('an endless one is cut off', async () => {
    let bytes = 0;
    server.behaviour = flood((more) => (bytes += more));
    expect(await said(20_000)).toContain('answered with more than 8 MiB');
    expect(bytes).toBeLessThan(64 * 1024 ** 2);
  });

  it('one that hangs is given up', async () => {
    server.behaviour = hang;
    expect(await said(300)).toMatch(/^source-down: .* did not answer within 300ms/);
  });

  it('nobody there', async () => {
    const { url } = server;
    await server.stop();
    expect(await said(5_000, 'region: eu-central-1, ', url)).toMatch(
      /^source-down: .*\(ECONNREFUSED\); nothing listens there/,
    );
  });

  it('secrets that come back are not shown', async () => {
    server.behaviour = awsError(403, 'SignatureDoesNotMatch', `with ${ACCESS_KEY} and ${SECRET_KEY}`);
    const why = await said();
    expect(why).toContain('with *** and ***');
  });
});

function twice({ MetricDataResults }: Answer): unknown {
  return { MetricDataResults: [...MetricDataResults, ...MetricDataResults] };
}

describe('trouble that passes', () => {
  it.each([
    ['429', text(429, 'slow down')],
    ['throttling', awsError(400, 'ThrottlingException', 'Rate exceeded')],
    ['500', awsError(500, 'InternalServiceFault')],
    ['503', text(503, '<html>')],
    ['a connection that is cut', hangUp],
    ['an answer that is cut', cutOff],
  ])('%s is asked again', async (_, behaviour) => {
    server.next.push(behaviour);
    expect(await said()).toBe('cumulative');
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    ['429', text(429, 'slow down'), 'answered 429', 'write a longer analysis.poll'],
    ['500', awsError(500, 'InternalServiceFault'), 'answered 500', 'the health of AWS'],
  ])('%s that lasts is told', async (_, behaviour, says, mend) => {
    server.behaviour = behaviour;
    const why = await said();
    expect(why).toContain(says);
    expect(why).toContain(mend);
    expect(server.asked).toHaveLength(3);
  });

  it('time is up before AWS wants to be asked again', async () => {
    server.behaviour = text(429, 'slow down', { 'retry-after': '60' });
    expect(await said(300)).toMatch(/answered 429, and again until 300ms were over; ask less often/);
  });
});

function status(StatusCode: string, more: object = {}): (answer: Answer) => unknown {
  return ({ MetricDataResults: [first, ...rest] }) => ({
    MetricDataResults: [{ ...first, StatusCode, ...more }, ...rest],
  });
}

describe('what CloudWatch says of single metrics', () => {
  it.each([
    ['PartialData', 'gave only a part of total'],
    ['InternalError', 'failed at total (InternalError)'],
    ['Forbidden', 'forbids total'],
  ])('%s is told apart', async (code, says) => {
    server.spoil = status(code, { Messages: [{ Code: code, Value: 'because' }] });
    const why = await said();
    expect(why).toMatch(/^source-down: /);
    expect(why).toContain(says);
    expect(why).toContain('because');
  });

  it('an internal error is asked for once more', async () => {
    let looks = 0;
    server.spoil = (answer) => (++looks === 1 ? status('InternalError')(answer) : answer);
    expect(await said()).toBe('cumulative');
    expect(looks).toBe(2);
  });

  it('another status is none of CloudWatch', async () => {
    server.spoil = status('Weird');
    expect(await said()).toMatch(/^source-down: .*JSON of another form/);
  });

  it('pages belong together', async () => {
    let page = 0;
    server.spoil = (answer) => {
      page++;
      if (page === 1) {
        const emptied = answer.MetricDataResults.map((one) => ({
          ...one,
          StatusCode: 'PartialData',
          Timestamps: [],
          Values: [],
        }));
        return { MetricDataResults: emptied, NextToken: 'more' };
      }
      return answer;
    };
    expect(await said()).toBe('cumulative');
    expect(server.asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
  });

  it('pages without end are given up', async () => {
    server.spoil = (answer) => ({ ...answer, NextToken: 'more' });
    expect(await said()).toContain('more than 50 pages');
  });

  it('a message of the whole call means that something lacks', async () => {
    server.spoil = (answer) => ({ ...answer, Messages: [{ Code: 'MaxMetricsExceeded', Value: 'too many' }] });
    expect(await said()).toContain('answered in part only: MaxMetricsExceeded too many');
  });

  it('a metric without an answer', async () => {
    server.spoil = ({ MetricDataResults: [, ...rest] }) => ({ MetricDataResults: rest });
    expect(await said()).toContain('did not answer for total');
  });

  it.each([
    ['NaN', 'NaN', 'total is NaN'],
    ['infinity', 'Infinity', 'total is Infinity'],
    ['less than nothing', -1, 'total is -1'],
  ])('%s is no data', async (_, value, says) => {
    server.spoil = status('Complete', { Values: [value] });
    const why = await said();
    expect(why).toMatch(/^no-data: /);
    expect(why).toContain(says);
  });

  it.each([
    ['text', 'five'],
    ['an object', {}],
    ['nothing', null],
  ])('%s instead of a number counts for nothing', async (_, value) => {
    server.spoil = status('Complete', { Values: [value] });
    expect(await said()).toMatch(/^(?:source-down|no-data): /);
  });

  it.each([
    ['twice the same time', [T0 / 1000, T0 / 1000], 'came twice for the period from 2026-11-22T12:00:00Z on'],
    ['before what was asked for', [T0 / 1000 - 60, T0 / 1000], 'was not asked for'],
    ['between two periods', [T0 / 1000, T0 / 1000 + 7], 'was not asked for'],
  ])('%s', async (_, Timestamps, says) => {
    server.spoil = status('Complete', { Timestamps, Values: [1, 1] });
    const why = await said();
    expect(why).toMatch(/^no-data: /);
    expect(why).toContain(says);
  });
});

describe('the environment', () => {
  it('without credentials', async () => {
    stubAws({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(await said()).toMatch(/^source-down: no AWS credentials were found: .*configure-aws-credentials/);
    expect(server.asked).toEqual([]);
  });

  it('without a region', async () => {
    expect(await said(5_000, '')).toMatch(
      /^source-down: no region is named; write sources.cloudwatch.region/,
    );
  });

  it('with the region of the environment', async () => {
    stubAws({ AWS_REGION: 'eu-west-1' });
    expect(await said(5_000, '')).toBe('cumulative');
  });
});
