import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until, type ActionRun } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePostgres } from '../../parts/postgres.ts';
import { ensurePrometheus } from '../../parts/prometheus.ts';
import { ensureToxiproxy } from '../../parts/toxiproxy.ts';
import { ensureUnleash } from '../../parts/unleash.ts';
import { Prometheus } from '../metrics/prometheus.ts';
import { FlagRelease, NAMES, ROUND, type FlagReleaseSettings, type Share } from './flag-release.ts';
import { FlaggedShop } from './flagged-shop.ts';
import { Toxiproxy, type Way } from './toxiproxy.ts';
import { Unleash } from './unleash.ts';
import { UnleashAdmin } from './unleash-admin.ts';

/**
 * A flag is rolled out by the bundles as they ship: Unleash has it, a shop's SDK evaluates it, Prometheus counts. Each test
 * has a flag, a shop and shoppers of its own, and they run side by side: most of the time they wait.
 */

const FLAGS = ['promoted', 'failing', 'killed', 'cut', 'away', 'judged'] as const;
type Flag = (typeof FLAGS)[number];

const QUICK = '{ canary: [25%, 50%], bake: { min: 4s, max: 90s }, watch: { min: 1s, max: 90s } }';

let unleash: Unleash;
let prometheus: Prometheus;
let toxiproxy: Toxiproxy;
/** Glidepath's own token, and a person. */
let token: string;
let dana: UnleashAdmin;
const shops = new Map<Flag, FlaggedShop>();
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const [server, postgres] = await Promise.all([ensureUnleash(cache), ensurePostgres(cache)]);
  toxiproxy = await Toxiproxy.start(await ensureToxiproxy(cache));
  undo.defer(async () => toxiproxy.stop());
  unleash = await Unleash.start({ unleash: server, postgres });
  undo.defer(async () => unleash.remove());
  token = await unleash.newPerson('glidepath', 'editor');
  dana = new UnleashAdmin(unleash.url, await unleash.newPerson('dana-the-person', 'editor'));
  const clientToken = await unleash.admin.clientToken('shop', 'production');
  await Promise.all(
    FLAGS.map(async (flag) => {
      await dana.createFeature(flag);
      const shop = await FlaggedShop.start({ unleashUrl: unleash.url, clientToken, flag, names: NAMES });
      shops.set(flag, shop);
      undo.defer(async () => shop.remove());
    }),
  );
  const ports = [...shops.values()].map(({ port }) => port);
  prometheus = await Prometheus.scraping(await ensurePrometheus(cache), ports);
  undo.defer(async () => prometheus.remove());
});

afterAll(async () => undo.disposeAsync());

function shopOf(flag: Flag): FlaggedShop {
  const shop = shops.get(flag);
  if (shop === undefined) throw new Error(`no shop has the flag ${flag}`);
  return shop;
}

/** Its shop is open, and Prometheus has seen the side `off`. */
async function begin(flag: Flag, more: Partial<FlagReleaseSettings> = {}): Promise<FlagRelease> {
  const shop = shopOf(flag);
  const release = await FlagRelease.begin({
    flag,
    unleashUrl: unleash.url,
    token,
    shop,
    prometheusUrl: prometheus.url,
    strategy: QUICK,
    ...more,
  });
  undo.defer(async () => release.remove());
  await until('the shop to sell', () => release.shoppers.seen.get(NAMES.off));
  await prometheus.scrapesAgain();
  return release;
}

/** A release that reaches Unleash over a way that can be cut. */
async function beginOver(flag: Flag, more: Partial<FlagReleaseSettings> = {}): Promise<[FlagRelease, Way]> {
  const way = await toxiproxy.wayTo(unleash.port);
  return [await begin(flag, { unleashUrl: way.url, ...more }), way];
}

async function isOff(flag: Flag): Promise<boolean> {
  return !(await dana.state(flag, 'production')).enabled;
}

/** By the admin API. */
async function stands(flag: Flag, weight: number): Promise<boolean> {
  return (await dana.state(flag, 'production')).rollout === weight;
}

/** Until the run has seen what users do at 25 %. */
async function judging(flag: Flag, { running }: ActionRun): Promise<void> {
  await until(`25 % of ${flag} to be judged`, async () => {
    if (!running.isRunning) throw new Error(running.stdout);
    return /canary 25 %  one-page: \d/.test(running.stdout);
  });
  expect(await stands(flag, 25)).toBe(true);
}

/** Of all who come, once the shop's SDK has asked anew. */
async function nobodyHas(release: FlagRelease): Promise<void> {
  const share = await release.share('off', 300);
  expect(share.on).toEqual(new Set());
  expect(share.off.size).toBeGreaterThan(0);
}

it.concurrent(
  'a healthy flag is promoted; the share on the wire is the weight, and who is in stays in',
  async () => {
    const strategy = '{ canary: [5%, 25%, 50%], bake: { min: 7s, max: 90s }, watch: { min: 7s, max: 90s } }';
    const release = await begin('promoted', { strategy, connections: 8 });
    const run = release.deploy();
    const shares: Share[] = [];
    for (const weight of [5, 25, 50, 100]) {
      await until(`${weight} % in Unleash`, async () => stands('promoted', weight));
      const share = await release.share(weight, ROUND, async () => !(await stands('promoted', weight)));
      expect(Math.abs(share.percent - weight), `${share.percent} % at ${weight} %`).toBeLessThan(4);
      shares.push(share);
    }
    release.expectEnd(await run.ended, 0, { decision: 'promoted', reason: 'healthy' });
    expect(await dana.history('promoted')).toEqual(['0', 'enabled', '5', '25', '50', '100']);
    for (const [at, { off }] of shares.slice(1).entries())
      expect([...(shares[at]?.on ?? [])].filter((user) => off.has(user))).toEqual([]);
    expect(release.shoppers.strays).toEqual([]);
  },
);

it.concurrent('a flag that fails is turned off at once, and nobody gets it any more', async () => {
  await shopOf('failing').failOn(0.2);
  const release = await begin('failing');
  const end = await release.deploy().ended;
  release.expectEnd(end, 3, { decision: 'rolled-back', reason: 'breach' });
  expect(await dana.history('failing')).toEqual(['0', 'enabled', '25', 'disabled', '0']);
  expect(release.shoppers.seen.get(NAMES.on)?.failures).toBeGreaterThan(0);
  await nobodyHas(release);
  release.expectEnd(await release.deploy().ended, 7, { decision: 'rejected', reason: 'blocked-digest' });
  expect(await isOff('failing')).toBe(true);
});

it.concurrent('what a person turns off in mid-rollout stays off, and who did it is told', async () => {
  const release = await begin('killed');
  const run = release.deploy();
  await judging('killed', run);
  await dana.turn('killed', 'production', 'off');
  const end = await run.ended;
  release.expectEnd(end, 3, { decision: 'rolled-back', reason: 'requested' });
  expect(end.outputs['result']).toMatch(/dana-the-person/);
  await nobodyHas(release);
  release.expectEnd(await release.deploy().ended, 7, { decision: 'rejected', reason: 'blocked-digest' });
  expect(await dana.history('killed')).toEqual(['0', 'enabled', '25', 'disabled', '0']);
});

it.concurrent('while Unleash is away nothing is promoted; once it is back the rollout goes on', async () => {
  const [release, way] = await beginOver('cut');
  const run = release.deploy();
  await judging('cut', run);
  await way.cut();
  await until('it to be told', () => run.running.stdout.includes("can't be reached"));
  const stood = release.service.ledger();
  // Longer than the bake: were it not for Unleash, it would go on.
  await sleep(6_000);
  expect(release.service.ledger()).toEqual(stood);
  expect(stood.at(-1)).toContain('25 %');
  expect(Math.abs((await release.share(25)).percent - 25)).toBeLessThan(4);
  await way.mend();
  const end = await run.ended;
  release.expectEnd(end, 0, { decision: 'promoted', reason: 'healthy' });
  expect(await dana.history('cut')).toEqual(['0', 'enabled', '25', '50', '100']);
});

it.concurrent(
  'where Unleash is away beyond the longest bake that is not told as too few samples',
  async () => {
    const short = '{ weight: 25%, bake: { min: 5s, max: 9s } }';
    const strategy = `{ canary: [${short}, 50%], bake: { min: 1s, max: 90s }, watch: { min: 1s, max: 90s } }`;
    const policies = '    on: { too-few-samples: rollback }\n';
    const [release, way] = await beginOver('away', { strategy, policies });
    const run = release.deploy();
    await judging('away', run);
    await way.cut();
    await sleep(12_000);
    expect(release.service.ledger().at(-1)).toMatch(/25 %/);
    await way.mend();
    release.expectEnd(await run.ended, 0, { decision: 'promoted' });
  },
);

it.concurrent('a breach while Unleash is away is acted on as soon as it is back', async () => {
  const [release, way] = await beginOver('judged');
  const run = release.deploy();
  await judging('judged', run);
  await way.cut();
  await shopOf('judged').failOn(0.5);
  await release.recorded(/rolling back, breach/);
  expect(await isOff('judged')).toBe(false);
  await way.mend();
  release.expectEnd(await run.ended, 3, { decision: 'rolled-back', reason: 'breach' });
  await nobodyHas(release);
});
