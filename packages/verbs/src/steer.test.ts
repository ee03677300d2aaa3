import { deliver } from '@glidepath/conductor';
import { V2, World } from '@glidepath/conductor/testing';
import { describe, expect, it } from 'vitest';
import { steerExitCode, steerRollout, type SteerVerb } from './steer.ts';
import { assemblyOf, killedAfter, surroundingsOf, worldWithV1 } from './testing/surroundings.ts';

const VERBS: readonly SteerVerb[] = ['promote', 'promote-fully', 'pause', 'resume', 'abort', 'rollback'];

function steer(world: World, verb: SteerVerb): ReturnType<typeof steerRollout> {
  return steerRollout(surroundingsOf(world), assemblyOf(world), verb, 'because');
}

describe('steer', () => {
  it.each(VERBS)('%s is refused where nothing was ever delivered', async (verb) => {
    const world = new World();
    const answer = await steer(world, verb);
    expect(answer).toMatchObject({ outcome: 'refused', phase: null, result: null });
    expect(steerExitCode(answer)).toBe(7);
    expect(world.story).toEqual([]);
  });

  it('rolls the live release back', async () => {
    const world = await worldWithV1();
    await deliver(world.ports, world.order(V2));
    const answer = await steer(world, 'rollback');
    expect(answer).toMatchObject({
      outcome: 'concluded',
      result: { decision: 'rolled-back', reason: 'requested', live: { name: 'v1' } },
    });
    expect(steerExitCode(answer)).toBe(0);
  });

  it.each([
    ['abort', 'aborted', 0],
    ['rollback', 'rolled-back', 0],
    ['promote', 'promoted', 0],
  ] as const)('%s takes over what nobody conducts', async (verb, decision, exitCode) => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    const answer = await steer(world, verb);
    expect(answer).toMatchObject({ outcome: 'concluded', decision, result: { decision } });
    expect(steerExitCode(answer)).toBe(exitCode);
  });

  it('tells what became of a promotion that the evidence forbids', async () => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    world.target.failRates.set('v2', 0.5);
    const answer = await steer(world, 'promote');
    expect(answer).toMatchObject({ outcome: 'concluded', decision: 'rolled-back' });
    expect(steerExitCode(answer)).toBe(3);
  });

  it('does not pause what nobody conducts', async () => {
    const world = await worldWithV1();
    await killedAfter(world, V2, 2);
    const before = world.ledger.entries.length;
    const answer = await steer(world, 'pause');
    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(answer.message).toMatch(/^nobody conducts v2 any more, so it stays at 10 %/);
    expect(world.ledger.entries).toHaveLength(before);
  });

  it('is obeyed by the run that conducts', async () => {
    const world = await worldWithV1();
    const asked: ReturnType<typeof steerRollout>[] = [];
    world.clock.onTick = async () => {
      if (world.story.at(-1) === 'stepped' && asked.length === 0) asked.push(steer(world, 'abort'));
      // Lets the other side have its turn, as two processes would.
      await new Promise((resolve) => setImmediate(resolve));
    };
    const result = await deliver(world.ports, world.order(V2));
    world.clock.onTick = () => {};
    expect(result).toMatchObject({ decision: 'aborted', reason: 'requested' });
    const [answer] = await Promise.all(asked);
    expect(answer).toMatchObject({
      outcome: 'obeyed',
      decision: 'aborted',
      message: 'done: v2 has ended: aborted',
    });
  });
});
