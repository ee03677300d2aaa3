import { expect } from 'vitest';
import type { Fault } from '../../github/index.ts';
import type { ActionEnded } from '../../harness/index.ts';
import type { GitHubService } from '../../harness/github-service.ts';
import { expectEnd } from './expect-end.ts';

const HERE = '/repos/{owner}/{repo}';

/** The writes that matter, and how many of each pass before one meets its fault: the ledger's in the middle of it all. */
const WRITES = {
  commit: { match: `POST ${HERE}/git/commits`, after: 1 },
  ref: { match: `PATCH ${HERE}/git/refs/{ref}`, after: 2 },
  deployment: { match: `POST ${HERE}/deployments`, after: 0 },
  status: { match: `POST ${HERE}/deployments/{deployment_id}/statuses`, after: 1 },
  'last status': { match: `POST ${HERE}/deployments/{deployment_id}/statuses`, after: 3 },
  issue: { match: `POST ${HERE}/issues`, after: 0 },
} as const;

export type Write = keyof typeof WRITES;

const LAST_STATUS = 'failure: rolled back to v1: the evidence says that it is worse than allowed';

export interface RolledBack {
  readonly end: ActionEnded;
  /** Those that this rollout has made. */
  readonly deployments: ReturnType<GitHubService['deployments']>;
  readonly issues: GitHubService['issues'];
}

/**
 * Brings a failing release in, with one fault at each of the writes. The rollout ends as it must, and the ledger tells all of
 * it once; what became of the deployment and the incident is for the caller to judge.
 */
export async function rollBack(
  shop: GitHubService,
  name: string,
  fault: Fault,
  writes: readonly Write[],
): Promise<RolledBack> {
  await shop.release(name, { failRate: 0.5 });
  const before = [shop.ledger().length, shop.deployments().length, shop.issues.length] as const;
  shop.github.faults.push(...writes.map((write) => ({ ...WRITES[write], fault })));
  const end = await shop.deploy(name).ended;
  expect(shop.github.faults.pending(), end.stdout).toEqual([]);
  expectEnd(end, 3, { decision: 'rolled-back', reason: 'breach' });
  expect(shop.ledger().slice(before[0])).toEqual([
    `production: canary begins (${name})`,
    `production: canary at 25 % (${name})`,
    `production: rolling back, breach (${name})`,
    `production: rolled back, breach (${name})`,
  ]);
  const status = await shop.cli('status', '--json').ended;
  expect(JSON.parse(status.stdout), status.stderr).toMatchObject({ live: { name: 'v1' } });
  return { end, deployments: shop.deployments().slice(before[1]), issues: shop.issues.slice(before[2]) };
}

/** One deployment that ends with the truth, and one incident. */
export function expectAllTold({ end, deployments, issues }: RolledBack): void {
  expect(deployments, end.stdout).toHaveLength(1);
  expect(deployments[0]?.said.at(-1), end.stdout).toBe(LAST_STATUS);
  expect(issues, end.stdout).toHaveLength(1);
}
