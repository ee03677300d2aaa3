import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unleash as UnleashClient } from 'unleash-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePostgres } from '../../parts/postgres.ts';
import { ensureUnleash } from '../../parts/unleash.ts';
import { Unleash } from './unleash.ts';
import { UnleashAdmin } from './unleash-admin.ts';

/** Unleash's own SDK sees what the admin API was told. */

let unleash: Unleash;
let client: UnleashClient;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const [server, postgres] = await Promise.all([ensureUnleash(cache), ensurePostgres(cache)]);
  unleash = await Unleash.start({ unleash: server, postgres });
  undo.defer(async () => unleash.remove());
  client = await sdk(await unleash.admin.clientToken('production', 'production'));
  undo.defer(() => client.destroy());
});

afterAll(async () => undo.disposeAsync());

/** It keeps what it knows in a folder of its own, so that nothing comes from an earlier run. */
async function sdk(token: string): Promise<UnleashClient> {
  const backupPath = mkdtempSync(join(tmpdir(), 'glidepath-unleash-'));
  undo.defer(() => rmSync(backupPath, { recursive: true, force: true }));
  const made = new UnleashClient({
    url: `${unleash.url}/api`,
    appName: 'shop',
    customHeaders: { Authorization: token },
    refreshInterval: 200,
    disableMetrics: true,
    backupPath,
  });
  await once(made, 'synchronized');
  return made;
}

async function reads(feature: string, enabled: boolean): Promise<void> {
  await until(
    `${feature} to be ${enabled ? 'on' : 'off'}`,
    () => client.isEnabled(feature, { userId: 'dana' }) === enabled,
  );
}

it('a feature is turned on and off in one environment', async () => {
  const { admin } = unleash;
  await admin.createFeature('checkout');
  await admin.rollOut('checkout', 'production', 100);
  expect(await admin.state('checkout', 'production')).toEqual({ enabled: false, rollout: 100 });
  expect(client.isEnabled('checkout', { userId: 'dana' })).toBe(false);
  await admin.turn('checkout', 'production', 'on');
  expect(await admin.state('checkout', 'production')).toEqual({ enabled: true, rollout: 100 });
  expect(await admin.state('checkout', 'development')).toEqual({ enabled: false, rollout: null });
  await reads('checkout', true);
  await admin.turn('checkout', 'production', 'off');
  await reads('checkout', false);
});

it('a percentage takes in about as many users, and keeps those it has', async () => {
  const { admin } = unleash;
  const users = Array.from({ length: 1000 }, (_, at) => `user-${at}`);
  const taken = (): readonly string[] => users.filter((userId) => client.isEnabled('search', { userId }));
  const rolled = async (percent: number): Promise<readonly string[]> => {
    await admin.rollOut('search', 'production', percent);
    expect(await admin.state('search', 'production')).toEqual({ enabled: true, rollout: percent });
    await until(`the SDK to hear of ${percent}%`, () => {
      const strategy = client.getFeatureToggleDefinition('search')?.strategies?.[0];
      return strategy?.parameters?.rollout === String(percent);
    });
    return taken();
  };
  await admin.createFeature('search');
  await admin.rollOut('search', 'production', 0);
  await admin.turn('search', 'production', 'on');
  const quarter = await rolled(25);
  const half = await rolled(50);
  // The same users fall on the same sides each time: nothing here is left to chance.
  expect(quarter.length / 1000).toBeCloseTo(0.25, 1);
  expect(half.length / 1000).toBeCloseTo(0.5, 1);
  expect(half).toEqual(expect.arrayContaining([...quarter]));
  expect(await rolled(100)).toHaveLength(1000);
  expect(await rolled(0)).toHaveLength(0);
});

it('tokens are made, for SDKs and for those who turn flags', async () => {
  const mine = new UnleashAdmin(unleash.url, await unleash.newAdminToken('a second one'));
  await mine.createFeature('theme');
  expect(await mine.state('theme', 'production')).toEqual({ enabled: false, rollout: null });
  const development = await sdk(await mine.clientToken('development', 'development'));
  try {
    await mine.rollOut('theme', 'development', 100);
    await mine.turn('theme', 'development', 'on');
    await until('development to have the theme', () => development.isEnabled('theme', { userId: 'dana' }));
    expect(client.isEnabled('theme', { userId: 'dana' })).toBe(false);
  } finally {
    development.destroy();
  }
});

it('a wrong token is refused', async () => {
  const stranger = new UnleashAdmin(unleash.url, '*:*.wrong');
  await expect(stranger.createFeature('mine')).rejects.toThrow(/with 401/);
});
