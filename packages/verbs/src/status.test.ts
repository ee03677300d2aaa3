import { deliver } from '@glidepath/conductor';
import { V1, V2, World } from '@glidepath/conductor/testing';
import { describe, expect, it } from 'vitest';
import { finish, statusOf } from './status.ts';
import { assemblyOf, killedAfter, surroundingsOf, worldWithV1 } from './testing/surroundings.ts';

describe('status', () => {
  it('of a place where nothing was delivered asks the target nothing', async () => {
    const world = new World();
    world.target.outage = true;
    expect(await statusOf(assemblyOf(world), null)).toMatchObject({
      live: null,
      rollout: null,
      holder: null,
      target: null,
      next: 'nothing was ever delivered here; `glidepath deploy` delivers the first release',
    });
  });

  it('after a promotion tells what is live and that it is so', async () => {
    const world = await worldWithV1();
    await deliver(world.ports, world.order(V2));
    expect(await statusOf(assemblyOf(world), null)).toMatchObject({
      live: { name: 'v2' },
      previous: { name: 'v1' },
      rollout: { phase: 'ended', decision: 'promoted', reason: 'healthy', weight: 100, step: null },
      target: { settled: true, weight: null, trouble: null },
      holder: null,
      next: 'nothing to do; `glidepath rollback` would go back to v1',
    });
  });

  it('after a rollback tells that the digest is blocked', async () => {
    const world = await worldWithV1();
    world.target.failRates.set('v2', 0.5);
    await deliver(world.ports, world.order(V2));
    const answer = await statusOf(assemblyOf(world), null);
    expect(answer).toMatchObject({
      live: { name: 'v1' },
      blocked: [{ digest: V2.digest, reason: 'breach' }],
    });
    expect(answer.next).toMatch(/^mend v2 and deliver it again/);
  });

  it('of a rollout whose conductor died says so, and changes nothing', async () => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    const before = world.ledger.entries.length;
    expect(await statusOf(assemblyOf(world), null)).toMatchObject({
      live: { name: 'v1' },
      rollout: { release: { name: 'v2' }, phase: 'step', step: { number: 1, of: 2 }, weight: 10 },
      target: { weight: 10 },
      holder: { actor: 'dana', presence: 'dead', holds: false },
      next: 'nobody conducts it any more: `glidepath status --finish` goes on with it, `glidepath abort` takes v2 back',
    });
    expect(world.ledger.entries).toHaveLength(before);
  });

  it('tells why the target can not be asked', async () => {
    const world = await worldWithV1();
    world.target.outage = true;
    expect(await statusOf(assemblyOf(world), null)).toMatchObject({
      target: { trouble: 'the engine is out of reach' },
      next: 'the target is not as the ledger says; deliver v1 again, which holds the target to it, or with --override starts from what it is now',
    });
  });
});

describe('finish', () => {
  it('conducts what was left to its end', async () => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    const result = await finish(surroundingsOf(world), assemblyOf(world));
    expect(result).toMatchObject({ decision: 'promoted', release: { name: 'v2' } });
    expect(await statusOf(assemblyOf(world), result)).toMatchObject({ live: { name: 'v2' }, result });
  });

  it('wakes up what a cancelled run left on hold', async () => {
    const world = await worldWithV1();
    const stop = new AbortController();
    world.clock.onTick = () => {
      if (world.story.at(-1) === 'stepped') stop.abort();
    };
    const environment = assemblyOf(world).environment;
    const held = { ...environment, policies: { ...environment.policies, onCancel: 'hold' as const } };
    await deliver(world.ports, world.order(V2, { stop: stop.signal, environment: held }));
    world.clock.onTick = () => {};
    expect(await statusOf(assemblyOf(world), null)).toMatchObject({
      rollout: { phase: 'paused', pausedFor: 'cancelled' },
    });
    const result = await finish(surroundingsOf(world), assemblyOf(world));
    expect(result).toMatchObject({ decision: 'promoted' });
  });

  it('has nothing to do after the end', async () => {
    const world = await worldWithV1();
    expect(await finish(surroundingsOf(world), assemblyOf(world))).toBeNull();
    expect((await world.ledger.head())?.state.live).toEqual(V1);
  });

  it('leaves alone what somebody conducts', async () => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    world.dead.clear();
    const result = await finish(surroundingsOf(world), assemblyOf(world));
    expect(result).toMatchObject({ decision: 'rejected', reason: 'lock-held' });
  });
});
