import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlagShop, TOKEN } from '../harness/flag-shop.ts';
import { withoutMasks } from '../harness/leaks.ts';
import { until, type ActionEnded, type ActionRun } from '../harness/index.ts';

/** A flag of LaunchDarkly that is rolled out like code, by the bundles as they ship; its users go where its percentages say. */

const DELIVERY_FILE = '.github/delivery.yml';
const STEPS = [0, 5_000, 25_000, 50_000, 100_000];
const OFF = { on: false, fallthrough: { variation: 1 } };

function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
}

function expectTrouble(end: ActionEnded, says: string): void {
  expectEnd(end, 1, { decision: 'failed', reason: 'target-failed' });
  expect(end.stdout.match(/^::error.*$/m)?.[0]).toContain(says);
}

/** Until the flag's users are divided like that. */
async function reached(shop: FlagShop, share: number, { running }: ActionRun): Promise<void> {
  await until(`a share of ${share}`, () => shop.users.shares.includes(share) || !running.isRunning);
  expect(shop.users.shares).toContain(share);
}

async function promote(shop: FlagShop): Promise<ActionEnded> {
  const end = await shop.deployFlag().ended;
  expectEnd(end, 0, { decision: 'promoted', reason: 'healthy' });
  return end;
}

describe.concurrent('a flag in front of code that is live', { timeout: 120_000 }, () => {
  it('goes through its percentages exactly and is promoted; the next time it is live already', async () => {
    await using shop = await FlagShop.live();
    const { targets, rules, offVariation } = shop.settings('production');
    const staging = JSON.stringify(shop.settings('staging'));

    const end = await promote(shop);
    expect(shop.users.shares).toEqual(STEPS);
    expect(shop.settings('production')).toMatchObject({ on: true, fallthrough: { variation: 0 } });
    expect(shop.settings('production')).toMatchObject({ targets, rules, offVariation });
    expect(JSON.stringify(shop.settings('staging'))).toBe(staging);
    expect(end.stdout).toContain(`::add-mask::${TOKEN}`);

    const lines = shop.service.ledger('production-flag');
    for (const said of [/5 %/, /25 %/, /50 %/, /promoted/]) {
      expect(lines.some((line) => said.test(line))).toBe(true);
    }
    const comments = shop.launchDarkly.world.audit
      .filter(({ by }) => by.kind === 'token')
      .map(({ comment }) => comment)
      .toReversed();
    const at = 'shop in production-flag, started by dana';
    expect(comments).toEqual([
      ...['5%', '25%', '50%', '100%'].map(
        (weight) => `Glidepath: rolls out "true" against "false" at ${weight}; ${at}`,
      ),
      `Glidepath: all get "true"; ${at}`,
    ]);

    const before = shop.sent;
    expectEnd(await shop.deployFlag().ended, 0, { decision: 'promoted', reason: 'already-live' });
    expect(shop.sent).toEqual(before);
    expect(shop.service.ledger('production-flag')).toEqual(lines);
  });

  it('is off first on a breach, then its code goes back; it may not come again but by an override', async () => {
    await using shop = await FlagShop.live();
    await shop.deliverCode('v2');
    shop.users.weakness = { variation: 'true', from: 25_000 };

    const end = await shop.deployFlag().ended;
    expectEnd(end, 3, { decision: 'rolled-back', reason: 'breach' });
    expect(shop.users.shares).toEqual([0, 5_000, 25_000, 0]);
    expect(shop.settings('production')).toMatchObject(OFF);
    expect(end.stdout).toContain('v2 in production is taken back, too');
    const served = await fetch(shop.service.url);
    expect(served.headers.get('x-demo-release')).toBe('v1');
    expect(shop.service.ledger().at(-1)).toBe('production: rolled back, requested (v2)');

    const flag = await shop.entries('production-flag');
    const code = await shop.entries('production');
    const back = code.at(-3);
    expect(code.slice(-3).map(({ event }) => event)).toEqual(['requested', 'rolling-back', 'ended']);
    const turnedOff = shop.asked.findLastIndex(({ method, on }) => method === 'PATCH' && on);
    const readBack = shop.asked.slice(turnedOff).find(({ method, on }) => method === 'GET' && !on);
    const moments = [
      flag.findLast(({ event }) => event === 'rolling-back')?.at,
      shop.asked[turnedOff]?.at,
      readBack?.at,
      flag.findLast(({ event }) => event === 'ended')?.at,
      back?.at,
    ].map((moment) => moment ?? Number.NaN);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments).not.toContain(Number.NaN);

    const sent = shop.sent;
    expectEnd(await shop.deployFlag().ended, 7, { decision: 'rejected', reason: 'blocked-digest' });
    expect(shop.sent).toEqual(sent);
    shop.users.weakness = null;
    expectEnd(await shop.deployFlag({ override: 'mended in v3' }).ended, 0, { decision: 'promoted' });
  });

  it('stays off where a person turns it off in mid-rollout, who is named', async () => {
    await using shop = await FlagShop.live();
    const run = shop.deployFlag();
    await reached(shop, 25_000, run);
    shop.byHand([{ kind: 'turnFlagOff' }], 'incident 42');
    const end = await run.ended;
    expectEnd(end, 3, { decision: 'rolled-back', reason: 'requested' });
    expect(end.outputs['result']).toContain('Ada Lovelace (\\"incident 42\\")');
    expect(end.summary).toContain('Ada Lovelace');
    expect(shop.users.shares).toEqual([0, 5_000, 25_000, 0]);
    expect(shop.settings('production')).toMatchObject(OFF);
    // The code was not shown to be bad.
    expect(shop.service.ledger().at(-1)).toBe('production: promoted, healthy (v1)');
    expect(end.stdout).not.toContain('taken back');
    // Nor does the next run turn it on by itself.
    expectEnd(await shop.deployFlag().ended, 7, { decision: 'rejected', reason: 'blocked-digest' });
    expect(shop.sent.filter((kind) => kind === 'turnFlagOn')).toHaveLength(1);
  });

  it('is not touched where a person has turned it off since it was promoted', async () => {
    await using shop = await FlagShop.live();
    await promote(shop);
    shop.byHand([{ kind: 'turnFlagOff' }]);
    const before = await shop.flagText();
    const end = await shop.deployFlag().ended;
    expectEnd(end, 7, { decision: 'rejected', reason: 'drift' });
    expect(end.outputs['result']).toContain('false serves, and by the ledger it should be true');
    expect(await shop.flagText()).toBe(before);
  });

  it('goes on at the weight where its conductor was killed', async () => {
    await using shop = await FlagShop.live();
    const first = shop.deployFlag();
    await reached(shop, 25_000, first);
    first.running.kill('SIGKILL');
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    await promote(shop);
    expect(shop.users.shares).toEqual(STEPS);
    expect((await shop.entries('production-flag')).map(({ event }) => event)).toContain('taken-over');
    expect(shop.sent.filter((kind) => kind === 'turnFlagOn')).toHaveLength(1);
  });
});

describe('before anything is changed', () => {
  let shop: FlagShop;

  beforeAll(async () => {
    shop = await FlagShop.live();
  });

  afterAll(async () => shop[Symbol.asyncDispose]());

  /** Runs, and looks that neither the flag nor a ledger has changed. */
  async function refused(run: () => ActionRun): Promise<ActionEnded> {
    const before = await shop.flagText();
    const end = await run().ended;
    expect(await shop.flagText()).toBe(before);
    expect(shop.sent).toEqual([]);
    expect(shop.service.git('for-each-ref', 'refs/glidepath/shop/production-flag')).toBe('');
    expect(end.stderr + end.stdout).not.toMatch(/^\s+at .*\.js:\d+/m);
    return end;
  }

  /** With another text in the delivery file, for this run. */
  async function refusedWith(text: string, instead: string): Promise<ActionEnded> {
    const file = shop.service.read(DELIVERY_FILE);
    expect(file).toContain(text);
    shop.service.write(DELIVERY_FILE, file.replace(text, instead));
    try {
      return await refused(() => shop.deployFlag());
    } finally {
      shop.service.write(DELIVERY_FILE, file);
    }
  }

  it('a wrong token is refused, and not told', async () => {
    const wrong = 'api-99999999-none-of-launchdarklys';
    const end = await refused(() => shop.deployFlag({}, { LAUNCHDARKLY_ACCESS_TOKEN: wrong }));
    expectTrouble(end, 'does not accept the access token in LAUNCHDARKLY_ACCESS_TOKEN');
    expect(JSON.stringify({ ...end, stdout: withoutMasks(end.stdout) })).not.toContain(wrong);
  });

  it('a token that is not set is refused', async () => {
    const end = await refused(() => shop.deployFlag({}, { LAUNCHDARKLY_ACCESS_TOKEN: '' }));
    expectTrouble(end, 'LAUNCHDARKLY_ACCESS_TOKEN is not set');
  });

  it('a flag that is not there is refused', async () => {
    const end = await refusedWith('flag: new-checkout', 'flag: old-checkout');
    expectTrouble(end, 'LaunchDarkly knows no flag old-checkout in the project shop');
  });

  it('an environment that the flag has not is refused', async () => {
    const end = await refusedWith('project: shop, environment: production', 'project: shop, environment: qa');
    expectTrouble(end, 'The flag new-checkout has no environment qa');
  });

  it('a variation that is not there is refused with those that are', async () => {
    expectTrouble(await refusedWith('variation: true', 'variation: blue'), 'it has "true", "false"');
  });

  it('an archived flag is refused', async () => {
    const [flag] = shop.launchDarkly.world.flags;
    if (flag === undefined) throw new Error('there is no flag');
    flag.archived = true;
    const end = await refused(() => shop.deployFlag());
    flag.archived = false;
    expectTrouble(end, 'The flag new-checkout is archived in LaunchDarkly');
  });

  it.each([
    [
      'another name',
      { release: 'other-name' },
      'release is "other-name", but the target calls it "true"; leave the name out',
    ],
    ['an artifact', { artifact: 'releases/v1' }, 'rolls out a flag, which has none; leave it out'],
  ])('%s for the release is refused', async (_, inputs, says) => {
    const end = await refused(() => shop.deployFlag(inputs));
    expectEnd(end, 2, {});
    expect(end.outputs['decision']).toBeUndefined();
    expect(end.stdout).toMatch(/^::error title=An input can not be used::/m);
    expect(end.stdout).toContain(says);
  });

  it('another name is refused at a terminal, too', async () => {
    const before = await shop.flagText();
    const end = await shop.cli('deploy', '-e', 'production-flag', '--release', 'other-name');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('leave the name out');
    expect(await shop.flagText()).toBe(before);
  });

  it('a flag whose code is not in production is refused', async () => {
    const live = shop.service.git('rev-parse', 'HEAD').trim();
    shop.commit('v2');
    const sha = shop.service.git('rev-parse', '--short=12', 'HEAD').trim();
    const end = await refused(() => shop.deployFlag());
    expectEnd(end, 7, { decision: 'rejected', reason: 'not-promoted-before' });
    expect(end.outputs['result']).toContain(
      `the code of true (commit ${sha}) was not promoted in production`,
    );
    shop.service.git('reset', '--quiet', live);
  });
});

it('tells its token to nobody but LaunchDarkly, whatever that answers', async () => {
  await using shop = await FlagShop.open();
  const said = `${TOKEN} may not do that`;
  shop.launchDarkly.faults.push({ match: 'GET *', fault: { kind: 'status', status: 403, message: said } });
  const end = await shop.deployFlag({}, { RUNNER_DEBUG: '1' }).ended;
  expectEnd(end, 1, { decision: 'failed', reason: 'target-failed' });
  expect(end.stdout).toMatch(/^::error.*may not do that/m);
  expect(end.stdout.split(TOKEN)).toHaveLength(2);
  expect(end.stdout).toMatch(new RegExp(`^::add-mask::${TOKEN}$`, 'm'));
  expect(shop.troubles()).toEqual([]);
});
