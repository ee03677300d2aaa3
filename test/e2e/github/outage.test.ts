import { afterEach, beforeEach, expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { until } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';
import { TROUBLES } from './fault-kinds.ts';

let shop: GitHubService;

beforeEach(async () => {
  shop = await GitHubService.create(BRISK);
});

afterEach(async () => {
  await shop[Symbol.asyncDispose]();
});

it.each(Object.entries(TROUBLES))('%s at the first entry of all', { timeout: 120_000 }, async (_, fault) => {
  shop.github.faults.push(
    { match: 'POST /repos/{owner}/{repo}/git/commits', fault },
    { match: 'POST /repos/{owner}/{repo}/git/refs', fault },
  );
  await shop.begin();
  expect(shop.github.faults.pending()).toEqual([]);
  expect(shop.ledger()).toEqual([
    'production: canary begins (v1)',
    'production: all traffic moves over (v1)',
    'production: watching at 100 % (v1)',
    'production: old release leaves, healthy (v1)',
    'production: promoted, healthy (v1)',
  ]);
  expect(shop.deployments().map(({ said }) => said.at(-1))).toEqual([
    'success: v1 takes all traffic: the evidence says that it is healthy',
  ]);
});

it(
  'while GitHub is down users come first: the failing release is taken out of traffic',
  { timeout: 120_000 },
  async () => {
    await shop.begin();
    await shop.release('v2', { failRate: 0.5 });
    const run = shop.deploy('v2');
    await until('the first step', () => shop.ledger().at(-1)?.includes('canary at 25 %'));
    shop.github.faults.push({ match: '* *', fault: { kind: 'status', status: 503 }, times: 1_000 });
    const answered = () => shop.seen?.byRelease.get('v2') ?? 0;
    await until('some answers of v2', () => answered() > 5);
    // No new answers for a second: nobody is sent there any more, though nothing could be written.
    await until('the way back', async () => {
      const before = answered();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return answered() === before;
    });
    expect(shop.ledger().at(-1)).toBe('production: canary at 25 % (v2)');
    expect(run.running.isRunning).toBe(true);

    shop.github.faults.clear();
    expectEnd(await run.ended, 3, { decision: 'rolled-back', reason: 'breach' });
    expect(shop.ledger().slice(-2)).toEqual([
      'production: rolling back, breach (v2)',
      'production: rolled back, breach (v2)',
    ]);
    expect(shop.issues).toHaveLength(1);
    expect((await shop.stopClients())?.notByRelease).toEqual([]);
  },
);
