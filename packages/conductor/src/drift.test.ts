import { expect, it } from 'vitest';
import type { Foreign } from '@glidepath/rollout';
import { deliver } from './conductor.ts';
import { PRODUCTION, V1, V2, World } from './testing/index.ts';

const EDITED: Foreign = { kind: 'drift', what: 'Ada edited the route.', restorable: true };
const PUSHED: Foreign = { kind: 'release', digest: null, what: 'Ada put v9 there.' };

async function withLive(): Promise<World> {
  const world = new World();
  expect(await deliver(world.ports, world.order(V1))).toMatchObject({ decision: 'promoted' });
  return world;
}

it('puts back what somebody else changed, and tells it at once and in the ledger', async () => {
  const world = await withLive();
  world.target.foreign = ({ kind }) => (kind === 'split' ? EDITED : null);
  expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
  expect(world.target.restored).toBe(1);
  expect(world.listener.notes).toContain('Ada edited the route. It was put back.');
  const told = world.ledger.entries.filter(({ event }) => event.note.includes('It was put back.'));
  expect(told.map(({ event }) => event.kind)).toEqual(['stepped']);
});

it('pauses where it has put it back three times in vain', async () => {
  const world = await withLive();
  const { target } = world;
  const apply = target.apply.bind(target);
  target.apply = async (desired, fence, restore) => {
    await apply(desired, fence, restore);
    const isSplit = desired.kind === 'split' && desired.weight > 0;
    target.foreign = isSplit ? () => EDITED : () => null;
  };
  const result = await deliver(world.ports, world.order(V2));
  expect(target.restored).toBe(3);
  expect(world.story.filter((kind) => kind === 'paused')).toHaveLength(1);
  expect(result).toMatchObject({ decision: 'rolled-back', reason: 'pause-timeout' });
  const paused = result.timeline.find(({ event }) => event === 'paused');
  expect(paused?.note).toContain('It was put back 3 times already.');
});

it('goes back where the policy says so, and the release is not blocked', async () => {
  const world = await withLive();
  world.target.foreign = ({ kind }) => (kind === 'split' ? EDITED : null);
  const environment = { ...PRODUCTION, policies: { ...PRODUCTION.policies, drift: 'rollback' as const } };
  const result = await deliver(world.ports, world.order(V2, { environment }));
  expect(result).toMatchObject({ decision: 'rolled-back', reason: 'drift' });
  expect(result.message).toContain('Ada edited the route.');
  expect(world.target.restored).toBe(0);
  world.target.foreign = () => null;
  expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
});

it("makes way for somebody else's release, which the next delivery tells", async () => {
  const world = await withLive();
  world.target.foreign = (desired) => (desired.kind === 'split' && desired.weight === 0 ? null : PUSHED);
  const result = await deliver(world.ports, world.order(V2));
  expect(result).toMatchObject({ decision: 'superseded', reason: 'other-release' });
  expect(result.message).toContain('Ada put v9 there.');
  expect(world.target.serving).toEqual({ kind: 'only', release: V1, beside: V2 });
  world.target.stands = { ...V1, digest: V2.digest, name: 'v9' };
  expect(await deliver(world.ports, world.order(V1))).toMatchObject({
    decision: 'rejected',
    reason: 'drift',
  });
});
