import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredOf, weightOf } from './desired.ts';
import { stationOf } from './fold.ts';
import { percent } from '@glidepath/model';
import { happenings, plan, verdictOf, type Happening } from './testing/arbitrary.ts';
import { NEW, OLD, PASSED_OVER, walk, type Stride } from './testing/run.ts';
import type { Rollout } from './types.ts';

const walks = fc
  .record({ plan, stable: fc.constantFrom(OLD, OLD, OLD, null), happenings })
  .map((input) => ({ ...input, strides: walk(input.plan, input.stable, input.happenings) }));

function everyStride(check: (stride: Stride, rollout: Rollout) => void): void {
  fc.assert(
    fc.property(walks, ({ strides }) => {
      for (const stride of strides) {
        if (stride.after.rollout !== null) check(stride, stride.after.rollout);
      }
    }),
    { numRuns: 2_000 },
  );
}

const rises = new Set(['stepped', 'promoting', 'watching', 'finishing']);

it('the walks below come to every end, so that what they check is checked', () => {
  const ends = new Map<string, number>();
  everyStride(({ event }) => {
    if (event.kind === 'ended') ends.set(event.decision, (ends.get(event.decision) ?? 0) + 1);
  });
  for (const decision of ['promoted', 'rolled-back', 'aborted', 'superseded', 'failed']) {
    expect(ends.get(decision) ?? 0, decision).toBeGreaterThan(20);
  }
});

describe('a rollout, whatever happens in whatever order', () => {
  it('has never more weight than its plan allows at the phase it is in', () => {
    everyStride((_, rollout) => {
      const weight = weightOf(rollout);
      const station = stationOf(rollout.phase);
      if (station?.kind === 'step') expect(weight).toBe(rollout.plan.steps[station.index]?.weight);
      if (rollout.phase.kind === 'preparing' || rollout.phase.kind === 'rolling-back') expect(weight).toBe(0);
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(100);
    });
  });

  it('raises the weight one step at a time unless a person asked for all of it', () => {
    everyStride(({ before, after, event }) => {
      if (before.rollout === null || after.rollout === null) return;
      const { steps } = after.rollout.plan;
      const from = stationOf(before.rollout.phase);
      if (event.kind === 'stepped') {
        expect(event.index).toBe(from?.kind === 'step' ? from.index + 1 : 0);
      }
      if (event.kind === 'promoting' && event.actor === 'conductor') {
        expect(from === null ? steps.length : from.kind === 'step' ? from.index + 1 : -1).toBe(steps.length);
      }
    });
  });

  it('is moved on by itself only on a healthy verdict, or without traffic to judge', () => {
    everyStride(({ before, event, verdict }) => {
      if (!rises.has(event.kind) || event.actor !== 'conductor' || before.rollout === null) return;
      const { phase, plan } = before.rollout;
      const station = stationOf(phase);
      if (phase.kind === 'paused') throw new Error('a pause was left without anybody asking');
      if (station?.kind === 'step' && plan.steps[station.index]?.bake !== null)
        expect(verdict).toBe('healthy');
      if (station?.kind === 'watching') expect(['healthy', 'too-few-samples']).toContain(verdict);
    });
  });

  it('is not moved on by itself while a guard fires or can not be asked, but for one that was passed over', () => {
    let held = 0;
    everyStride(({ before, event, happening }, rollout) => {
      if (happening?.kind !== 'look' || before.rollout === null) return;
      const weight = Math.max(weightOf(before.rollout), weightOf(rollout));
      const holding = happening.guards.filter(
        ({ guard, state, then, from }) =>
          state !== 'quiet' &&
          guard !== PASSED_OVER &&
          then.kind !== 'refuse' &&
          then.kind !== 'slow' &&
          from <= weight,
      );
      if (holding.length === 0 || event.actor !== 'conductor') return;
      if (event.kind === 'watching' && before.rollout.phase.kind === 'promoting') return;
      held += 1;
      expect(rises).not.toContain(event.kind);
      if (event.kind === 'rolling-back' && event.reason === 'guard') {
        expect(holding.some(({ state, then }) => state === 'firing' && then.kind === 'rollback')).toBe(true);
      }
    });
    expect(held).toBeGreaterThan(20);
  });

  it('is not moved on by itself while its target can not be reached', () => {
    let unseen = 0;
    everyStride(({ event, happening }) => {
      if (happening?.kind !== 'look' || !happening.away || event.actor !== 'conductor') return;
      unseen += 1;
      expect(rises).not.toContain(event.kind);
      expect(event.kind).not.toBe('ended');
    });
    expect(unseen).toBeGreaterThan(20);
  });

  it('is never promoted by missing data, however long it is missing', () => {
    everyStride(({ before, event, verdict, happening }) => {
      if (event.kind !== 'finishing' || event.actor !== 'conductor') return;
      expect(verdict).not.toBe('no-data');
      expect(verdict).not.toBe('source-down');
      const seen = happening?.kind === 'look' ? happening.verdict : null;
      if (verdict === 'too-few-samples') expect(seen?.evidence.slis[0]?.candidate.total).toBeGreaterThan(0);
      expect(before.rollout?.phase.kind).toBe('watching');
    });
  });

  it('ends at the old release once it goes back, or says that it failed', () => {
    everyStride(({ before, after, event }, rollout) => {
      if (before.rollout?.phase.kind === 'rolling-back') {
        expect(['rolling-back', 'ended']).toContain(rollout.phase.kind);
        expect(weightOf(rollout)).toBe(0);
      }
      if (event.kind !== 'ended') return;
      const desired = desiredOf(rollout);
      if (event.decision === 'promoted') {
        expect(after.live).toEqual(NEW);
        expect(desired).toEqual({ kind: 'only', release: NEW });
        return;
      }
      expect(after.live).toEqual(rollout.stable);
      if (rollout.stable === null) {
        expect(event.decision).toBe('failed');
        expect(desired).toEqual({ kind: 'none' });
      } else {
        expect(desired).toEqual({ kind: 'only', release: rollout.stable, beside: rollout.release });
      }
    });
  });

  it('obeys abort, rollback, supersede and recover at the next look, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.record({ plan, happenings, verb: fc.constantFrom('abort', 'rollback', 'supersede', 'recover') }),
        ({ plan, happenings, verb }) => {
          const look = happenings.find((happening) => happening.kind === 'look');
          fc.pre(look !== undefined);
          const strides = walk(plan, OLD, [...happenings, { kind: 'request', verb, to: null }, look]);
          const asked = strides.findLastIndex(({ event }) => event.kind === 'requested');
          const stood = strides[asked]?.before.rollout?.phase;
          const next = strides[asked + 1]?.event.kind;
          if (stood === undefined || stood.kind === 'ended') return;
          // Asked before it was even seen to start: the request waits for the first look.
          if (stood.kind === 'rolling-back') expect(['ended', 'left', undefined]).toContain(next);
          else expect(next).toBe('rolling-back');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('blocks the digest that was shown to be bad, and no other', () => {
    everyStride(({ after, event }) => {
      if (event.kind !== 'ended') return;
      const blocked = after.blocked.some((block) => block.digest === NEW.digest);
      const bad = ['breach', 'start-failed', 'target-failed', 'requested'];
      const reason = after.blocked.at(-1)?.reason;
      if (blocked) expect(bad).toContain(reason);
      if (event.decision === 'promoted') expect(blocked).toBe(false);
    });
  });

  it('goes back to another release than the one before only where that was asked for after the end', () => {
    everyStride(({ before, event }, rollout) => {
      if (event.kind !== 'rolling-back') return;
      const asked = before.rollout?.request;
      if (before.rollout?.phase.kind !== 'ended') expect(rollout.stable).toEqual(before.rollout?.stable);
      else expect(rollout.stable).toEqual(asked?.to ?? before.previous);
    });
  });

  it('is not touched by what is said of its environment', () => {
    everyStride(({ before, after, event }) => {
      if (event.kind !== 'closed' && event.kind !== 'opened' && event.kind !== 'unblocked') return;
      expect(after).toEqual({ ...before, closed: after.closed, blocked: after.blocked });
      if (event.kind === 'closed') expect(after.closed).toMatchObject({ actor: 'dana', until: null });
      if (event.kind === 'opened') expect(after.closed).toBeNull();
      if (event.kind === 'unblocked')
        expect(after.blocked.map(({ digest }) => digest)).not.toContain(NEW.digest);
    });
  });

  it('comes to an end from wherever it stands once the target obeys, the evidence is good and people approve', () => {
    const good: Happening = {
      kind: 'look',
      after: 3_700_000,
      target: { settled: true, failure: null, weight: percent(0), foreign: null, note: 'ready' },
      away: false,
      verdict: verdictOf('healthy'),
      guards: [],
    };
    const goodTimes = Array.from({ length: 40 }, (): Happening[] => [
      good,
      { ...good, after: 0 },
      { kind: 'request', verb: 'promote', to: null },
      { ...good, after: 0 },
    ]).flat();
    fc.assert(
      fc.property(walks, ({ plan, stable, happenings }) => {
        const last = walk(plan, stable, [...happenings, ...goodTimes]).at(-1);
        expect(last?.after.rollout?.phase.kind).toBe('ended');
      }),
      { numRuns: 500 },
    );
  });
});
