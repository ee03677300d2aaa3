import { millis, percent, type Environment } from '@glidepath/model';
import type { GuardAction, GuardView } from '@glidepath/rollout';
import { beforeEach, describe, expect, it } from 'vitest';
import { deliver } from './conductor.ts';
import { PRODUCTION, V1, V2, World } from './testing/index.ts';

let world: World;

/** An environment with guards: what they say is what the world has them say. */
const GUARDED: Environment = {
  ...PRODUCTION,
  guards: [
    {
      kind: 'budget',
      slos: PRODUCTION.slos,
      floor: percent(10),
      period: millis(3_600_000),
      then: { kind: 'refuse' },
    },
  ],
};

function guard(state: GuardView['state'], then: GuardAction): GuardView {
  return { kind: 'guard', guard: 'alerts', from: percent(0), state, why: `the alert is ${state}`, then };
}

beforeEach(async () => {
  world = new World();
  await deliver(world.ports, world.order(V1));
});

/** From the given entry on the guards say something else. */
function after(kind: string, ...views: readonly GuardView[]): void {
  world.clock.onTick = () => {
    if (world.story.at(-1) === kind) world.guards = views;
  };
}

describe('a guard that fires during a rollout', () => {
  it('takes it back at the next look, where that is its policy', async () => {
    after('stepped', guard('firing', { kind: 'rollback' }));
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'guard', live: { name: 'v1' } });
    expect(world.ledger.entries.at(-1)?.state.blocked).toEqual([]);
  });

  it('pauses it for a person', async () => {
    after('stepped', guard('firing', { kind: 'pause' }));
    const result = await deliver(world.ports, world.order(V2));
    expect(world.story).toContain('paused');
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'pause-timeout' });
  });

  it('holds it until it is quiet, and says so once', async () => {
    const at: number[] = [];
    world.clock.onTick = () => {
      const steps = world.story.filter((kind) => kind === 'stepped').length;
      if (steps === 1) at.push(world.clock.now());
      const over = at.length > 0 && world.clock.now() - (at[0] ?? 0) > 3_600_000;
      world.guards = steps === 1 && !over ? [guard('firing', { kind: 'hold' })] : [];
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'promoted' });
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(3_600_000);
    expect(world.listener.notes.filter((note) => note.includes('held by a guard'))).toHaveLength(1);
    expect(world.listener.notes).toContain('nothing holds it any more');
  });

  it('does not keep a bad release from going back', async () => {
    world.target.failRates.set('v2', 0.1);
    after('stepped', guard('firing', { kind: 'hold' }));
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
  });
});

describe('a guard that can not be asked', () => {
  it('is waited for as long as the bake lasts; then the policy for a source that is down says what follows', async () => {
    after('stepped', guard('unknown', { kind: 'rollback' }));
    const result = await deliver(world.ports, world.order(V2));
    expect(world.story).toContain('paused');
    expect(world.ledger.entries.find(({ event }) => event.kind === 'paused')?.event).toMatchObject({
      why: 'source-down',
      note: 'the alert is unknown',
    });
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'pause-timeout' });
  });

  it('never lets traffic through for the first time', async () => {
    after('started', guard('unknown', { kind: 'hold' }));
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'source-down' });
    expect(world.story.filter((kind) => kind !== 'renewed').slice(-3)).toEqual([
      'started',
      'rolling-back',
      'ended',
    ]);
  });
});

describe('a rollout that begins', () => {
  it('bakes as much longer as the slowest guard that fires wants', async () => {
    world.guards = [
      guard('firing', { kind: 'slow', factor: 2 }),
      guard('firing', { kind: 'slow', factor: 3 }),
      guard('quiet', { kind: 'slow', factor: 9 }),
    ];
    await deliver(world.ports, world.order(V2, { environment: GUARDED }));
    const { rollout } = world.ledger.entries.at(-1)?.state ?? {};
    expect(rollout?.plan.steps.map(({ bake }) => bake?.min)).toEqual([30_000, 30_000]);
    expect(rollout?.plan.watch).toEqual({ min: 90_000, max: 1_800_000 });
    expect(
      world.ledger.entries.find(
        ({ event }) => event.kind === 'started' && event.rollout.release.name === 'v2',
      )?.event.note,
    ).toBe('v2 is to replace v1. It bakes 3 times as long as the delivery file says: the alert is firing.');
  });

  it('by an override is not troubled by what fired at its start, and by nothing else', async () => {
    world.guards = [guard('firing', { kind: 'rollback' })];
    const order = { environment: GUARDED, override: 'it mends the alert' };
    expect(await deliver(world.ports, world.order(V2, order))).toMatchObject({ decision: 'promoted' });
    expect(world.ledger.entries.at(-1)?.state.rollout?.passedOver).toEqual(['alerts']);

    after('stepped', { ...guard('firing', { kind: 'rollback' }), guard: 'another' });
    world.guards = [];
    expect(await deliver(world.ports, world.order(V1, order))).toMatchObject({ decision: 'rolled-back' });
  });
});
