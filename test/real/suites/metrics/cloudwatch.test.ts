import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createJudge, type SliReading } from '../../../../packages/analysis/src/index.ts';
import { settingsOf, sliSpecOf } from '../../../../packages/conductor/src/index.ts';
import { createCloudWatch } from '../../../../packages/metrics/src/cloudwatch/index.ts';
import { createSource } from '../../../../packages/metrics/src/registry.ts';
import {
  digest,
  millis,
  readDelivery,
  type Environment,
  type Release,
} from '../../../../packages/model/src/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureMoto } from '../../parts/moto.ts';
import { essence } from './life.ts';
import { Moto } from './moto.ts';

/** Verdicts on metrics that were put into moto's CloudWatch, against those on the same counts fed to the judge. */

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
  cloudWatch = new CloudWatchClient({ region: 'eu-central-1', endpoint: moto.url });
});

afterAll(async () => undo.disposeAsync());

const V1 = releaseOf('v1', 'a');
const V2 = releaseOf('v2', 'b');
const MINUTE = 60_000;
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - 120 * MINUTE;

function releaseOf(name: string, letter: string): Release {
  return { digest: digest(`sha256:${letter.repeat(64)}`), name, commit: null, committedAt: null };
}

function environmentOf(namespace: string): Environment {
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [plain, math]
    analysis: { warm-up: 0s }
slos:
  plain: { objective: 99%, cloudwatch: { namespace: ${namespace}, dimensions: { Stage: ${namespace} }, total: Requests, bad: Failures, split: Version } }
  math: { objective: 99%, cloudwatch: { namespace: ${namespace}, dimensions: { Stage: ${namespace} }, total: { metric: Duration, stat: SampleCount }, bad: { math: failed, metrics: { failed: Failures } }, split: Version } }
sources: { cloudwatch: { region: eu-central-1, endpoint: "${moto.url}" } }
`,
    'delivery.yml',
  );
  const [first] = read.ok ? read.delivery.environments : [];
  if (first === undefined) throw new Error(JSON.stringify(read));
  return first;
}

/** What one minute counts of a release. */
interface Minute {
  readonly total: number;
  readonly bad: number;
}

async function put(namespace: string, version: string, at: number, { total, bad }: Minute): Promise<void> {
  // moto minds no namespace where there are dimensions.
  const dimensions = { Stage: namespace, Version: version };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const common = { Dimensions, Timestamp: new Date(at) };
  // A statistic set is enough for a sample count.
  const durations = { SampleCount: total, Sum: total / 10, Minimum: 0.1, Maximum: 0.1 };
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: [
        { ...common, MetricName: 'Requests', Value: total },
        { ...common, MetricName: 'Duration', StatisticValues: durations },
        ...(bad === 0 ? [] : [{ ...common, MetricName: 'Failures', Value: bad }]),
      ],
    }),
  );
}

/** Minute by minute through moto, and the same sums straight to the judge. */
async function judgedBothWays(
  namespace: string,
  minutes: number,
  candidate: Minute,
): Promise<{ through: unknown[]; direct: unknown[] }> {
  const environment = environmentOf(namespace);
  const [slo] = environment.slos;
  if (slo?.source.kind !== 'cloudwatch') throw new Error('the SLO is measured elsewhere');
  let now = T0 + 1_000;
  const source = createCloudWatch(slo.source.server, { lookLimit: millis(10_000) }, () => now);
  const judges = [0, 1].map(() =>
    createJudge(environment.slos.map(sliSpecOf), settingsOf(environment.analysis)),
  );
  const stable = { total: 900, bad: 4 };
  const through: unknown[] = [];
  const direct: unknown[] = [];
  for (let minute = 0; minute <= minutes; minute++) {
    now = T0 + minute * MINUTE + 40_000;
    const readings = await source.read(environment.slos, { candidate: V2, stable: V1 });
    const sum = (each: Minute): SliReading['candidate'] => ({
      kind: 'cumulative',
      series: minute === 0 ? [] : [{ id: 'all', total: each.total * minute, bad: each.bad * minute }],
      until: T0 + minute * MINUTE,
    });
    const fed = readings.map(({ sli }) => ({ sli, candidate: sum(candidate), stable: sum(stable) }));
    for (const [way, list] of [readings, fed].entries()) {
      const verdict = judges[way]?.observe({ at: now, weight: 30, readings: list });
      if (verdict !== undefined) (way === 0 ? through : direct).push(essence(verdict));
    }
    const at = T0 + minute * MINUTE + 10_000;
    await put(namespace, 'v1', at, stable);
    await put(namespace, 'v2', at, candidate);
  }
  return { through, direct };
}

it('a healthy candidate', async () => {
  const { through, direct } = await judgedBothWays('healthy', 30, { total: 400, bad: 1 });
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'healthy' });
});

it('a candidate that fails', async () => {
  const { through, direct } = await judgedBothWays('failing', 5, { total: 400, bad: 80 });
  expect(through).toEqual(direct);
  expect(through.at(-1)).toMatchObject({ kind: 'breach' });
});

it('late data is counted once', async () => {
  const environment = environmentOf('late');
  const [slo] = environment.slos;
  if (slo?.source.kind !== 'cloudwatch') throw new Error('the SLO is measured elsewhere');
  let now = T0;
  const source = createCloudWatch(slo.source.server, { lookLimit: millis(10_000) }, () => now);
  const read = async (): Promise<unknown> => {
    const [reading] = await source.read(environment.slos, { candidate: V2, stable: V1 });
    return reading?.candidate;
  };
  await read();
  await put('late', 'v2', T0 + 5_000, { total: 10, bad: 0 });
  now = T0 + 100_000;
  expect(await read()).toMatchObject({ series: [{ total: 10, bad: 0 }] });
  await put('late', 'v2', T0 + 6_000, { total: 5, bad: 2 });
  await put('late', 'v2', T0 + 70_000, { total: 7, bad: 0 });
  now = T0 + 160_000;
  expect(await read()).toMatchObject({ series: [{ total: 22, bad: 2 }] });
  expect(await read()).toMatchObject({ series: [{ total: 22, bad: 2 }] });
});

it('the check tells what is there, and the usage of each release', async () => {
  const environment = environmentOf('live');
  const [slo] = environment.slos;
  if (slo?.source.kind !== 'cloudwatch') throw new Error('the SLO is measured elsewhere');
  const source = await createSource(slo.source, { env: {}, workspace: '/', lookLimit: millis(10_000) });
  const why = async (): Promise<string> => {
    const [check] = await source.check(environment.slos, { candidate: V2, stable: V1 });
    return check?.trouble?.why ?? 'sound';
  };
  expect(await why()).toBe('there is no metric live Requests');
  const at = Date.now() - 3 * MINUTE;
  await put('live', 'v0', at, { total: 60, bad: 3 });
  expect(await why()).toBe('live Requests has no data of "v1", the stable release; there are v0');
  await put('live', 'v1', at, { total: 600, bad: 6 });
  expect(await why()).toBe('sound');
  expect(await source.usage(environment.slos.slice(0, 1))).toEqual([
    {
      sli: 'plain',
      rates: [
        { release: 'v0', requestsPerSecond: 0.2, badShare: 0.05 },
        { release: 'v1', requestsPerSecond: 2, badShare: 0.01 },
      ],
      budgetLeft: 1 - 9 / 660 / (1 / 100),
      why: null,
    },
  ]);
  await moto.stop();
  expect(await why()).toContain('ECONNREFUSED');
});
