import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init, type LDClient } from '@launchdarkly/node-server-sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureLdRelay } from '../../parts/ld-relay.ts';
import { ensureToxiproxy } from '../../parts/toxiproxy.ts';
import { RelayArchive, type RelayFlag } from './relay-archive.ts';
import { Relay } from './relay.ts';
import { Toxiproxy, type Way } from './toxiproxy.ts';

/** LaunchDarkly's own SDK sees what the archive says, also when it changes. */

const OFF: RelayFlag = { variations: [true, false], on: false, off: 1, fallthrough: 0 };
const DANA = { kind: 'user', key: 'dana' };

let archive: RelayArchive;
let relay: Relay;
let client: LDClient;
/** Through which the client speaks to the relay. */
let way: Way;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const toxiproxy = await Toxiproxy.start(await ensureToxiproxy(cache));
  undo.defer(async () => toxiproxy.stop());
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-relay-'));
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  archive = await RelayArchive.create(folder, { checkout: OFF });
  relay = await Relay.start(await ensureLdRelay(cache), archive);
  undo.defer(async () => relay.stop());
  way = await toxiproxy.wayTo(relay.port);
  client = await connected(way.url);
});

afterAll(async () => undo.disposeAsync());

async function connected(url: string): Promise<LDClient> {
  const logger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  const made = init(archive.sdkKey, {
    baseUri: url,
    streamUri: url,
    eventsUri: url,
    sendEvents: false,
    diagnosticOptOut: true,
    logger,
  });
  undo.defer(() => made.close());
  await made.waitForInitialization({ timeout: 10 });
  return made;
}

async function reads(flag: string, value: unknown, by = client): Promise<void> {
  await until(`${flag} to be ${JSON.stringify(value)}`, async () => {
    const found: unknown = await by.variation(flag, DANA, 'nothing');
    return JSON.stringify(found) === JSON.stringify(value);
  });
}

it('a flag that is turned on and off in the archive changes in the SDK', async () => {
  expect(await client.variationDetail('checkout', DANA, true)).toMatchObject({
    value: false,
    reason: { kind: 'OFF' },
  });
  await archive.write({ checkout: { ...OFF, on: true } });
  await reads('checkout', true);
  expect(await client.variationDetail('checkout', DANA, false)).toMatchObject({
    value: true,
    variationIndex: 0,
    reason: { kind: 'FALLTHROUGH' },
  });
  await archive.write({ checkout: OFF });
  await reads('checkout', false);
});

it('flags have every type, come, and go', async () => {
  const theme: RelayFlag = { variations: ['plain', 'bright'], on: true, off: 0, fallthrough: 1 };
  const limit: RelayFlag = { variations: [1, 2.5], on: true, off: 0, fallthrough: 1 };
  const shape: RelayFlag = { variations: [{ sides: [3, 4] }], on: true, off: 0, fallthrough: 0 };
  await archive.write({ theme, limit, shape });
  await reads('theme', 'bright');
  expect(await client.variation('limit', DANA, 'nothing')).toBe(2.5);
  expect(await client.variation('shape', DANA, 'nothing')).toEqual({ sides: [3, 4] });
  // It was in the archive before.
  expect((await client.variationDetail('checkout', DANA, 'nothing')).reason).toMatchObject({
    kind: 'ERROR',
    errorKind: 'FLAG_NOT_FOUND',
  });
});

it('a percentage takes in about as many users, and keeps those it has', async () => {
  const users = Array.from({ length: 1000 }, (_, at) => ({ kind: 'user', key: `user-${at}` }));
  const taken = async (): Promise<readonly string[]> => {
    const values = await Promise.all(users.map(async (user) => client.boolVariation('search', user, false)));
    return users.filter((_, at) => values[at]).map(({ key }) => key);
  };
  const rolled = async (percent: number): Promise<readonly string[]> => {
    const fallthrough = [percent, 100 - percent];
    await archive.write({
      search: { ...OFF, on: true, fallthrough },
      mark: { variations: [percent], on: true, off: 0, fallthrough: 0 },
    });
    await reads('mark', percent);
    return await taken();
  };
  const quarter = await rolled(25);
  const half = await rolled(50);
  // The same users fall on the same sides each time: nothing here is left to chance.
  expect(quarter.length / 1000).toBeCloseTo(0.25, 1);
  expect(half.length / 1000).toBeCloseTo(0.5, 1);
  expect(half).toEqual(expect.arrayContaining([...quarter]));
  expect(await rolled(0)).toHaveLength(0);
  expect(await rolled(100)).toHaveLength(1000);
});

it('percentages that are not a whole are refused, and leave the archive as it was', async () => {
  await expect(archive.write({ search: { ...OFF, fallthrough: [20, 70] } })).rejects.toThrow(
    'the percentages of the flag search add up to 90',
  );
});

it('hears of nothing while the network is cut, and of the last afterwards', async () => {
  const neighbour = await connected(relay.url);
  await archive.write({ checkout: { ...OFF, on: true } });
  await reads('checkout', true);
  await way.cut();
  await archive.write({ checkout: OFF });
  await reads('checkout', false, neighbour);
  expect(await client.variation('checkout', DANA, 'nothing')).toBe(true);
  await way.mend();
  await reads('checkout', false);
  expect(await client.variation('checkout', DANA, 'nothing')).toBe(false);
});
