import { deliver, type Ports, type Target } from '@glidepath/conductor';
import { World } from '@glidepath/conductor/testing';
import { millis } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlagWorld } from './testing/flag-world.ts';

let flags: FlagWorld;
let world: World;
beforeEach(async () => {
  flags = await FlagWorld.start();
  world = new World();
});
afterEach(async () => {
  expect(flags.server.violations).toEqual([]);
  await flags[Symbol.asyncDispose]();
});

/** The conductor drives the flag; requests are those of the fake engine, which is told the same. */
function ports(meanwhile: (weight: number) => void = () => undefined): Ports {
  const target: Target = {
    acquire: async (wanted) => flags.target.acquire(wanted),
    standing: async () => flags.target.standing(),
    async apply(desired, fence) {
      await world.target.apply(desired, fence);
      await flags.target.apply(desired, fence);
    },
    async observe(desired) {
      const view = await flags.target.observe(desired);
      if (view.settled && desired.kind === 'split') meanwhile(desired.weight);
      return view;
    },
    counters: null,
    close: async () => flags.target.close(),
  };
  return { ...world.ports, target };
}

/** Somebody reviews what is asked for, a minute later. */
function reviewed(kind: 'approve' | 'decline'): Ports {
  const seen = new Map<string, number>();
  const all = ports();
  return {
    ...all,
    target: {
      ...all.target,
      async observe(desired) {
        const view = await all.target.observe(desired);
        const open = flags.requests.at(-1);
        if (open === undefined || open.reviews.length > 0) return view;
        const since = seen.get(open.id) ?? world.clock.now();
        seen.set(open.id, since);
        if (world.clock.now() - since > 60_000) flags.review(kind, 'seen');
        return view;
      },
    },
  };
}

describe('a delivery of a flag', () => {
  it('is promoted step by step, and is live already the next time', async () => {
    const result = await deliver(ports(), world.order(flags.release(true)));
    expect(result).toMatchObject({
      decision: 'promoted',
      reason: 'healthy',
      stable: { name: 'false' },
      live: { name: 'true' },
    });
    expect(flags.settings.on).toBe(true);
    expect(flags.rest).toEqual({ alone: 'true' });
    const changes = flags.sent.length;
    flags.newRun();
    expect(await deliver(ports(), world.order(flags.release(true)))).toMatchObject({
      reason: 'already-live',
    });
    expect(flags.sent).toHaveLength(changes);
  });

  it('goes off on a breach', async () => {
    world.target.failRates.set('true', 0.2);
    const result = await deliver(ports(), world.order(flags.release(true)));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach', live: { name: 'false' } });
    expect(flags.settings.on).toBe(false);
    expect(flags.rest).toEqual({ alone: 'false' });
  });

  it('goes off for good where somebody has turned it off', async () => {
    const off = (weight: number): void => {
      if (weight > 0 && flags.settings.on) flags.byHand([{ kind: 'turnFlagOff' }], 'incident 42');
    };
    const result = await deliver(ports(off), world.order(flags.release(true)));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'requested' });
    expect(result.message).toContain('Ada Lovelace ("incident 42")');
    expect(flags.settings.on).toBe(false);
    expect(flags.sent.filter((kinds) => kinds.includes('turnFlagOn'))).toHaveLength(1);
  });

  it('does not begin where somebody has changed the flag since the last one', async () => {
    await deliver(ports(), world.order(flags.release(true)));
    flags.byHand([{ kind: 'turnFlagOff' }]);
    flags.newRun();
    const before = flags.sent.length;
    const result = await deliver(ports(), world.order(flags.release(true)));
    expect(result).toMatchObject({ decision: 'rejected', reason: 'drift' });
    expect(flags.sent).toHaveLength(before);
    expect(flags.settings.on).toBe(false);
  });

  it('goes back from its first step where an approval is needed, and leaves the flag as it was', async () => {
    flags.server.world.approvals.add('production');
    const asItWas = structuredClone(flags.settings);
    const result = await deliver(ports(), world.order(flags.release(true)));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'target-refused' });
    expect(result.message).toContain('bypassRequiredApproval');
    expect(flags.settings).toEqual(asItWas);
  });

  describe('whose changes need an approval that is waited for', () => {
    const approvals = millis(14_400_000);
    beforeEach(() => {
      flags.server.world.approvals.add('production');
      flags.now = () => world.clock.now();
      flags.newRun({ approvals });
    });

    it('is promoted, each step by an approval of its own', async () => {
      const result = await deliver(reviewed('approve'), world.order(flags.release(true)));
      expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy', live: { name: 'true' } });
      expect(flags.rest).toEqual({ alone: 'true' });
      expect(flags.requests.length).toBeGreaterThan(1);
      expect(flags.requests.map(({ status }) => status)).toEqual(flags.requests.map(() => 'completed'));
      expect(new Set(flags.requests.map(({ description }) => description)).size).toBe(flags.requests.length);
    });

    it('goes back where somebody declines one, names who, and leaves no request behind', async () => {
      const asItWas = structuredClone(flags.settings);
      const result = await deliver(reviewed('decline'), world.order(flags.release(true)));
      expect(result).toMatchObject({ decision: 'rolled-back', reason: 'drift' });
      expect(result.message).toContain('Ada Lovelace declined');
      expect(flags.settings).toEqual(asItWas);
      expect(flags.requests).toEqual([]);
    });

    it('goes back where nobody answers in time', async () => {
      const order = world.order(flags.release(true));
      const target = flags.spec({ approvals: millis(60_000) });
      const result = await deliver(ports(), { ...order, environment: { ...order.environment, target } });
      expect(result).toMatchObject({ decision: 'rolled-back', reason: 'deadline' });
      expect(result.message).toContain('waits for an approval in LaunchDarkly');
      expect(result.message).toContain('660 s');
      expect(flags.requests).toEqual([]);
    });
  });
});
