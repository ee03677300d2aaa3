import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '@glidepath/conductor';
import { millis, percent, type Release, type UnleashTargetSpec } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { createTarget } from '@glidepath/targets/registry';
import { Unleash as UnleashClient } from 'unleash-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePostgres } from '../../parts/postgres.ts';
import { ensureUnleash } from '../../parts/unleash.ts';
import { FlaggedShop } from './flagged-shop.ts';
import { Shoppers } from './shoppers.ts';
import { Unleash } from './unleash.ts';
import { UnleashAdmin } from './unleash-admin.ts';

/** The target `unleash` on a real Unleash: what it writes is what the admin API and an application's SDK see. */

const USERS = Array.from({ length: 1000 }, (_, at) => `user-${at}`);
const TESTERS = {
  name: 'flexibleRollout',
  title: 'testers',
  constraints: [{ contextName: 'userId', operator: 'IN', values: ['tess'] }],
  parameters: { rollout: '100', stickiness: 'default', groupId: 'testers' },
};

let unleash: Unleash;
let client: UnleashClient;
/** Glidepath's own token, and that of a person. */
let token: string;
let dana: UnleashAdmin;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const [server, postgres] = await Promise.all([ensureUnleash(cache), ensurePostgres(cache)]);
  unleash = await Unleash.start({ unleash: server, postgres });
  undo.defer(async () => unleash.remove());
  token = await unleash.newPerson('glidepath', 'editor');
  dana = new UnleashAdmin(unleash.url, await unleash.newPerson('dana-the-person', 'editor'));
  client = await sdk(await unleash.admin.clientToken('production', 'production'));
  undo.defer(() => client.destroy());
});

afterAll(async () => undo.disposeAsync());

async function sdk(clientToken: string): Promise<UnleashClient> {
  const backupPath = mkdtempSync(join(tmpdir(), 'glidepath-unleash-'));
  undo.defer(() => rmSync(backupPath, { recursive: true, force: true }));
  const made = new UnleashClient({
    url: `${unleash.url}/api`,
    appName: 'shop',
    customHeaders: { Authorization: clientToken },
    refreshInterval: 200,
    disableMetrics: true,
    backupPath,
  });
  await once(made, 'synchronized');
  return made;
}

function specOf(flag: string, environment: string): UnleashTargetSpec {
  return {
    kind: 'unleash',
    flag,
    names: { on: 'one-page', off: 'classic' },
    stickiness: 'userId',
    server: {
      kind: 'unleash',
      url: `${unleash.url}/api`,
      tokenEnv: 'UNLEASH_ADMIN_TOKEN',
      project: 'default',
      environment,
      timeout: millis(10_000),
    },
  };
}

async function targetOf(flag: string, by = token, environment = 'production'): Promise<Target> {
  return createTarget(specOf(flag, environment), {
    service: 'shop',
    environment: 'production',
    workspace: '/nowhere',
    stateDir: '/nowhere',
    daemonFile: '/nowhere',
    strategy: { kind: 'blue-green', approval: false, watch: { min: millis(0), max: millis(1000) } },
    slos: [],
    env: { UNLEASH_ADMIN_TOKEN: by },
    now: Date.now,
  });
}

/** A new flag, and the target that rolls it out. */
async function made(flag: string): Promise<Rollout> {
  await dana.createFeature(flag);
  return rolling(flag);
}

async function rolling(flag: string): Promise<Rollout> {
  const target = await targetOf(flag);
  const on = releaseOf(await target.acquire(null));
  const off = await target.standing();
  if (off === null) throw new Error('a flag has a side always');
  return rolloutOf(target, on, off);
}

function rolloutOf(target: Target, on: Release, off: Release): Rollout {
  const bring = async (desired: Desired): Promise<TargetView> => {
    await target.apply(desired, 1);
    return target.observe(desired);
  };
  return {
    target,
    to: async (weight) =>
      bring({ kind: 'split', strategy: 'canary', stable: off, candidate: on, weight: percent(weight) }),
    toOff: async () => bring({ kind: 'only', release: off }),
    toOn: async () => bring({ kind: 'only', release: on }),
    later: async (flag) => rolloutOf(await targetOf(flag), on, off),
  };
}

interface Rollout {
  readonly target: Target;
  to(weight: number): Promise<TargetView>;
  toOff(): Promise<TargetView>;
  toOn(): Promise<TargetView>;
  /** As another run goes on with it. */
  later(flag: string): Promise<Rollout>;
}

function releaseOf({ digest, name }: Awaited<ReturnType<Target['acquire']>>): Release {
  return { digest, name: name ?? digest, commit: null, committedAt: null };
}

function taken(flag: string): readonly string[] {
  return USERS.filter((userId) => client.isEnabled(flag, { userId }));
}

async function heardOf(flag: string, share: number): Promise<void> {
  await until(`the SDK to hear of ${share} %`, () => {
    const feature = client.getFeatureToggleDefinition(flag);
    const ours = feature?.strategies?.find(({ parameters }) => parameters?.groupId === flag);
    return feature?.enabled === true && ours?.parameters?.rollout === String(share);
  });
}

it('percentages are what the admin API and an application see, and who has it keeps it', async () => {
  const rollout = await made('checkout');
  expect(await rollout.to(0)).toMatchObject({ settled: true, failure: null, weight: 0 });
  expect(await dana.state('checkout', 'production')).toEqual({ enabled: false, rollout: 0 });
  let before: readonly string[] = [];
  for (const weight of [5, 25, 50]) {
    expect(await rollout.to(weight)).toMatchObject({ settled: true, failure: null, weight });
    expect(await dana.state('checkout', 'production')).toEqual({ enabled: true, rollout: weight });
    await heardOf('checkout', weight);
    const now = taken('checkout');
    // The same users fall on the same sides each time: nothing here is left to chance.
    expect(now.length / USERS.length).toBeCloseTo(weight / 100, 1);
    expect(now).toEqual(expect.arrayContaining([...before]));
    before = now;
  }
  await rollout.to(100);
  expect(await rollout.toOn()).toMatchObject({ settled: true, failure: null, weight: 100 });
  await heardOf('checkout', 100);
  expect(taken('checkout')).toHaveLength(USERS.length);
  expect(await rollout.target.acquire(null)).toMatchObject({ name: 'one-page' });
  expect(await rollout.target.standing()).toMatchObject({ name: 'one-page' });
  expect(await dana.state('checkout', 'development')).toEqual({ enabled: false, rollout: null });
});

it('never more users than the weight have it, also while it is turned on', async () => {
  const rollout = await made('ramp');
  for (const weight of [0, 1, 2, 3]) await rollout.to(weight);
  await rollout.toOff();
  // Unleash itself makes a strategy of 100 % where a flag is turned on that has none.
  expect(await dana.history('ramp')).toEqual(['0', 'enabled', '1', '2', '3', 'disabled', '0']);
});

it("an application's users fall on their sides, and its metrics tell the two apart", async () => {
  const rollout = await made('basket');
  const shop = await FlaggedShop.start({
    unleashUrl: unleash.url,
    clientToken: await unleash.admin.clientToken('shop', 'production'),
    flag: 'basket',
    names: { on: 'one-page', off: 'classic' },
  });
  undo.defer(async () => shop.remove());
  const shoppers = new Shoppers(shop.url);
  undo.defer(async () => void (await shoppers.stop()));
  await rollout.to(0);
  await rollout.to(25);
  await until('some of them to have it', () => shoppers.seen.has('one-page'));
  shoppers.begin();
  await shop.failOn(0.2);
  await until('most of them to have come', () => (shoppers.seen.get('classic')?.users.size ?? 0) > 600);
  const on = shoppers.seen.get('one-page');
  const off = shoppers.seen.get('classic');
  expect((on?.users.size ?? 0) / ((on?.users.size ?? 0) + (off?.users.size ?? 0))).toBeCloseTo(0.25, 1);
  expect((on?.failures ?? 0) / (on?.requests ?? 0)).toBeCloseTo(0.2, 1);
  expect(off?.failures).toBe(0);
  await rollout.toOff();
  await until('nobody to have it', async () => {
    shoppers.begin();
    await until('more to come', () => (shoppers.seen.get('classic')?.requests ?? 0) > 200);
    return !shoppers.seen.has('one-page');
  });
  await shoppers.stop();
  expect(shoppers.strays).toEqual([]);
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  expect(metrics).toMatch(/^http_requests_total\{variation="one-page",code="500"\} \d+$/m);
  expect(metrics).toMatch(/^http_requests_total\{variation="classic",code="200"\} \d+$/m);
  expect(metrics).not.toContain('variation="classic",code="500"');
});

it('a breach turns it off at once, and leaves no percentage behind', async () => {
  const rollout = await made('search');
  await rollout.to(0);
  await rollout.to(50);
  await heardOf('search', 50);
  expect(await rollout.toOff()).toMatchObject({ settled: true, failure: null, weight: 100 });
  expect(await dana.state('search', 'production')).toEqual({ enabled: false, rollout: 0 });
  await until('the SDK to hear of it', () => taken('search').length === 0);
  // And it comes again by the same strategy.
  await rollout.to(0);
  expect(await rollout.to(10)).toMatchObject({ settled: true, weight: 10 });
});

it('other strategies and other environments stay untouched', async () => {
  await dana.createFeature('theme');
  await dana.addStrategy('theme', 'production', TESTERS);
  await dana.turn('theme', 'production', 'on');
  await dana.rollOut('theme', 'development', 70);
  await dana.turn('theme', 'development', 'on');
  const development = JSON.stringify(await dana.whole('theme', 'development'));
  const [testers] = await dana.strategies('theme', 'production');
  const rollout = await rolling('theme');
  await rollout.to(0);
  const view = await rollout.to(20);
  expect(view).toMatchObject({ settled: true, weight: 20 });
  expect(view.note).toContain('and for those whom 1 other strategy names');
  await heardOf('theme', 20);
  expect(client.isEnabled('theme', { userId: 'tess' })).toBe(true);
  await rollout.toOff();
  expect((await dana.strategies('theme', 'production'))[0]).toBe(testers);
  expect(JSON.stringify(await dana.whole('theme', 'development'))).toBe(development);
});

function rolloutOfFortyPercent(): readonly object[] {
  return [{ op: 'replace', path: '/parameters/rollout', value: '40' }];
}

describe('what a person does meanwhile is told with the name, and not undone', () => {
  const OURS = 'Glidepath: 25 %';
  it.each<[string, string, (flag: string) => Promise<void>]>([
    ['turned-off', 'turned off', async (flag) => dana.turn(flag, 'production', 'off')],
    [
      'reweighted',
      'it has 40 %, and',
      async (flag) => dana.change(flag, 'production', OURS, rolloutOfFortyPercent()),
    ],
    ['deleted', 'deleted the strategy', async (flag) => dana.deleteStrategy(flag, 'production', OURS)],
    [
      'disabled',
      'disabled the strategy "Glidepath"',
      async (flag) =>
        dana.change(flag, 'production', OURS, [{ op: 'replace', path: '/disabled', value: true }]),
    ],
    [
      'joined',
      'gives the flag to everybody, whatever Glidepath sets. It is by dana-the-person',
      async (flag) => void (await dana.addStrategy(flag, 'production', { name: 'default' })),
    ],
    ['archived', 'archived the flag', async (flag) => dana.archive(flag)],
  ])('%s', async (flag, says, act) => {
    const one = await made(flag);
    await one.to(0);
    await one.to(25);
    await act(flag);
    const left = flag === 'archived' ? null : JSON.stringify(await dana.whole(flag, 'production'));
    for (const by of [one, await one.later(flag)]) {
      const view = await by.to(25);
      expect(view.settled).toBe(false);
      expect(view.foreign?.what).toContain(says);
      expect(view.foreign?.what).toMatch(/dana-the-person, at \d{4}-\d\d-\d\dT[\d:.]+Z/);
      expect((await by.to(50)).foreign?.what).toContain(says);
    }
    if (left !== null) expect(JSON.stringify(await dana.whole(flag, 'production'))).toBe(left);
    expect(await one.toOff()).toMatchObject({ settled: true, failure: null, weight: 100 });
  });
});

describe('before anything is changed', () => {
  it.each<[string, () => Promise<Target>, string]>([
    ['a wrong token', async () => targetOf('checkout', 'user:wrong'), 'does not know the token'],
    [
      'a token for SDKs',
      async () => targetOf('checkout', await unleash.admin.clientToken('mine', 'production')),
      'UNLEASH_ADMIN_TOKEN holds a token for SDKs',
    ],
    [
      'a token of who may only look',
      async () => targetOf('checkout', await unleash.newPerson('vera', 'viewer')),
      'lacks CREATE_FEATURE_STRATEGY, UPDATE_FEATURE_STRATEGY, UPDATE_FEATURE_ENVIRONMENT in the environment production',
    ],
    [
      'a flag that is not there',
      async () => targetOf('nowhere'),
      'shows no flag nowhere in the project default',
    ],
    [
      'a flag that a person archived',
      async () => {
        await dana.createFeature('old');
        await dana.archive('old');
        return targetOf('old');
      },
      'archived the flag old. Revive it in Unleash',
    ],
    [
      'an environment that is not there',
      async () => targetOf('checkout', token, 'live'),
      'has no environment live; it has "development", "production"',
    ],
    [
      'a strategy that would give it to everybody',
      async () => {
        await dana.createFeature('hasty');
        await dana.rollOut('hasty', 'production', 100);
        return targetOf('hasty');
      },
      'gives the flag to everybody, whatever Glidepath sets. It is by dana-the-person',
    ],
  ])('%s is refused', async (_, make, says) => {
    const target = await make();
    const error: unknown = await target.acquire(null).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TargetError', final: true });
    expect(String(error)).toContain(says);
    expect(String(error)).not.toContain(token);
  });
});
