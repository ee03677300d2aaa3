import { describe, expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { cancel } from '../../harness/cancel.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';
import { expectServed, expectShown, ONE_SLO, recover, TRANSITIONS, written } from './lost-runner.ts';

it(
  'at each transition: it is back before the runner insists, and nothing is left to recover',
  { timeout: 240_000 },
  async () => {
    await using shop = await GitHubService.live(BRISK, ONE_SLO);
    let serving = 'v1';
    for (let after = 1; after <= TRANSITIONS; after++) {
      const name = `v2-${after}`;
      await shop.release(name);
      const before = shop.ledger().length;
      const run = shop.deploy(name);
      await written(shop, before + after, run.running);
      const end = await cancel(run);
      const isThrough = end.outputs['decision'] === 'promoted';
      if (after <= 4) expect(isThrough, end.stdout).toBe(false);
      if (after >= 6) expect(isThrough, end.stdout).toBe(true);
      expectEnd(end, isThrough ? 0 : 3, isThrough ? {} : { decision: 'rolled-back', reason: 'cancelled' });
      if (isThrough) serving = name;
      expectEnd(await recover(shop), 0, { found: '0', recovered: '0' });
      await expectServed(shop, serving);
      expectShown(shop, serving);
    }
    expect(shop.issues).toEqual([]);
    expect((await shop.stopClients())?.notByRelease).toEqual([]);
  },
);

it('on: { cancel: hold }: it was left for a person, and is left alone', { timeout: 60_000 }, async () => {
  await using shop = await GitHubService.live(
    `${BRISK}    on: { cancel: hold }
`,
    ONE_SLO,
  );
  await shop.release('v2');
  const run = shop.deploy('v2');
  await until('the first step', () => shop.ledger().at(-1)?.includes('25 %'));
  expectEnd(await cancel(run), 6, { decision: 'paused', reason: 'cancelled' });
  const [ledger, deployments] = [shop.ledger(), shop.deployments()];
  const end = await recover(shop);
  expectEnd(end, 0, { found: '0', recovered: '0' });
  expect(end.outputs['result']).toContain('"outcome":"waiting"');
  expect([shop.ledger(), shop.deployments()]).toEqual([ledger, deployments]);
  expectEnd(await shop.start('promote', { verb: 'abort' }).ended, 0, { decision: 'aborted' });
  await expectServed(shop, 'v1');
  expectShown(shop, 'v1');
});

describe.concurrent('while GitHub hangs', { timeout: 120_000 }, () => {
  it.for([1, 5])('at entry %i: it is killed, and recovered', async (after) => {
    await using shop = await GitHubService.live(BRISK, ONE_SLO);
    await shop.release('v2');
    const before = shop.ledger().length;
    const run = shop.deploy('v2');
    await written(shop, before + after, run.running);
    shop.github.faults.push({ match: '* *', fault: { kind: 'timeout' }, times: 1_000 });
    const end = await cancel(run);
    expect(end.code === 1 || end.signal === 'SIGKILL', end.stdout).toBe(true);
    shop.github.faults.clear();
    expectEnd(await recover(shop), 0, { found: '1', recovered: '1' });
    const isThrough = shop.ledger().at(-1)?.includes('promoted') === true;
    await expectServed(shop, isThrough ? 'v2' : 'v1');
    expectShown(shop, isThrough ? 'v2' : 'v1');
    expect((await shop.stopClients())?.notByRelease).toEqual([]);
  });
});
