import fc from 'fast-check';
import { percent } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { desiredOf } from './desired.ts';
import { happenings, planInWaves, verdictOf, type Happening } from './testing/arbitrary.ts';
import { NEW, OLD, walk, type Stride } from './testing/run.ts';
import type { Desired, Plan, Rollout } from './types.ts';

/** The candidate's share in each target, by what is desired; none where no split is. */
function sharesOf({ waves }: Plan, desired: Desired): readonly number[] | null {
  if (desired.kind !== 'split') return null;
  const { wave, weight } = desired;
  return waves.flatMap((targets, index) =>
    targets.map(() => {
      if (wave === undefined) return weight;
      if (index === wave.index) return wave.weight;
      return index < wave.index ? 100 : 0;
    }),
  );
}

function mean(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe('a plan in waves', () => {
  it('raises the weight of all from step to step, and begins a wave only after the one before is whole and watched', () => {
    fc.assert(
      fc.property(planInWaves, ({ steps, waves }) => {
        let before: Plan['steps'][number] | null = null;
        for (const step of steps) {
          expect(step.wave).not.toBeNull();
          expect(step.weight).toBeGreaterThanOrEqual(before?.weight ?? 0);
          expect(step.weight).toBeLessThan(100);
          const [index, last] = [step.wave?.index ?? -1, before?.wave?.index ?? 0];
          if (index !== last) {
            expect(index).toBe(last + 1);
            expect(before?.wave?.weight).toBe(100);
            expect(before?.bake).not.toBeNull();
          }
          before = step;
        }
        const between = steps.filter(({ wave }) => wave?.weight === 100);
        expect(between).toHaveLength(waves.length - 1);
      }),
    );
  });

  it('has each weight as the share of all targets', () => {
    fc.assert(
      fc.property(planInWaves, (plan) => {
        for (const { weight, wave } of plan.steps) {
          const desired: Desired = {
            kind: 'split',
            strategy: plan.strategy,
            stable: OLD,
            candidate: NEW,
            weight,
            ...(wave === null ? {} : { wave }),
          };
          expect(mean(sharesOf(plan, desired) ?? [])).toBeCloseTo(weight, 1);
        }
      }),
    );
  });
});

const GOOD: Happening = {
  kind: 'look',
  after: 0,
  target: { settled: true, failure: null, weight: percent(0), foreign: null, note: 'ready' },
  away: false,
  verdict: verdictOf('healthy'),
  guards: [],
};
/** Most plans come far only where little goes wrong. */
const GOOD_TIMES = Array.from({ length: 12 }, (): Happening[] => [
  GOOD,
  { ...GOOD, after: 60_000 },
  GOOD,
  { ...GOOD, after: 60_000 },
  { kind: 'request', verb: 'promote', to: null },
]).flat();

function everyStride(check: (stride: Stride, before: Rollout, after: Rollout) => void): void {
  fc.assert(
    fc.property(planInWaves, happenings, (plan, all) => {
      for (const stride of walk(plan, OLD, [...all.slice(0, 4), ...GOOD_TIMES])) {
        const [before, after] = [stride.before.rollout, stride.after.rollout];
        if (before === null || after === null) continue;
        check(stride, before, after);
      }
    }),
    { numRuns: 300 },
  );
}

describe('a rollout in waves, whatever happens in whatever order', () => {
  it('takes traffic from no target but by going back', () => {
    let risen = 0;
    everyStride((_, before, after) => {
      const [was, is] = [before, after].map((rollout) => sharesOf(rollout.plan, desiredOf(rollout)));
      if (was == null || is == null) return;
      for (const [index, share] of is.entries()) expect(share).toBeGreaterThanOrEqual(was[index] ?? 0);
      if (mean(is) > mean(was)) risen += 1;
    });
    expect(risen).toBeGreaterThan(100);
  });

  it('touches a wave by itself only after the one before it was whole', () => {
    let begun = 0;
    everyStride(({ event }, before, after) => {
      const [was, is] = [desiredOf(before), desiredOf(after)];
      if (was.kind !== 'split' || is.kind !== 'split' || event.actor !== 'conductor') return;
      if (was.wave === undefined || is.wave === undefined || was.wave.index === is.wave.index) return;
      begun += 1;
      expect(is.wave.index).toBe(was.wave.index + 1);
      expect(was.wave.weight).toBe(100);
    });
    expect(begun).toBeGreaterThan(20);
  });

  it('desires what follows from the record and from nothing else', () => {
    everyStride((_, __, after) => {
      const read: Rollout = structuredClone(after);
      expect(desiredOf(read)).toEqual(desiredOf(after));
    });
  });

  it('prepares the first wave alone, and ends its way up with all of them whole', () => {
    const seen = { preparing: 0, whole: 0 };
    everyStride((_, before, after) => {
      for (const rollout of [before, after]) {
        const desired = desiredOf(rollout);
        if (desired.kind !== 'split') continue;
        const { phase, plan } = rollout;
        if (phase.kind === 'preparing') {
          seen.preparing += 1;
          expect(desired.wave).toEqual({ index: 0, weight: percent(0) });
        }
        if (phase.kind === 'promoting' || phase.kind === 'watching') {
          seen.whole += 1;
          expect(desired.wave).toEqual({ index: plan.waves.length - 1, weight: percent(100) });
        }
      }
    });
    expect(Math.min(seen.preparing, seen.whole)).toBeGreaterThan(20);
  });
});
