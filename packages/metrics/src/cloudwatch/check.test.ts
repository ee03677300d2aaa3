import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubAws } from '../aws/testing/credentials.ts';
import type { SliCheck } from '../source.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { awsError, CloudWatchServer } from './testing/server.ts';
import { AVAILABILITY, CONTEXT, LATENCY, serverOf, slosIn, V1, V2 } from './testing/slos.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 40);

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

function publish(
  metric: string,
  dimensions: Readonly<Record<string, string>>,
  minutesAgo: number,
  ...values: readonly number[]
): void {
  const at = NOW - minutesAgo * 60_000;
  server.metrics.push({ namespace: 'shop', metric, dimensions, data: [{ at, values }] });
}

function sourceOf(slo: string) {
  const slos = slosIn({ slo }, `{ region: eu-central-1, endpoint: "${server.url}" }`);
  return { slos, source: createCloudWatch(serverOf(slos), CONTEXT, () => NOW) };
}

async function checked(slo: string, stable: typeof V1 | null = V1): Promise<SliCheck> {
  const { slos, source } = sourceOf(slo);
  const [check] = await source.check(slos, { candidate: V2, stable });
  if (check === undefined) throw new Error('nothing was checked');
  return check;
}

async function told(slo: string, stable: typeof V1 | null = V1): Promise<string> {
  const { trouble } = await checked(slo, stable);
  return trouble === null ? 'sound' : `${trouble.kind}: ${trouble.why}; ${trouble.mend}`;
}

describe('before a rollout', () => {
  it('what is there is sound, and the question is told', async () => {
    publish('Requests', { Version: 'v1' }, 2, 7);
    publish('Failures', { Version: 'v0' }, 900, 7);
    expect(await checked(AVAILABILITY)).toEqual({
      sli: 'slo',
      query: 'total Sum of shop Requests{Version="v1"}, bad Sum of shop Failures{Version="v1"}, every 60 s',
      trouble: null,
    });
    publish('Duration', { Version: 'v1' }, 2, 0.1, 0.5);
    expect((await checked(LATENCY)).query).toBe(
      'SampleCount, TC(:0.3) and TC(0.3:) of shop Duration{Version="v1"}, every 60 s',
    );
    expect(await told(LATENCY)).toBe('sound');
  });

  it('a first release is sound where the question is taken', async () => {
    expect(await told(AVAILABILITY, null)).toBe('sound');
    server.behaviour = awsError(400, 'ValidationError', 'Error in expression');
    expect(await told(AVAILABILITY, null)).toMatch(/^source-down: .*Error in expression; check the names/);
  });

  it('no such metric', async () => {
    expect(await told(AVAILABILITY)).toMatch(
      /^no-data: there is no metric shop Requests; check the namespace/,
    );
  });

  it('other dimensions', async () => {
    publish('Requests', { Version: 'v1', Stage: 'live' }, 2, 7);
    expect(await told(AVAILABILITY)).toContain(
      'shop Requests is published with the dimensions Stage, Version; write all dimensions',
    );
  });

  it('other releases', async () => {
    publish('Requests', { Version: 'v0' }, 2, 7);
    publish('Requests', { Version: 'v9' }, 2, 7);
    expect(await told(AVAILABILITY)).toContain(
      'shop Requests has no data of "v1", the stable release; there are v0, v9; give the application',
    );
  });

  it('no data of late, and old data', async () => {
    publish('Requests', { Version: 'v1' }, 600, 7);
    expect(await told(AVAILABILITY)).toContain('has no data of the last 15m');
    publish('Failures', { Version: 'v1' }, 8, 0);
    expect(await told(AVAILABILITY)).toContain('is 7m40s old; check that it is published; max-age is 5m');
  });

  it('a misspelt metric of failures is told, but not one that AWS begins with the first failure', async () => {
    publish('Requests', { Version: 'v1' }, 2, 7);
    expect(await told(AVAILABILITY)).toContain('there is no metric shop Failures at all');
    const balancer = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/v1/2' };
    server.metrics.push({
      namespace: 'AWS/ApplicationELB',
      metric: 'RequestCount',
      dimensions: balancer,
      data: [{ at: NOW - 120_000, values: [5] }],
    });
    expect(
      await told(
        '{ objective: 99%, cloudwatch: { namespace: AWS/ApplicationELB, dimensions: { LoadBalancer: app/shop/1, TargetGroup: "targetgroup/{release}/2" }, total: RequestCount, bad: HTTPCode_Target_5XX_Count } }',
      ),
    ).toBe('sound');
  });

  it('failures that are no part of all', async () => {
    publish('Requests', { Version: 'v1' }, 2, 7);
    publish('Failures', { Version: 'v1' }, 2, 8);
    expect(await told(AVAILABILITY)).toContain('counts 8 bad requests of 7');
  });

  it('durations in statistic sets', async () => {
    server.metrics.push({
      namespace: 'shop',
      metric: 'Duration',
      dimensions: { Version: 'v1' },
      data: [{ at: NOW - 120_000, sum: 3, count: 9 }],
    });
    expect(await told(LATENCY)).toContain('of 9 durations');
  });

  it('releases with one value, and a commit that is not known', async () => {
    expect(await told(AVAILABILITY, { ...V1, name: 'v2' })).toContain("can't tell them apart");
    const byCommit = AVAILABILITY.replace('split: Version', 'split: { dimension: Version, value: commit }');
    expect(await told(byCommit, { ...V1, commit: null })).toContain('is not known');
  });

  it('listing may be forbidden', async () => {
    const denied = awsError(403, 'AccessDeniedException', 'ListMetrics');
    publish('Requests', { Version: 'v1' }, 600, 7);
    const { slos, source } = sourceOf(AVAILABILITY);
    server.next.push((response) => {
      server.behaviour = denied;
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      const none = { StatusCode: 'Complete', Timestamps: [], Values: [] };
      response.end(
        JSON.stringify({
          MetricDataResults: [
            { Id: 'q0_0', ...none },
            { Id: 'q1_0', ...none },
          ],
        }),
      );
    });
    const [check] = await source.check(slos, { candidate: V2, stable: V1 });
    expect(check?.trouble?.why).toContain('has no data of the last 15m');
  });
});

describe('usage', () => {
  it('rates by release, and what is left of the error budget', async () => {
    publish('Requests', { Version: 'v1' }, 2, 240, 60);
    publish('Requests', { Version: 'v2' }, 2, 0);
    publish('Requests', { Version: 'v2' }, 2, 0);
    publish('Requests', { Version: 'v0' }, 60 * 24 * 5, 700);
    publish('Failures', { Version: 'v1' }, 2, 3);
    publish('Failures', { Version: 'v0' }, 60 * 24 * 5, 2);
    const { slos, source } = sourceOf(AVAILABILITY);
    expect(await source.usage(slos)).toEqual([
      {
        sli: 'slo',
        rates: [
          { release: 'v0', requestsPerSecond: 0, badShare: null },
          { release: 'v1', requestsPerSecond: 1, badShare: 0.01 },
          { release: 'v2', requestsPerSecond: 0, badShare: null },
        ],
        budgetLeft: 0.5,
        why: null,
      },
    ]);
  });

  it('says why there is none', async () => {
    const { slos, source } = sourceOf(AVAILABILITY);
    expect(await source.usage(slos)).toMatchObject([
      { rates: null, why: 'shop Requests has no release with data' },
    ]);
    server.behaviour = awsError(403, 'AccessDeniedException', 'no');
    const [usage] = await source.usage(slos);
    expect(usage?.why).toContain('answered 403');
  });
});
