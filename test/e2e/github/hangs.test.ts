import { describe, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { expectAllTold, rollBack } from './faulty-rollback.ts';
import { HANGS } from './fault-kinds.ts';

// At once, since each waits for as long as a call may take.
describe.concurrent('a call that hangs at each write', { timeout: 120_000 }, () => {
  it.each(Object.entries(HANGS))('%s', async (_, fault) => {
    await using shop = await GitHubService.live(BRISK);
    expectAllTold(await rollBack(shop, 'v2', fault, ['ref', 'status', 'issue']));
  });
});
