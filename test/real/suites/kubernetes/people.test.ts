import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../harness/index.ts';
import { openPlace, type Place } from './place.ts';
import { accepting } from './gateway.ts';
import { expectEnd, Shop, type ShopOptions } from './shop.ts';
import { SHOP_KINDS, type ShopKind } from './shop-objects.ts';

/** What other processes ask of a rollout under way, by the bundles as they ship. */

let cluster: Place;

beforeAll(async () => {
  cluster = await openPlace({ routers: ['gatewayApi'], argoRollouts: true });
});
afterAll(async () => cluster?.remove());

/** With a gateway that accepts its routes, where it has any. */
async function within(
  kind: ShopKind,
  options: ShopOptions,
  act: (shop: Shop) => Promise<void>,
): Promise<void> {
  await using shop = await Shop.open(cluster, kind, { steps: 'approval', ...options });
  if (kind === 'routed') await accepting(cluster, shop.namespace, 'shop', async () => act(shop));
  else await act(shop);
}

describe.concurrent.each(SHOP_KINDS)('%s', (kind) => {
  it('waits for a person, and goes on by the word of one', async () =>
    within(kind, {}, async (shop) => {
      const run = await shop.deployToPause(2);
      await shop.goOn();
      expectEnd(await run.ended, 0, { decision: 'promoted' });
      await shop.expectHolds(2, 'promoted, healthy (v2)');
    }));

  it('makes way for a newer release', async () =>
    within(kind, { settings: '    arrivals: supersede\n' }, async (shop) => {
      const first = await shop.deployToPause(2);
      const second = shop.deploy(3);
      const tooEarly = second.ended.then(({ stdout, stderr }) =>
        expect.fail(`it has not waited:\n${stdout}${stderr}`),
      );
      expectEnd(await Promise.race([first.ended, tooEarly]), 5, {
        decision: 'superseded',
        reason: 'newer-release',
      });
      tooEarly.catch(() => undefined);
      if (kind !== 'rolling') {
        await until('the second one to wait', () => /paused.*v3/.test(shop.ledger().at(-1) ?? ''));
        await shop.goOn();
      }
      expectEnd(await second.ended, 0, { decision: 'promoted' });
      await shop.expectHolds(3, 'promoted, healthy (v3)');
    }));

  it('is given up by another process, and what was promoted goes back by a later one', async () =>
    within(kind, {}, async (shop) => {
      const first = await shop.deployToPause(2);
      expectEnd({ ...(await shop.cli('abort')), outputs: {}, summary: '' }, 0);
      expectEnd(await first.ended, 4, { decision: 'aborted' });
      await shop.expectHolds(1, 'aborted, requested (v2)');
      const second = await shop.deployToPause(3);
      expectEnd(await shop.start('promote', { verb: 'promote-fully' }).ended, 0);
      expectEnd(await second.ended, 0, { decision: 'promoted' });
      await shop.expectHolds(3, 'promoted, healthy (v3)');
      expectEnd(await shop.start('rollback').ended, 0);
      await shop.expectHolds(1, 'rolled back, requested (v3)');
    }));
});
