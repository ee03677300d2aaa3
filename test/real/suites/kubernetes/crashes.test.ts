import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, type Place } from './place.ts';
import { expectEnd, Shop } from './shop.ts';

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ argoRollouts: true });
});
afterAll(async () => cluster?.remove());

/** Entries of a rollout that nothing disturbs: 25 %, 50 %, and there; or 25 %, and back. */
const ENTRIES = { healthy: 7, failing: 4 } as const;
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** Delivers, and kills the runner's process right after that entry of the ledger. */
async function deliverAndDie(shop: Shop, entry: number): Promise<void> {
  const { running, ended } = shop.deploy(2);
  let seen = shop.head();
  for (let count = 0; count < entry;) {
    const head = shop.head();
    if (head !== seen) count += 1;
    seen = head;
    if (!running.isRunning) break;
    await sleep(2);
  }
  running.kill('SIGKILL');
  const end = await ended;
  expect(shop.ledger(), end.stdout).toHaveLength(entry);
}

describe.concurrent.each(['canary', 'argo'] as const)('%s: the runner dies', (kind) => {
  it.each(upTo(ENTRIES.healthy))('after entry %i of a good release', async (entry) => {
    await using shop = await Shop.open(cluster, kind);
    await deliverAndDie(shop, entry);
    const isOver = entry === ENTRIES.healthy;
    if (entry % 2 === 0) {
      const count = isOver ? '0' : '1';
      expectEnd(await shop.start('recover').ended, 0, { found: count, recovered: count });
    } else expectEnd(await shop.deploy(2).ended, 0, { decision: 'promoted' });
    await shop.expectHolds(2, 'promoted, healthy (v2)');
  });

  it.each(upTo(ENTRIES.failing))('after entry %i of a bad release', async (entry) => {
    await using shop = await Shop.open(cluster, kind);
    shop.fail(2);
    await deliverAndDie(shop, entry);
    const count = entry === ENTRIES.failing ? '0' : '1';
    expectEnd(await shop.start('recover').ended, 0, { found: count, recovered: count });
    await shop.expectHolds(1, 'rolled back, breach (v2)');
  });
});
