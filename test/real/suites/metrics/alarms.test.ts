import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createAlerts, type Alerts } from '../../../../packages/metrics/src/registry.ts';
import {
  millis,
  type CloudWatchAlarms,
  type CloudWatchServer,
} from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureMoto } from '../../parts/moto.ts';
import { Moto } from './moto.ts';

/** What fires, of alarms that were put into moto's CloudWatch. Composite ones moto does not take. */

const REGION = 'eu-central-1';
let moto: Moto;
let cloudWatch: CloudWatchClient;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  moto = await Moto.start(await ensureMoto(openCache(process.env, () => undefined)));
  undo.defer(async () => moto.stop());
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_PROFILE', undefined);
  undo.defer(() => void vi.unstubAllEnvs());
  cloudWatch = new CloudWatchClient({ region: REGION, endpoint: moto.url });
});

afterAll(async () => undo.disposeAsync());

async function put(name: string, state: StateValue): Promise<void> {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      Namespace: 'shop',
      MetricName: 'Failures',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
      ActionsEnabled: false,
    }),
  );
  await set(name, state);
}

async function set(name: string, state: StateValue): Promise<void> {
  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: 'because' }),
  );
}

async function asked(alarms: CloudWatchAlarms['alarms']): Promise<Alerts> {
  const server: CloudWatchServer = {
    region: REGION,
    endpoint: moto.url,
    role: null,
    timeout: millis(10_000),
    period: millis(60_000),
    delay: millis(30_000),
    maxAge: millis(300_000),
  };
  const selector = { kind: 'cloudwatch', alarms, server } as const;
  const source = await createAlerts(selector, { env: {}, workspace: '/', lookLimit: millis(10_000) });
  return source.firing(selector, millis(10_000));
}

async function said(alarms: CloudWatchAlarms['alarms']): Promise<string> {
  const found = await asked(alarms);
  return found.kind === 'alerts'
    ? `firing: ${found.firing.map(({ name }) => name).join(', ')}`
    : `${found.trouble.kind}: ${found.trouble.why}`;
}

it('by name: in each state, and where there is none', async () => {
  const names = ['errors', 'latency'];
  await put('errors', 'OK');
  expect(await said({ kind: 'names', names })).toBe(
    'no-data: there is no metric alarm or composite alarm named "latency"',
  );
  await put('latency', 'INSUFFICIENT_DATA');
  expect(await said({ kind: 'names', names })).toContain('no-data: "latency" has too little data to tell');
  await set('latency', 'OK');
  expect(await said({ kind: 'names', names })).toBe('firing: ');
  const before = Date.now();
  await set('errors', 'ALARM');
  const found = await asked({ kind: 'names', names });
  const [first] = found.kind === 'alerts' ? found.firing : [];
  expect(first?.name).toBe('errors');
  expect(Math.abs((first?.since ?? 0) - before)).toBeLessThan(60_000);
  await set('errors', 'OK');
  expect(await said({ kind: 'names', names })).toBe('firing: ');
});

it('by prefix, of many', async () => {
  for (let index = 0; index < 120; index++) await put(`shop-${index}`, index % 50 === 0 ? 'ALARM' : 'OK');
  const found = await asked({ kind: 'prefix', prefix: 'shop-' });
  const names = found.kind === 'alerts' ? found.firing.map(({ name }) => name) : [];
  expect(names.toSorted()).toEqual(['shop-0', 'shop-100', 'shop-50']);
  expect(await said({ kind: 'prefix', prefix: 'stock-' })).toContain('no-data: there is no metric alarm');
});

it('nobody there', async () => {
  await moto.stop();
  expect(await said({ kind: 'prefix', prefix: 'shop-' })).toMatch(/^source-down: .*ECONNREFUSED/);
});
