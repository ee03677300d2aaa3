import { digest } from '@glidepath/model';
import { beforeEach, describe, expect, it } from 'vitest';
import { deliver } from './conductor.ts';
import { V1, V2, World } from './testing/index.ts';

let world: World;

beforeEach(() => {
  world = new World();
});

const OTHER = { ...V1, digest: digest(`sha256:${'9'.repeat(64)}`), name: 'other' };

describe('an engine that serves something before the ledger knows of it', () => {
  it('gives the release to compare with and to go back to', async () => {
    world.target.stands = V1;
    world.target.failRates.set('v2', 0.2);
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach', live: { name: 'v1' } });
    expect(world.target.serving).toEqual({ kind: 'only', release: V1, beside: V2 });
  });

  it('is left as it is where that is the release itself', async () => {
    world.target.stands = V1;
    const result = await deliver(world.ports, world.order(V1));
    expect(result).toMatchObject({ decision: 'promoted', reason: 'already-live', rollout: null });
    expect(world.ledger.entries).toEqual([]);
  });
});

describe('an engine that somebody has changed since', () => {
  beforeEach(async () => {
    await deliver(world.ports, world.order(V1));
    world.target.stands = OTHER;
  });

  it('takes nothing new in, and is not set back', async () => {
    const before = world.target.asked.length;
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rejected', reason: 'drift' });
    expect(result.message).toContain('other serves, and by the ledger it should be v1');
    expect(await deliver(world.ports, world.order(V1))).toMatchObject({ reason: 'drift' });
    expect(world.target.asked).toHaveLength(before);
  });

  it('begins from what serves now by an override', async () => {
    const result = await deliver(world.ports, world.order(V2, { override: 'it is meant so' }));
    expect(result).toMatchObject({ decision: 'promoted', stable: { name: 'other' } });
  });

  it('is fine again where that is what is to be delivered', async () => {
    expect(await deliver(world.ports, world.order(OTHER))).toMatchObject({ reason: 'already-live' });
  });
});
