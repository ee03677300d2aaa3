import { instant } from '@glidepath/model';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stubAws } from '../aws/testing/credentials.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { CloudWatchServer } from './testing/server.ts';
import { AVAILABILITY, CONTEXT, serverOf, slosIn, V1 } from './testing/slos.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
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

/** What v1 published in minutes before noon. */
function published(
  metric: string,
  ...values: readonly (readonly [minutesAgo: number, value: number])[]
): void {
  server.metrics.push({
    namespace: 'shop',
    metric,
    dimensions: { Version: 'v1' },
    data: values.map(([minutesAgo, value]) => ({ at: NOON - minutesAgo * 60_000, values: [value] })),
  });
}

async function historyOf(more = '') {
  const slos = slosIn({ a: AVAILABILITY }, `{ region: eu-central-1, endpoint: "${server.url}"${more} }`);
  const source = createCloudWatch(serverOf(slos), CONTEXT, () => NOON + 600_000);
  return source.history?.(slos, { release: V1, until: instant(NOON), minutes: 3 });
}

it('gives the counts of one release minute by minute', async () => {
  published('Requests', [4, 90], [3, 100], [2, 110], [0, 500]);
  published('Failures', [2, 4]);
  expect(await historyOf()).toEqual([
    {
      sli: 'a',
      minutes: [
        { bad: 0, total: 100 },
        { bad: 4, total: 110 },
      ],
      why: null,
    },
  ]);
});

it('can not where counts come in longer periods', async () => {
  expect(await historyOf(', period: 5m, max-age: 20m')).toEqual([
    { sli: 'a', minutes: [], why: 'its periods are 5m long' },
  ]);
});
