import { describe, expect, it } from 'vitest';
import { BRISK, BRISK_SLOW } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { Clients, until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';
import {
  deliverAndLose,
  expectServed,
  expectShown,
  FAILING_TRANSITIONS,
  ONE_SLO,
  recover,
  ROUTINE,
  TRANSITIONS,
} from './lost-runner.ts';
import { writeTwoEnvironments } from './two-environments.ts';

const BACK = `    recovery: rollback
`;

async function live(settings: string): Promise<GitHubService> {
  return GitHubService.live(settings, ONE_SLO);
}

async function expectNobodyNoticed(shop: GitHubService): Promise<void> {
  expect((await shop.stopClients())?.notByRelease).toEqual([]);
}

describe.concurrent('the runner is lost at each transition', { timeout: 300_000 }, () => {
  it('resume: it goes on by plan', async () => {
    await using shop = await live(BRISK);
    for (let after = 1; after <= TRANSITIONS; after++) {
      const name = `v2-${after}`;
      await shop.release(name);
      await deliverAndLose(shop, name, { after });
      const found = after < TRANSITIONS ? '1' : '0';
      expectEnd(await recover(shop), 0, { found, recovered: found });
      expect(shop.ledger().at(-1)).toBe(`production: promoted, healthy (${name})`);
      await expectServed(shop, name);
      // Who dies after the last entry leaves nothing to recover, but GitHub's records to bring to their end.
      expectShown(shop, name);
    }
    expect(shop.deployments()).toHaveLength(1 + TRANSITIONS);
    expect(shop.issues).toEqual([]);
    await expectNobodyNoticed(shop);
  });

  it('a failing release goes back, and its incident is told', async () => {
    await using shop = await live(BRISK);
    for (let after = 1; after <= FAILING_TRANSITIONS; after++) {
      const name = `bad-${after}`;
      await shop.release(name, { failRate: 0.6 });
      await deliverAndLose(shop, name, { after, later: after === 2 ? 150 : null });
      const found = after < FAILING_TRANSITIONS ? '1' : '0';
      expectEnd(await recover(shop), 0, { found, recovered: found });
      expect(shop.ledger().at(-1)).toBe(`production: rolled back, breach (${name})`);
      await expectServed(shop, 'v1');
      expectShown(shop, 'v1');
      expect(shop.issues).toHaveLength(after);
      expect(shop.issues.at(-1)?.title).toContain(`${name} was rolled back`);
    }
    await expectNobodyNoticed(shop);
  });

  it('recovery: rollback: it goes back as long as there is a way', async () => {
    await using shop = await live(`${BRISK}${BACK}`);
    for (let after = 1; after <= TRANSITIONS; after++) {
      const name = `v2-${after}`;
      await shop.release(name);
      const { last } = await deliverAndLose(shop, name, { after });
      const found = after < TRANSITIONS ? '1' : '0';
      expectEnd(await recover(shop), 0, { found, recovered: found });
      // The old release is on its way out, or gone.
      const isThrough = after >= TRANSITIONS - 1;
      expect(last).toContain(isThrough ? 'healthy' : name);
      const end = isThrough ? 'promoted, healthy' : 'rolled back, run died';
      expect(shop.ledger().at(-1)).toBe(`production: ${end} (${name})`);
      await expectServed(shop, isThrough ? name : 'v1');
      expectShown(shop, isThrough ? name : 'v1');
    }
    expect(shop.deployments().at(1)?.said.at(-1)).toMatch(/^failure: rolled back to v1: .*run/);
    // It was not the release's fault: there is no incident, and it may come again.
    expect(shop.issues).toEqual([]);
    await shop.release('v2-1');
    expectEnd(await shop.deploy('v2-1').ended, 0, { decision: 'promoted' });
    await expectNobodyNoticed(shop);
  });

  it('the first release of all, with its daemon and its instances', async () => {
    await using shop = await GitHubService.create(BRISK, ONE_SLO);
    await shop.release('v1');
    await deliverAndLose(shop, 'v1', { after: 3 });
    await expect(fetch(shop.local.url)).rejects.toThrow('fetch failed');
    const recovery = recover(shop);
    await until('v1 to answer', async () => (await fetch(shop.local.url).catch(() => null))?.ok, 20_000);
    const clients = new Clients(shop.local.url);
    const end = await recovery;
    expect((await clients.stop()).notByRelease).toEqual([]);
    expectEnd(end, 0, { found: '1', recovered: '1' });
    await expectServed(shop, 'v1');
    expectShown(shop, 'v1');
  });
});

describe.concurrent('what is left alone', { timeout: 180_000 }, () => {
  it('a run that is at work', async () => {
    await using shop = await live(BRISK_SLOW);
    await shop.release('v2');
    const run = shop.deploy('v2');
    await until('the first step', () => shop.ledger().at(-1)?.includes('25 %'));
    const end = await recover(shop);
    expectEnd(end, 0, { found: '0', recovered: '0' });
    expect(end.outputs['result']).toContain('"outcome":"held"');
    expect(end.stdout).toMatch(
      new RegExp(`^production: v2 is rolled out by dana .*/actions/runs/${run.id}/`, 'm'),
    );
    expectEnd(await run.ended, 0, { decision: 'promoted' });
    expect(shop.ledger().join('\n')).not.toContain('taken over');
    await expectNobodyNoticed(shop);
  });

  it.for([
    ['resume', '', 'v2'],
    ['rollback', BACK, 'v1'],
  ])(
    'a lost run that GitHub takes to be in progress; then of two recoveries one does it: %s',
    async ([, more, serving]) => {
      await using shop = await live(`${BRISK_SLOW}${more}`);
      await shop.release('v2');
      const { id } = await deliverAndLose(shop, 'v2', { after: 2, later: 100, unnoticed: true });
      const ledger = shop.ledger();
      expectEnd(await recover(shop), 0, { found: '0', recovered: '0' });
      expect(shop.ledger()).toEqual(ledger);

      await shop.complete(id);
      const ends = await Promise.all(['one', 'other'].map(async (host) => recover(shop, host)));
      for (const end of ends) expectEnd(end, 0);
      expect(ends.filter(({ outputs }) => outputs['recovered'] === '1')).toHaveLength(1);
      const since = shop.ledger().slice(ledger.length);
      expect(since.filter((line) => /ended|promoted|rolled back/.test(line))).toHaveLength(1);
      expect(shop.deployments()).toHaveLength(2);
      await expectServed(shop, serving ?? '');
      expectShown(shop, serving ?? '');
      await expectNobodyNoticed(shop);
    },
  );

  it('nothing at all, for two calls an environment at most', async () => {
    await using shop = await live(BRISK);
    const calls = async (): Promise<number> => {
      shop.github.clearCalls();
      expectEnd(await recover(shop, 'another-runner', ROUTINE), 0, { found: '0', recovered: '0' });
      return shop.github.calls().length;
    };
    expect(await calls()).toBeLessThanOrEqual(2);
    await writeTwoEnvironments(shop);
    expect(await calls()).toBeLessThanOrEqual(4);
  });
});
