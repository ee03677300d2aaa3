import { percent, type GuardPolicy } from '@glidepath/model';
import type { GuardView } from '@glidepath/rollout';
import { beforeEach, describe, expect, it } from 'vitest';
import { deliver } from './conductor.ts';
import { V1, V2, World } from './testing/index.ts';

let world: World;

/** The gate of a flag that counts from a weight on; `firing`: it is closed. */
function flag(state: GuardView['state'], then: GuardPolicy, from = 0): GuardView {
  const why = `the flag is ${state}`;
  return { kind: 'flag', guard: 'flag "more"', from: percent(from), state, why, then: { kind: then } };
}

const steps = (): number => world.story.filter((kind) => kind === 'stepped').length;

beforeEach(async () => {
  world = new World();
  await deliver(world.ports, world.order(V1));
});

describe('a flag that counts from the start', () => {
  it('takes the release back once it is closed, where that is its policy; the digest is not blocked', async () => {
    world.clock.onTick = () => {
      if (steps() === 1) world.guards = [flag('firing', 'rollback')];
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'flag', live: { name: 'v1' } });
    expect(world.ledger.entries.at(-1)?.state.blocked).toEqual([]);
  });

  it('pauses for a person, and tells why', async () => {
    world.clock.onTick = () => {
      if (steps() === 1) world.guards = [flag('firing', 'pause')];
    };
    await deliver(world.ports, world.order(V2));
    expect(world.ledger.entries.find(({ event }) => event.kind === 'paused')?.event).toMatchObject({
      why: 'flag',
      note: 'the flag is firing',
    });
  });

  it('that nobody can evaluate holds it to the end of the bake, and pauses it then', async () => {
    world.clock.onTick = () => {
      if (steps() === 1) world.guards = [flag('unknown', 'rollback')];
    };
    await deliver(world.ports, world.order(V2));
    expect(world.ledger.entries.find(({ event }) => event.kind === 'paused')?.event).toMatchObject({
      why: 'flag',
    });
  });
});

describe('a flag of a step', () => {
  it('keeps the rollout before that step until it is open, whatever its policy', async () => {
    let waited = 0;
    world.guards = [flag('firing', 'rollback', 50)];
    world.clock.onTick = () => {
      if (steps() === 1) waited += 1;
      if (waited > 500) world.guards = [flag('quiet', 'rollback', 50)];
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'promoted' });
    expect(waited).toBeGreaterThan(500);
    expect(world.listener.notes).toContain('held by a flag: the flag is firing');
  });

  it('acts once the step was entered', async () => {
    world.clock.onTick = () => {
      world.guards = [flag(steps() === 2 ? 'firing' : 'quiet', 'rollback', 50)];
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'flag' });
    expect(steps()).toBe(2);
  });

  it('is nothing to the steps before the one that comes next', async () => {
    world.guards = [flag('firing', 'hold', 75)];
    let seen = 0;
    world.clock.onTick = () => {
      seen = Math.max(seen, steps());
      if (seen === 2) world.guards = [];
    };
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
    expect(seen).toBe(2);
  });
});
