import { deliver } from '@glidepath/conductor';
import { V1, V2, V3 } from '@glidepath/conductor/testing';
import { describe, expect, it } from 'vitest';
import { wasPromoted } from './admission.ts';
import { worldWithV1 } from './testing/surroundings.ts';

describe('wasPromoted', () => {
  it('knows what is live, what was live before, and nothing else', async () => {
    const world = await worldWithV1();
    await deliver(world.ports, world.order(V2));
    expect(await wasPromoted(world.ledger, V2.digest)).toBe(true);
    expect(await wasPromoted(world.ledger, V1.digest)).toBe(true);
    expect(await wasPromoted(world.ledger, V3.digest)).toBe(false);
  });

  it('does not count a release that was rolled back', async () => {
    const world = await worldWithV1();
    world.target.failRates.set('v2', 0.5);
    await deliver(world.ports, world.order(V2));
    expect(await wasPromoted(world.ledger, V2.digest)).toBe(false);
  });
});
