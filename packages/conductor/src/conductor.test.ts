import { instant, millis, type Environment } from '@glidepath/model';
import type { Event } from '@glidepath/rollout';
import { beforeEach, describe, expect, it } from 'vitest';
import { conclude, deliver } from './conductor.ts';
import { LedgerError } from './ports.ts';
import { ask } from './request.ts';
import type { Result } from './result.ts';
import { PRODUCTION, V1, V2, V3, World } from './testing/index.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  const result = await deliver(world.ports, world.order(V1));
  expect(result).toMatchObject({ decision: 'promoted', reason: 'healthy' });
  world.ledger.entries.length = 1;
  const [first] = world.ledger.entries;
  if (first === undefined) throw new Error('nothing was recorded');
  // Begin each story with v1 live.
  world.ledger.entries[0] = {
    ...first,
    state: { ...first.state, live: V1, rollout: null, lease: null },
  };
});

/** Runs a conductor that is killed as the entry `kind` is written, just before or just after. */
async function killedAt(kind: Event['kind'], moment: 'before' | 'after', nth = 1): Promise<void> {
  const order = world.order(V2);
  let seen = 0;
  class Killed extends Error {}
  const ports = {
    ...world.ports,
    ledger: {
      ref: world.ledger.ref,
      head: async () => world.ledger.head(),
      history: async (limit: number) => world.ledger.history(limit),
      append: async (...args: Parameters<typeof world.ledger.append>) => {
        const hit = args[1].kind === kind && ++seen === nth;
        if (hit && moment === 'before') throw new Killed();
        const entry = await world.ledger.append(...args);
        if (hit) throw new Killed();
        return entry;
      },
    },
  };
  await expect(deliver(ports, order)).rejects.toBeInstanceOf(Killed);
  world.dead.add(order.holder.id);
}

describe('deliver', () => {
  it('promotes a healthy release, step by step', async () => {
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({
      decision: 'promoted',
      reason: 'healthy',
      stable: { name: 'v1' },
      live: { name: 'v2' },
    });
    expect(result.timeline.map(({ event, weight }) => [event, weight])).toEqual([
      ['started', 0],
      ['stepped', 10],
      ['stepped', 50],
      ['promoting', 100],
      ['watching', 100],
      ['finishing', 100],
      ['ended', 100],
    ]);
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V2 });
    const at = result.timeline.map((entry) => Date.parse(entry.at) - Date.parse(result.startedAt));
    const stay = (index: number): number => (at[index + 1] ?? 0) - (at[index] ?? 0);
    expect(stay(1)).toBeGreaterThanOrEqual(10_000);
    expect(stay(2)).toBeGreaterThanOrEqual(10_000);
    expect(stay(4)).toBeGreaterThanOrEqual(30_000);
  });

  it('rolls back a release that fails more, and blocks its digest', async () => {
    world.target.failRates.set('v2', 0.1);
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'breach', live: { name: 'v1' } });
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
    const again = await deliver(world.ports, world.order(V2));
    expect(again).toMatchObject({ decision: 'rejected', reason: 'blocked-digest' });
    expect(again.message).toContain('override');
    world.target.failRates.clear();
    const forced = await deliver(world.ports, world.order(V2, { override: 'the cause was elsewhere' }));
    expect(forced).toMatchObject({ decision: 'promoted' });
  });

  it('takes back a release that does not start, before it got traffic', async () => {
    world.target.broken.set('v2', 'exited with code 1');
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'start-failed' });
    expect(result.message).toContain('exited with code 1');
    expect(result.timeline.every(({ weight }) => weight === 0)).toBe(true);
  });

  it('takes back at once what the engine refuses for good', async () => {
    world.target.refuses = (desired) => (desired.kind === 'split' ? 'port 80 is taken; set another' : null);
    const began = world.clock.now();
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'rolled-back', reason: 'target-refused', live: { name: 'v1' } });
    expect(world.ledger.entries.at(-1)?.state.blocked).toEqual([]);
    expect(result.message).toContain('port 80 is taken; set another');
    expect(world.clock.now() - began).toBeLessThan(10_000);
  });

  it('says failed at once where the engine refuses the way back too', async () => {
    world.target.refuses = () => 'port 80 is taken; set another';
    const began = world.clock.now();
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'failed', reason: 'rollback-failed' });
    expect(result.message).toContain('port 80 is taken; set another');
    expect(world.clock.now() - began).toBeLessThan(10_000);
  });

  it('says failed where there is no release to go back to', async () => {
    const fresh = new World();
    fresh.target.broken.set('v1', 'exited with code 1');
    const result = await deliver(fresh.ports, fresh.order(V1));
    expect(result).toMatchObject({ decision: 'failed', reason: 'no-stable-release', live: null });
    expect(fresh.target.serving).toEqual({ kind: 'none' });
  });

  it.each([
    ['no-data', 'rolled-back', 'no-data'],
    ['source-down', 'paused', 'source-down'],
  ] as const)('never promotes on %s', async (silence, decision, reason) => {
    world.target.silence = silence;
    const policies = { ...PRODUCTION.policies, pause: { timeout: millis(60_000), then: 'leave' } } as const;
    const result = await deliver(world.ports, world.order(V2, { environment: { ...PRODUCTION, policies } }));
    expect(result).toMatchObject({ decision, reason });
    expect(world.story).not.toContain('promoting');
  });

  it('keeps what is live as it is when it is delivered again', async () => {
    await deliver(world.ports, world.order(V2));
    const entries = world.ledger.entries.length;
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'promoted', reason: 'already-live' });
    expect(world.ledger.entries).toHaveLength(entries);
  });

  it.each([
    ['frozen', instant(2e12)],
    ['not-promoted-before', null],
  ] as const)('refuses when a gate says %s, and changes nothing', async (reason, until) => {
    const extra = { gates: async () => [{ reason, message: 'it is Friday', until }] };
    const entries = world.ledger.entries.length;
    const asked = world.target.asked.length;
    const result = await deliver(world.ports, world.order(V2, extra));
    expect(result).toMatchObject({ decision: 'rejected', reason });
    expect(result.message).toContain('it is Friday');
    expect(result.message).toContain('override');
    expect(world.ledger.entries).toHaveLength(entries);
    expect(world.target.asked).toHaveLength(asked);
    expect(await deliver(world.ports, world.order(V2, { ...extra, override: 'a fix' }))).toMatchObject({
      decision: 'promoted',
    });
  });

  it('lets one of two conductors work and tells the other who does', async () => {
    const results = await Promise.all([
      deliver(world.ports, world.order(V2)),
      deliver(world.ports, world.order(V3, { holder: world.holder('robin') })),
    ]);
    expect(results.map(({ decision }) => decision).sort()).toEqual(['promoted', 'rejected']);
    expect(results.find(({ decision }) => decision === 'rejected')).toMatchObject({ reason: 'lock-held' });
    expect(results.find(({ decision }) => decision === 'rejected')?.message).toMatch(/dana|robin/);
    expect(world.story.filter((kind) => kind === 'started')).toHaveLength(2);
  });
});

const TRANSITIONS = [
  ['started', 1],
  ['stepped', 1],
  ['stepped', 2],
  ['promoting', 1],
  ['watching', 1],
  ['finishing', 1],
  ['ended', 1],
] as const;

describe('a conductor that dies', () => {
  it.each(
    TRANSITIONS.flatMap(([kind, nth]) => [[kind, nth, 'before'] as const, [kind, nth, 'after'] as const]),
  )('at %s (%i), %s it is written: the next run finishes', async (kind, nth, moment) => {
    await killedAt(kind, moment, nth);
    const fence = world.target.highestFence;
    const result = await deliver(world.ports, world.order(V2));
    expect(result.decision).toBe('promoted');
    if (result.reason !== 'already-live' && kind !== 'started') {
      expect(world.target.highestFence).toBeGreaterThan(fence);
    }
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V2 });
    expect(world.ledger.entries.at(-1)?.state).toMatchObject({ live: V2, lease: null });
  });

  it.each(TRANSITIONS.slice(0, -1))(
    'at %s (%i): a newer release takes the old one back first',
    async (kind, nth) => {
      await killedAt(kind, 'after', nth);
      const result = await deliver(world.ports, world.order(V3));
      expect(result).toMatchObject({ decision: 'promoted', release: { name: 'v3' }, stable: { name: 'v1' } });
      const superseded = world.ledger.entries.find(({ event }) => event.kind === 'ended');
      expect(superseded?.event).toMatchObject({ decision: 'superseded', reason: 'newer-release' });
    },
  );

  it('in a rollback: the next run finishes the rollback', async () => {
    world.target.failRates.set('v2', 0.1);
    await killedAt('rolling-back', 'after');
    const order = world.order(V2);
    expect(await conclude(world.ports, order)).toMatchObject({ decision: 'rolled-back', reason: 'breach' });
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
  });

  it('is told that its lease is lost when it wakes up after a takeover', async () => {
    const sleeper = world.order(V2);
    let woken = false;
    world.clock.onTick = async () => {
      if (woken || world.story.at(-1) !== 'stepped') return;
      woken = true;
      world.dead.add(sleeper.holder.id);
      expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
    };
    expect(await deliver(world.ports, sleeper)).toMatchObject({ decision: 'failed', reason: 'lease-lost' });
  });
});

describe('cancellation', () => {
  it.each(['preparing', 'step', 'promoting', 'watching'] as const)(
    'in %s rolls back when the plan says so',
    async (phase) => {
      const stop = new AbortController();
      world.clock.onTick = () => {
        if (world.ledger.entries.at(-1)?.state.rollout?.phase.kind === phase) stop.abort();
      };
      world.target.delay = 3;
      const result = await deliver(world.ports, world.order(V2, { stop: stop.signal }));
      expect(result).toMatchObject({ decision: 'rolled-back', reason: 'cancelled' });
      expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
    },
  );

  it('holds when the plan says so, and the next run goes on', async () => {
    const environment = { ...PRODUCTION, policies: { ...PRODUCTION.policies, onCancel: 'hold' } } as const;
    const stop = new AbortController();
    world.clock.onTick = () => {
      if (world.story.at(-1) === 'stepped') stop.abort();
    };
    const held = await deliver(world.ports, world.order(V2, { stop: stop.signal, environment }));
    expect(held).toMatchObject({ decision: 'paused', reason: 'cancelled' });
    expect(world.target.serving).toMatchObject({ kind: 'split', weight: 10 });
    expect(world.ledger.entries.at(-1)?.state.lease).toBeNull();
    world.clock.onTick = () => {};
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
  });

  it('changes nothing when it comes before the start', async () => {
    const entries = world.ledger.entries.length;
    const result = await deliver(world.ports, world.order(V2, { stop: AbortSignal.abort() }));
    expect(result).toMatchObject({ decision: 'aborted', reason: 'cancelled' });
    expect(world.ledger.entries).toHaveLength(entries);
  });
});

/** V3 arrives at the first step of V2. */
async function both(arrivals: Environment['arrivals']): Promise<readonly [Result, Result | undefined]> {
  const arrived: Promise<Result>[] = [];
  world.clock.onTick = () => {
    if (arrived.length > 0 || world.story.at(-1) !== 'stepped') return;
    const environment = { ...PRODUCTION, arrivals };
    arrived.push(deliver(world.ports, world.order(V3, { holder: world.holder('robin'), environment })));
  };
  const first = await deliver(world.ports, world.order(V2));
  return [first, await arrived[0]];
}

describe('a release that arrives while another one is rolled out', () => {
  it('queue: waits for its turn, and comes in after it', async () => {
    const [first, second] = await both({ kind: 'queue', timeout: millis(86_400_000) });
    expect(first.decision).toBe('promoted');
    expect(second).toMatchObject({ decision: 'promoted', stable: { name: 'v2' } });
  });

  it('queue: gives up when its time is over, and changes nothing', async () => {
    const [first, second] = await both({ kind: 'queue', timeout: millis(1) });
    expect(first.decision).toBe('promoted');
    expect(second).toMatchObject({ decision: 'rejected', reason: 'lock-held' });
    expect(second?.message).toContain('it has waited');
  });

  it('supersede: the other makes way', async () => {
    const [first, second] = await both({ kind: 'supersede' });
    expect(first).toMatchObject({ decision: 'superseded', reason: 'newer-release' });
    expect(second).toMatchObject({ decision: 'promoted', stable: { name: 'v1' } });
    expect(world.ledger.entries.filter(({ event }) => event.kind === 'requested')).toHaveLength(1);
  });
});

describe('requests', () => {
  it('abort is obeyed by the run that conducts, within one poll', async () => {
    const asked: Promise<unknown>[] = [];
    world.clock.onTick = () => {
      if (asked.length === 0 && world.story.at(-1) === 'stepped') {
        const order = world.order(V2, { holder: world.holder('robin') });
        asked.push(ask(world.ports, order, { verb: 'abort', note: 'looks odd', to: null }));
      }
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'aborted', reason: 'requested' });
    expect(await asked[0]).toMatchObject({ kind: 'obeyed', rollout: { phase: { decision: 'aborted' } } });
    expect(result.timeline.find(({ event }) => event === 'rolling-back')).toMatchObject({
      actor: 'robin',
      note: 'looks odd',
    });
  });

  it('rollback takes back what was promoted when nobody conducts', async () => {
    await deliver(world.ports, world.order(V2));
    const answer = await ask(world.ports, world.order(V2), {
      verb: 'rollback',
      note: 'customers complain',
      to: null,
    });
    expect(answer).toMatchObject({
      kind: 'concluded',
      result: { decision: 'rolled-back', reason: 'requested', live: { name: 'v1' } },
    });
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
    expect(await ask(world.ports, world.order(V2), { verb: 'rollback', note: '', to: null })).toMatchObject({
      kind: 'refused',
    });
  });

  it('promote ends the wait for an approval', async () => {
    const [first, second] = PRODUCTION.strategy.kind === 'canary' ? PRODUCTION.strategy.steps : [];
    if (first === undefined || second === undefined || PRODUCTION.strategy.kind !== 'canary')
      throw new Error('no steps');
    const strategy = { ...PRODUCTION.strategy, steps: [{ ...first, approval: true }, second] };
    const asked: Promise<unknown>[] = [];
    world.clock.onTick = () => {
      if (asked.length === 0 && world.story.at(-1) === 'paused') {
        asked.push(
          ask(world.ports, world.order(V2, { holder: world.holder('robin') }), {
            verb: 'promote',
            note: '',
            to: null,
          }),
        );
      }
    };
    const result = await deliver(world.ports, world.order(V2, { environment: { ...PRODUCTION, strategy } }));
    expect(result.decision).toBe('promoted');
    expect(result.timeline.filter(({ actor }) => actor === 'robin').map(({ event }) => event)).toEqual([
      'requested',
      'stepped',
    ]);
  });

  it('rollback goes back to the release that was picked, and blocks the one that is left', async () => {
    await deliver(world.ports, world.order(V2));
    await deliver(world.ports, world.order(V3));
    const answer = await ask(world.ports, world.order(V3), { verb: 'rollback', note: '', to: V1 });
    expect(answer).toMatchObject({
      kind: 'concluded',
      result: { decision: 'rolled-back', live: { name: 'v1' } },
    });
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
    const state = world.ledger.entries.at(-1)?.state;
    expect(state?.blocked).toMatchObject([{ digest: V3.digest, reason: 'requested' }]);
  });

  it('recover takes a rollout back without blocking its digest', async () => {
    const asked: Promise<unknown>[] = [];
    world.clock.onTick = () => {
      if (asked.length > 0 || world.story.at(-1) !== 'stepped') return;
      const order = world.order(V2, { holder: world.holder('recovery') });
      asked.push(ask(world.ports, order, { verb: 'recover', note: '', to: null }));
    };
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({
      decision: 'rolled-back',
      reason: 'run-died',
    });
    expect(world.ledger.entries.at(-1)?.state.blocked).toEqual([]);
  });

  it('are refused with what would make sense instead', async () => {
    expect(await ask(world.ports, world.order(V2), { verb: 'abort', note: '', to: null })).toMatchObject({
      kind: 'refused',
    });
    expect(await ask(world.ports, world.order(V2), { verb: 'resume', note: '', to: null })).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('outages', () => {
  it('a ledger out of reach for a while loses nothing', async () => {
    // Looks are rare then, so each must see more.
    world.target.perLook = 10_000;
    let ticks = 0;
    world.clock.onTick = () => {
      ticks += 1;
      world.ledger.outage = world.ledger.entries.length > 2 && ticks % 7 !== 0;
    };
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({ decision: 'promoted' });
  });

  it('a breach takes the release out of traffic even while it can not be recorded', async () => {
    world.target.failRates.set('v2', 0.2);
    let outages = 0;
    world.ledger.beforeAppend = (event) => {
      if (event.kind !== 'rolling-back' || outages++ > 3) return;
      world.ledger.outage = true;
      throw new LedgerError('the ledger is out of reach');
    };
    let servingWhileOut: unknown = null;
    world.clock.onTick = () => {
      if (world.ledger.outage) servingWhileOut = world.target.serving;
      world.ledger.outage = false;
    };
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({
      decision: 'rolled-back',
      reason: 'breach',
    });
    expect(servingWhileOut).toMatchObject({ kind: 'only', release: V1 });
  });

  it('a breach is found and taken out of traffic even while the ledger can not be read', async () => {
    world.target.failRates.set('v2', 0.2);
    const servedWhileOut: unknown[] = [];
    world.clock.onTick = () => {
      if (world.ledger.outage) servedWhileOut.push(world.target.serving);
      const wentBack = servedWhileOut.at(-1);
      const isBack =
        typeof wentBack === 'object' && wentBack !== null && 'kind' in wentBack && wentBack.kind === 'only';
      world.ledger.outage = world.story.at(-1) === 'stepped' && !isBack;
    };
    expect(await deliver(world.ports, world.order(V2))).toMatchObject({
      decision: 'rolled-back',
      reason: 'breach',
    });
    expect(servedWhileOut.at(-1)).toMatchObject({ kind: 'only', release: V1 });
  });

  it('an engine that is lost at a step is not gone on without, however good the evidence was', async () => {
    let lost = 0;
    world.clock.onTick = () => {
      const steps = world.story.filter((kind) => kind === 'stepped').length;
      if (steps === 1) lost += 1;
      world.target.outage = steps === 1 && lost > 2 && lost < 40;
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'promoted' });
    expect(lost).toBeGreaterThanOrEqual(40);
    expect(world.story).not.toContain('paused');
    expect(world.listener.samples.filter(({ phase, weight }) => phase === 'step' && weight === 0)).toEqual(
      [],
    );
  });

  it('an engine that stays away sends the release back, in its own words; what can not be done is left for a later run', async () => {
    world.clock.onTick = () => {
      if (world.story.includes('stepped')) world.target.outage = true;
    };
    const result = await deliver(world.ports, world.order(V2));
    expect(result).toMatchObject({ decision: 'failed', reason: 'rollback-failed' });
    expect(result.message).toContain('the engine is out of reach');
    const events = world.ledger.entries.map(({ event }) => event);
    expect(events.find(({ kind }) => kind === 'rolling-back')).toMatchObject({
      reason: 'deadline',
      note: 'the engine is out of reach',
    });
    expect(events.at(-1)?.kind).toBe('left');
    world.clock.onTick = () => {};
    world.target.outage = false;
    expect(await conclude(world.ports, world.order(V2))).toMatchObject({
      decision: 'rolled-back',
      reason: 'deadline',
      live: { name: 'v1' },
    });
    expect(world.target.serving).toMatchObject({ kind: 'only', release: V1 });
  });

  it('an engine out of reach is tried again, and rolled back when the deadline is over', async () => {
    let ticks = 0;
    world.clock.onTick = () => {
      ticks += 1;
      if (world.story.at(-1) === 'stepped') world.target.outage = ticks % 5 !== 0;
      else world.target.outage = false;
    };
    expect((await deliver(world.ports, world.order(V2))).decision).toMatch(/promoted|rolled-back/);
    expect(
      world.listener.notes.filter((note) => note === 'step: the engine is out of reach'),
    ).not.toHaveLength(0);
  });
});
