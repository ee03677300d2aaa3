import { describe, it } from 'vitest';
import { BRISK } from '../../harness/brisk.ts';
import { GitHubService } from '../../harness/github-service.ts';
import { expectAllTold, rollBack, type Write } from './faulty-rollback.ts';
import { UNTOLD } from './fault-kinds.ts';

const CASES: readonly (readonly [kind: keyof typeof UNTOLD, write: Write])[] = [
  ['a spent limit without headers', 'ref'],
  ['a secondary limit without a time', 'last status'],
];

// At once, since each waits a true minute.
describe.concurrent(
  'where GitHub does not say when a limit ends a minute is waited',
  { timeout: 180_000 },
  () => {
    it.each(CASES)('%s at the %s', async (kind, write) => {
      await using shop = await GitHubService.live(BRISK);
      expectAllTold(await rollBack(shop, 'v2', UNTOLD[kind], [write]));
    });
  },
);
