import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { expectAllTold, rollBack } from './faulty-rollback.ts';
import { REFUSALS, TROUBLES } from './fault-kinds.ts';

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

describe('one fault at each write', { timeout: 120_000 }, () => {
  it.each(Object.entries(TROUBLES))('%s leaves everything as it should be', async (_, fault) => {
    const writes = ['commit', 'ref', 'deployment', 'status', 'issue'] as const;
    expectAllTold(await rollBack(shop, nextName(), fault, writes));
  });
});

describe("GitHub's no", { timeout: 120_000 }, () => {
  it.each(Object.entries(REFUSALS))(
    '%s in the ledger is asked again, for the rollout is under way',
    async (_, fault) => {
      expectAllTold(await rollBack(shop, nextName(), fault, ['commit', 'ref']));
    },
  );

  it.each(Object.entries(REFUSALS))('%s of deployment and issue is told, and no more', async (_, fault) => {
    const { end, deployments, issues } = await rollBack(shop, nextName(), fault, ['deployment', 'issue']);
    expect(deployments.length).toBeLessThanOrEqual(1);
    expect(end.stdout).toContain('is not shown as it is on GitHub');
    expect(issues).toEqual([]);
    expect(end.stdout).toContain('The incident could not be written');
  });
});
