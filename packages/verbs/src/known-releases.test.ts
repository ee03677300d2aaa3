import { deliver } from '@glidepath/conductor';
import { MemoryLedger, V1, V2, type World } from '@glidepath/conductor/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseKnownAs } from './known-releases.ts';
import { worldWithV1 } from './testing/surroundings.ts';
import { UserError } from './user-error.ts';

let world: World;
beforeAll(async () => {
  world = await worldWithV1();
  await deliver(world.ports, world.order(V2));
});

describe('a release of the ledger', () => {
  it.each([['v1'], [V1.digest], ['1'.repeat(12)], [`sha256:${'1'.repeat(20)}`]])(
    'is known as %s',
    async (wanted) => {
      expect(await releaseKnownAs(world.ledger, wanted)).toEqual(V1);
    },
  );

  it.each([['v9'], ['1'.repeat(11)], ['sha256:'], ['']])(
    'is not known as %j, and those that are known are told',
    async (wanted) => {
      await expect(releaseKnownAs(world.ledger, wanted)).rejects.toThrow(/it knows .*v1/);
      await expect(releaseKnownAs(world.ledger, wanted)).rejects.toThrow(UserError);
    },
  );

  it('is asked for by its digest where two have one name', async () => {
    const entry = world.ledger.entries.at(-1);
    if (entry === undefined) throw new Error('nothing was recorded');
    const twins = { ...entry, state: { ...entry.state, live: V1, previous: { ...V2, name: 'v1' } } };
    const ledger = new MemoryLedger();
    ledger.entries.push(twins);
    await expect(releaseKnownAs(ledger, 'v1')).rejects.toThrow(/name of 2 releases; name one by its digest/);
  });
});
