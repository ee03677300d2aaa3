import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';
import { expectAllTold, rollBack } from './faulty-rollback.ts';
import { LIMITS } from './fault-kinds.ts';

let shop: GitHubService;
let releases = 1;

beforeAll(async () => {
  shop = await GitHubService.live(BRISK);
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

function nextName(): string {
  releases += 1;
  return `bad-${releases}`;
}

describe('a rate limit that ends soon is waited for', { timeout: 120_000 }, () => {
  it.each(Object.entries(LIMITS))('%s', async (_, fault) => {
    expectAllTold(await rollBack(shop, nextName(), fault, ['commit', 'deployment', 'issue']));
    expectAllTold(await rollBack(shop, nextName(), fault, ['ref', 'status']));
  });
});

it('a spent budget keeps a rollout from beginning, and says until when', { timeout: 120_000 }, async () => {
  const ledger = shop.ledger();
  await shop.release('late');
  shop.github.faults.push({ match: '* *', fault: { kind: 'rate-limit', resetIn: 1800 } });
  const end = await shop.deploy('late').ended;
  expect(end.stdout).toMatch(/GitHub takes no more calls with this token before \d{4}-/);
  expectEnd(end, 1, { decision: 'failed', reason: 'ledger-unreachable' });
  expect(shop.ledger()).toEqual(ledger);
  shop.github.faults.clear();
});
