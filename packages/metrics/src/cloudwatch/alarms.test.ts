import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { millis, type CloudWatchAlarms, type CloudWatchServer as Server } from '@glidepath/model';
import { ACCESS_KEY, SECRET_KEY, stubAws } from '../aws/testing/credentials.ts';
import { cutOff, flood, hang, hangUp } from '../prometheus/testing/api-server.ts';
import type { Alerts } from '../source.ts';
import { createCloudWatchAlarms } from './alarms.ts';
import type { StoredAlarm } from './testing/alarm-store.ts';
import { awsError, CloudWatchServer, json, text } from './testing/server.ts';

const SINCE_S = 1_795_000_000;

let server: CloudWatchServer;
beforeEach(async () => {
  stubAws();
  server = await CloudWatchServer.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  expect(server.wrong).toEqual([]);
});

function alarm(AlarmName: string, StateValue: StoredAlarm['StateValue'], more: object = {}): StoredAlarm {
  return {
    kind: 'metric',
    AlarmName,
    StateValue,
    ActionsEnabled: true,
    StateUpdatedTimestamp: SINCE_S + 60,
    ...more,
  };
}

function composite(AlarmName: string, StateValue: StoredAlarm['StateValue']): StoredAlarm {
  return {
    kind: 'composite',
    AlarmName,
    StateValue,
    ActionsEnabled: true,
    StateUpdatedTimestamp: SINCE_S,
    AlarmRule: 'ALARM(a)',
  };
}

function serverAt(endpoint: string, region: string | null = 'eu-central-1'): Server {
  const times = { timeout: millis(5_000), period: millis(60_000), delay: millis(0), maxAge: millis(60_000) };
  return { region, endpoint, role: null, ...times };
}

async function firing(
  alarms: CloudWatchAlarms['alarms'] = names('errors'),
  { limit = 5_000, url = server.url }: { limit?: number; url?: string } = {},
): Promise<Alerts> {
  const source = createCloudWatchAlarms(serverAt(url));
  return source.firing({ kind: 'cloudwatch', alarms, server: serverAt(url) }, millis(limit));
}

function names(...all: readonly string[]): CloudWatchAlarms['alarms'] {
  return { kind: 'names', names: all };
}

function prefix(text: string): CloudWatchAlarms['alarms'] {
  return { kind: 'prefix', prefix: text };
}

async function said(...args: Parameters<typeof firing>): Promise<string> {
  const alerts = await firing(...args);
  return alerts.kind === 'alerts'
    ? alerts.firing.map(({ name }) => name).join(', ')
    : `${alerts.trouble.kind}: ${alerts.trouble.why}; ${alerts.trouble.mend}`;
}

describe('alarms by name', () => {
  it('fire in the state ALARM, metric alarms and composite ones, since it began', async () => {
    const transition = { StateTransitionedTimestamp: SINCE_S };
    server.alarms.push(
      alarm('errors', 'ALARM', transition),
      composite('all', 'ALARM'),
      alarm('other', 'ALARM'),
    );
    expect(await firing(names('errors', 'all'))).toEqual({
      kind: 'alerts',
      query: 'DescribeAlarms AlarmNames: ["errors","all"]',
      firing: [
        { name: 'errors', since: SINCE_S * 1000 },
        { name: 'all', since: SINCE_S * 1000 },
      ],
    });
  });

  it('are quiet in the state OK', async () => {
    server.alarms.push(alarm('errors', 'OK'));
    expect(await firing()).toMatchObject({ kind: 'alerts', firing: [] });
  });

  it('fire though their actions are switched off', async () => {
    server.alarms.push(alarm('errors', 'ALARM', { ActionsEnabled: false }));
    expect(await said()).toBe('errors');
  });

  it('of more than 100 are asked for in several calls', async () => {
    const all = Array.from({ length: 230 }, (_, index) => `alarm-${index}`);
    server.alarms.push(...all.map((name, index) => alarm(name, index % 100 === 0 ? 'ALARM' : 'OK')));
    expect(await said(names(...all))).toBe('alarm-0, alarm-100, alarm-200');
    expect(server.operations).toEqual(['DescribeAlarms', 'DescribeAlarms', 'DescribeAlarms']);
  });

  it('that are not there are named, unless another one fires', async () => {
    server.alarms.push(alarm('errors', 'OK'));
    expect(await said(names('errors', 'erors'))).toBe(
      'no-data: there is no metric alarm or composite alarm named "erors"; check the name, the region and the account',
    );
    server.alarms[0] = alarm('errors', 'ALARM');
    expect(await said(names('errors', 'erors'))).toBe('errors');
  });

  it('without data are trouble, unless another one fires', async () => {
    server.alarms.push(alarm('errors', 'OK'), alarm('latency', 'INSUFFICIENT_DATA'));
    expect(await said(names('errors', 'latency'))).toMatch(
      /^no-data: "latency" has too little data to tell \(INSUFFICIENT_DATA\); .*TreatMissingData: notBreaching/,
    );
    server.alarms[0] = alarm('errors', 'ALARM');
    expect(await said(names('errors', 'latency'))).toBe('errors');
  });

  it.each(['PARTIAL_DATA', 'EVALUATION_FAILURE', 'EVALUATION_ERROR'])(
    'with %s are trouble',
    async (state) => {
      server.alarms.push(alarm('errors', 'OK', { EvaluationState: state }));
      expect(await said()).toContain(
        `no-data: the alarm "errors" is not evaluated as it should be (${state})`,
      );
    },
  );

  it('of another source are not looked for', async () => {
    const alerts = await createCloudWatchAlarms(serverAt(server.url)).firing(
      {
        kind: 'datadog',
        tags: ['a:b'],
        server: {
          address: { kind: 'site', site: 'datadoghq.eu' },
          apiKeyEnv: 'A',
          appKeyEnv: 'B',
          timeout: millis(1),
          delay: millis(1),
          maxAge: millis(1),
        },
      },
      millis(1_000),
    );
    expect(alerts.kind).toBe('trouble');
    expect(server.operations).toEqual([]);
  });
});

describe('alarms by prefix', () => {
  it('are all of that prefix, page by page', async () => {
    server.alarms.push(
      ...Array.from({ length: 150 }, (_, index) => alarm(`shop-${index}`, index > 147 ? 'ALARM' : 'OK')),
      alarm('other-1', 'ALARM'),
    );
    expect(await said(prefix('shop-'))).toBe('shop-148, shop-149');
    expect(server.operations).toHaveLength(2);
  });

  it('that selects none is trouble', async () => {
    server.alarms.push(alarm('other-1', 'ALARM'));
    expect(await said(prefix('shop-'))).toContain(
      'no-data: there is no metric alarm or composite alarm whose name begins with "shop-"',
    );
  });

  it('pages without end are given up', async () => {
    server.behaviour = json(200, { MetricAlarms: [], NextToken: 'more' });
    expect(await said(prefix('shop-'))).toContain('more than 50 pages');
  });

  it('what was not asked for is no answer', async () => {
    const other = { AlarmName: 'other', StateValue: 'ALARM', StateUpdatedTimestamp: SINCE_S };
    server.behaviour = json(200, { MetricAlarms: [other], CompositeAlarms: [] });
    expect(await said(prefix('shop-'))).toContain('whose name begins with "shop-"');
  });
});

describe('answers that are none of CloudWatch', () => {
  it.each([
    ['a web page', text(200, '<!doctype html><title>Sign in</title>'), 'no JSON'],
    ['truncated JSON', text(200, '{"MetricAlarms":[{"Al'), 'no JSON'],
    ['nothing', text(200, ''), 'JSON of another form'],
    ['other JSON', json(200, { hello: 'world' }), 'JSON of another form'],
    [
      'a state that is none',
      json(200, { MetricAlarms: [{ AlarmName: 'a', StateValue: 'FINE' }] }),
      'another form',
    ],
    ['an alarm without a state', json(200, { MetricAlarms: [{ AlarmName: 'a' }] }), 'another form'],
    ['alarms of another type', json(200, { MetricAlarms: 'none' }), 'answered with'],
    ['a redirect', text(302, '', { location: 'https://login.example/' }), 'redirects (302)'],
    ['400', awsError(400, 'ValidationError', 'no such thing'), 'check the names of the alarms'],
    ['401', text(401, 'no'), 'allow cloudwatch:DescribeAlarms to these credentials'],
    ['403', awsError(403, 'AccessDenied', 'not authorized'), 'allow cloudwatch:DescribeAlarms to these'],
    ['404', text(404, '404 page not found'), 'sources.cloudwatch.endpoint'],
    ['422', text(422, ''), 'answered 422'],
  ])('%s: the source is down', async (_, behaviour, says) => {
    server.behaviour = behaviour;
    const why = await said();
    expect(why).toMatch(/^source-down: /);
    expect(why).toContain(says);
    expect(server.operations).toHaveLength(1);
  });

  it.each([
    ['429', text(429, 'slow down')],
    ['throttling', awsError(400, 'ThrottlingException', 'Rate exceeded')],
    ['500', awsError(500, 'InternalServiceFault')],
    ['503', text(503, '<html>')],
    ['a connection that is cut', hangUp],
    ['an answer that is cut', cutOff],
  ])('%s passes and is asked again', async (_, behaviour) => {
    server.alarms.push(alarm('errors', 'ALARM'));
    server.next.push(behaviour);
    expect(await said()).toBe('errors');
    expect(server.operations).toHaveLength(2);
  });

  it('an endless one is cut off, and one that hangs is given up', async () => {
    server.behaviour = flood(() => undefined);
    expect(await said(names('errors'), { limit: 20_000 })).toContain('answered with more than 8 MiB');
    server.behaviour = hang;
    expect(await said(names('errors'), { limit: 300 })).toMatch(
      /^source-down: .* did not answer within 300ms/,
    );
  });

  it('nobody there', async () => {
    const { url } = server;
    await server.stop();
    expect(await said(names('errors'), { url })).toMatch(
      /^source-down: .*\(ECONNREFUSED\); nothing listens there/,
    );
  });

  it('secrets that come back are not shown', async () => {
    server.behaviour = awsError(403, 'SignatureDoesNotMatch', `with ${ACCESS_KEY} and ${SECRET_KEY}`);
    expect(await said()).toContain('with *** and ***');
  });

  it('without credentials nothing is asked', async () => {
    stubAws({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(await said()).toMatch(/^source-down: no AWS credentials were found/);
    expect(server.operations).toEqual([]);
  });
});
