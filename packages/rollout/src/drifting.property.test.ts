import fc from 'fast-check';
import { percent } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { desiredOf } from './desired.ts';
import { MOST_RESTORES } from './drifting.ts';
import { happenings, plan, release, verdictOf, type Happening } from './testing/arbitrary.ts';
import { NEW, OLD, walk, type Stride } from './testing/run.ts';
import type { Foreign, Rollout } from './types.ts';

type Look = Extract<Happening, { kind: 'look' }>;

const OTHER: Foreign = { kind: 'release', digest: release('v9').digest, what: 'Somebody put v9 there.' };
const DRIFT: Foreign = { kind: 'drift', what: 'Somebody edited the route.', restorable: true };

const FORWARD = ['promote', 'promote-fully', 'resume'] as const;

const good: Look = {
  kind: 'look',
  after: 900_000,
  target: { settled: true, failure: null, weight: percent(0), foreign: null, note: 'ready' },
  away: false,
  verdict: verdictOf('healthy'),
  guards: [],
};

function seeing(foreign: Foreign, settled = false): Look {
  return { ...good, after: 0, target: { ...good.target, settled, foreign } };
}

function endOf(strides: readonly Stride[]): unknown {
  const { rollout } = strides.at(-1)?.after ?? {};
  return rollout?.phase.kind === 'ended'
    ? [rollout.phase.decision, rollout.phase.reason]
    : rollout?.phase.kind;
}

function backOf({ stable, release: beside }: Rollout): unknown {
  return { kind: 'only', release: stable, beside };
}

/** Of what happened before somebody else had a hand in it. */
const calm = happenings.map((all) =>
  all.map((one) => (one.kind === 'look' ? { ...one, target: { ...one.target, foreign: null } } : one)),
);

describe("somebody else's release", () => {
  it('ends the rollout as superseded wherever it stands, and only what is ours goes', () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(plan, calm, fc.constantFrom(null, ...FORWARD), (its, before, verb) => {
        const start = walk(its, OLD, before);
        const phase = start.at(-1)?.after.rollout?.phase ?? { kind: 'preparing' };
        const stood = phase.kind;
        if (stood === 'ended') return;
        const wishes: Happening[] = verb === null ? [] : [{ kind: 'request', verb, to: null }];
        const strides = walk(its, OLD, [
          ...before,
          ...wishes,
          // Going back there is an end to patience.
          ...(stood === 'rolling-back' ? [] : [seeing(OTHER)]),
          seeing(OTHER, true),
        ]);
        const mine = strides.slice(start.length).filter(({ event }) => event.kind !== 'requested');
        const moves = mine.map(({ event }) => event.kind);
        expect(moves).toEqual(stood === 'rolling-back' ? ['ended'] : ['rolling-back', 'ended']);
        expect(endOf(strides)).toEqual(['superseded', 'other-release']);
        for (const { after } of mine) {
          if (after.rollout !== null) expect(desiredOf(after.rollout)).toEqual(backOf(after.rollout));
        }
        const isBlocked = strides.at(-1)?.after.blocked.some(({ digest }) => digest === NEW.digest);
        // What was found before of our own release stays true.
        if (stood !== 'rolling-back') expect(isBlocked).toBe(false);
        ends.set(stood, (ends.get(stood) ?? 0) + 1);
      }),
      { numRuns: 1_000 },
    );
    for (const phase of ['preparing', 'step', 'paused', 'rolling-back'])
      expect(ends.get(phase) ?? 0, phase).toBeGreaterThan(10);
  });
});

describe('drift', () => {
  const healthy: readonly Happening[] = Array.from({ length: 40 }, () => good);

  it('that is put back never changes the end of a healthy rollout', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.nat(40), { minLength: 1, maxLength: MOST_RESTORES }), (its, places) => {
        const policies = { ...its.policies, drift: 'restore' as const };
        const alone = { ...its, policies, steps: its.steps.map((step) => ({ ...step, approval: false })) };
        const disturbed = healthy.flatMap((one, index) =>
          places.includes(index) ? [seeing(DRIFT), one] : [one],
        );
        expect(endOf(walk(alone, OLD, healthy))).toEqual(['promoted', 'healthy']);
        expect(endOf(walk(alone, OLD, disturbed))).toEqual(['promoted', 'healthy']);
      }),
    );
  });

  it.each([
    ['restore', true, 1, 'step'],
    ['restore', true, MOST_RESTORES + 1, 'paused'],
    ['restore', false, 1, 'rolling-back'],
    ['hold', true, 20, 'step'],
    ['pause', true, 1, 'paused'],
    ['rollback', true, 1, 'rolling-back'],
  ] as const)(
    'by the policy %s, restorable %s, at the look number %i: %s',
    (drift, restorable, looks, phase) => {
      fc.assert(
        fc.property(plan, (its) => {
          fc.pre(its.steps[0]?.bake != null);
          const steps = its.steps.map((step) => ({ ...step, approval: false }));
          const seen = Array.from({ length: looks }, () => seeing({ ...DRIFT, restorable }));
          const strides = walk({ ...its, steps, policies: { ...its.policies, drift } }, OLD, [good, ...seen]);
          const { rollout, blocked } = strides.at(-1)?.after ?? {};
          expect(rollout?.phase.kind).toBe(phase);
          if (rollout?.phase.kind === 'paused') expect(rollout.phase.why).toBe('drift');
          if (rollout?.phase.kind === 'rolling-back') expect(rollout.phase.reason).toBe('drift');
          const ended = walk({ ...its, steps, policies: { ...its.policies, drift } }, OLD, [
            good,
            ...seen,
            good,
          ]);
          if (phase === 'rolling-back') expect(ended.at(-1)?.after.blocked).toEqual(blocked ?? []);
        }),
      );
    },
  );
});
