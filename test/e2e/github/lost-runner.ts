import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { GitHubService } from '../../harness/github-service.ts';
import { until, type ActionEnded, type Running } from '../../harness/index.ts';
import { killTree } from '../../harness/kill-tree.ts';
import { onHost } from '../../harness/other-host.ts';

/** One objective: what is judged is not what is tried here. */
export const ONE_SLO = `    slos: [availability]
slos:
  availability: 90%
`;

/** How many entries BRISK's canary of two steps writes, and one that fails at its first step. */
export const TRANSITIONS = 7;
export const FAILING_TRANSITIONS = 4;

const LEDGER = '* /repos/{owner}/{repo}/git/refs*';

/** How a run is lost. */
export interface Loss {
  /** How many entries of its own it had written. */
  readonly after: number;
  /** So many milliseconds after the last of them. Null: it never learned that this one was written. */
  readonly later?: number | null;
  /** GitHub goes on saying that it is in progress. */
  readonly unnoticed?: boolean;
}

/**
 * Delivers a release and kills its run with everything that it has started. Gives the run's id and the subject of the
 * ledger's newest entry by then.
 */
export async function deliverAndLose(
  shop: GitHubService,
  name: string,
  { after, later = null, unnoticed = false }: Loss,
): Promise<{ readonly id: number; readonly last: string }> {
  const before = shop.ledger().length;
  if (later === null) {
    shop.github.faults.push({ match: LEDGER, fault: { kind: 'lost-answer', hang: true }, after: after - 1 });
  }
  const { id, running, ended } = shop.deploy(name, {}, { lost: unnoticed });
  await written(shop, before + after, running);
  await new Promise((resolve) => setTimeout(resolve, later ?? 0));
  killTree(running.child.pid ?? 0);
  const end = await ended;
  expect(end.signal, `${end.stdout}\n${end.stderr}`).toBe('SIGKILL');
  shop.github.faults.clear();
  return { id, last: shop.ledger().at(-1) ?? '' };
}

/** Waits until the ledger has so many entries. Git is asked only when the ref has moved: a test may have many of these. */
export async function written(shop: GitHubService, count: number, running: Running): Promise<void> {
  let looked = '';
  await until(`entry ${count}`, () => {
    const tip = tipOf(shop);
    if (tip === looked) return !running.isRunning;
    looked = tip;
    return shop.ledger().length >= count;
  });
}

function tipOf({ github }: GitHubService): string {
  try {
    return readFileSync(join(github.git, 'refs/glidepath/shop/production'), 'utf8');
  } catch {
    return '';
  }
}

/** What GitHub starts the recovery with once the run that was lost is told to have ended. */
const AFTER_FAILURE: Started = { name: 'workflow_run', payload: { workflow_run: { conclusion: 'failure' } } };
/** And what it starts it with every quarter of an hour. */
export const ROUTINE: Started = { name: 'schedule', payload: { schedule: '7,22,37,52 * * * *' } };

interface Started {
  readonly name: string;
  readonly payload: object;
}

/** The recovery, on another runner than the one that was lost. `event`: what has started it. */
export async function recover(
  shop: GitHubService,
  host = 'another-runner',
  event = AFTER_FAILURE,
): Promise<ActionEnded> {
  return shop.start('recover', {}, { env: onHost(host), event }).ended;
}

/** Nothing is under way by the ledger, and this release alone serves. */
export async function expectServed(shop: GitHubService, name: string): Promise<void> {
  expect(shop.ledger().at(-1)).toMatch(/^production: (promoted|rolled back|aborted|superseded)/);
  const answers = await Promise.all(Array.from({ length: 20 }, async () => fetch(shop.local.url)));
  expect(new Set(answers.map(({ headers }) => headers.get('x-demo-release')))).toEqual(new Set([name]));
}

/** GitHub shows this release's deployment as the one that serves, and of no other that it does or may. */
export function expectShown(shop: GitHubService, name: string): void {
  const shown = shop.deployments().map(({ release, said }) => `${release}: ${said.at(-1)?.split(':', 1)[0]}`);
  expect(shown.filter((line) => !/: (inactive|failure)$/.test(line))).toEqual([`${name}: success`]);
}
