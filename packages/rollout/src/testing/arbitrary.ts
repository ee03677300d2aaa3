import fc from 'fast-check';
import type { Verdict } from '@glidepath/analysis';
import {
  digest,
  DRIFT_POLICIES,
  instant,
  millis,
  percent,
  POLICIES,
  type Bake,
  type Policies,
  type Release,
} from '@glidepath/model';
import type { Foreign, GuardAction, GuardView, Move, Plan, PlanStep, TargetView, Verb } from '../types.ts';
import { VERBS } from '../types.ts';
import { stepsInWaves } from '../waves.ts';

export function release(name: string): Release {
  const hex = Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
  return { digest: digest(`sha256:${hex}`), name, commit: null, committedAt: null };
}

export const NOW = instant(1_800_000_000_000);

const bake: fc.Arbitrary<Bake> = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 600 }))
  .map(([min, more]) => ({ min: millis(min * 1000), max: millis((min + more) * 1000) }));

const policies: fc.Arbitrary<Policies> = fc.record({
  breach: fc.constantFrom('hold', 'pause', 'rollback'),
  tooFewSamples: fc.constantFrom(...POLICIES),
  noData: fc.constantFrom(...POLICIES),
  sourceDown: fc.constantFrom(...POLICIES),
  drift: fc.constantFrom(...DRIFT_POLICIES),
  onCancel: fc.constantFrom('rollback', 'hold'),
  pause: fc.record({
    timeout: fc.integer({ min: 1, max: 3600 }).map((s) => millis(s * 1000)),
    then: fc.constantFrom('rollback', 'leave'),
  }),
});

const steps: fc.Arbitrary<readonly PlanStep[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 })
  .chain((weights) =>
    fc.tuple(
      ...weights
        .sort((a, b) => a - b)
        .map((weight) =>
          fc.record({
            weight: fc.constant(percent(weight)),
            bake,
            approval: fc.boolean(),
            wave: fc.constant(null),
          }),
        ),
    ),
  );

/** Canary plans of up to five steps, blue-green with and without approval, first releases without steps. */
const onePlan: fc.Arbitrary<Plan> = fc.record({
  strategy: fc.constantFrom('canary', 'rolling', 'blue-green'),
  steps: fc.oneof(steps, fc.constant([{ weight: percent(0), bake: null, approval: true, wave: null }])),
  waves: fc.constant([]),
  watch: bake,
  policies,
  progressDeadline: fc.integer({ min: 1, max: 600 }).map((s) => millis(s * 1000)),
});

/** The same in up to three waves of up to three targets. */
export const planInWaves: fc.Arbitrary<Plan> = fc
  .record({
    one: onePlan,
    between: bake,
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ one, between, sizes }) => ({
    ...one,
    steps: stepsInWaves(one.strategy, one.steps, { sizes, bake: between }),
    waves: sizes.map((size, wave) => Array.from({ length: size }, (_, i) => `t${wave}-${i}`)),
  }));

export const plan: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 3, arbitrary: onePlan },
  { weight: 1, arbitrary: planInWaves },
);

export function verdictOf(kind: Verdict['kind'], total = 100): Verdict {
  const evidence: Verdict['evidence'] = {
    at: NOW,
    slis: [
      {
        sli: 'availability',
        candidate: { bad: 0, total },
        stable: { bad: 0, total },
        lnRollback: 0,
        lnFuse: -Infinity,
        lnPromotion: 0,
        phi: 1,
      },
    ],
    lnRollback: 0,
    rollbackThreshold: 4.6,
    lnPromotion: 0,
    promotionThreshold: 3,
  };
  const common = { reason: `${kind}, as the test has it`, evidence };
  switch (kind) {
    case 'healthy':
      return { ...common, kind };
    case 'breach':
      return { ...common, kind, sli: 'availability', rule: 'relative' };
    case 'too-few-samples':
      return { ...common, kind, cause: 'undecided' };
    case 'no-data':
    case 'source-down':
      return { ...common, kind, slis: ['availability'] };
  }
}

/** What happens between two looks. */
export type Happening =
  | {
      readonly kind: 'look';
      readonly after: number;
      readonly target: TargetView;
      /** Whether the target can't be reached. */
      readonly away: boolean;
      readonly verdict: Verdict | null;
      readonly guards: readonly GuardView[];
    }
  | { readonly kind: 'request'; readonly verb: Verb; readonly to: Release | null }
  /** Something is said of the environment itself. */
  | { readonly kind: 'environment'; readonly move: Move }
  | { readonly kind: 'cancel' }
  /** The conductor died: what it only remembered is gone. */
  | { readonly kind: 'crash' };

function mostly<T>(usual: T, rare: T, odds: number): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: odds, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constant(rare) },
  );
}

const foreign: fc.Arbitrary<Foreign | null> = fc.oneof(
  { weight: 150, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('drift' as const),
      what: fc.constant('Somebody edited the route.'),
      restorable: mostly(true, false, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      kind: 'release' as const,
      digest: release('v9').digest,
      what: 'Somebody put v9 there.',
    }),
  },
);

const target: fc.Arbitrary<TargetView> = fc.record({
  settled: mostly(true, false, 6),
  failure: mostly<string | null>(null, 'it does not start', 40),
  weight: fc.constant(percent(0)),
  foreign,
  note: fc.constant('as the test has it'),
});

const anyVerdict = fc
  .tuple(
    fc.constantFrom<Verdict['kind'][]>('healthy', 'too-few-samples', 'no-data', 'source-down', 'breach'),
    fc.constantFrom(0, 100),
  )
  .map(([kind, total]) => verdictOf(kind, total));

const verdict: fc.Arbitrary<Verdict | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(verdictOf('healthy')) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(verdictOf('too-few-samples', 0), verdictOf('too-few-samples', 100)),
  },
  { weight: 1, arbitrary: anyVerdict },
  { weight: 1, arbitrary: fc.constant(null) },
);

const guard = (name: string): fc.Arbitrary<GuardView> =>
  fc.record({
    kind: fc.constantFrom('guard', 'flag'),
    guard: fc.constant(name),
    from: fc.constantFrom(percent(0), percent(0), percent(25), percent(100)),
    state: fc.constantFrom('quiet', 'quiet', 'quiet', 'firing', 'unknown'),
    why: fc.constant('as the test has it'),
    then: fc.constantFrom<GuardAction[]>(
      { kind: 'hold' },
      { kind: 'hold' },
      { kind: 'pause' },
      { kind: 'rollback' },
      { kind: 'refuse' },
      { kind: 'slow', factor: 2 },
    ),
  });

const guards: fc.Arbitrary<readonly GuardView[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.tuple(guard('alerts'), guard('passed over')) },
);

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('look' as const),
        after: fc.constantFrom(0, 500, 5_000, 60_000, 900_000),
        target,
        away: mostly(false, true, 9),
        verdict,
        guards,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('request' as const),
        verb: fc.constantFrom(...VERBS),
        to: mostly<Release | null>(null, release('v0'), 4),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('environment' as const),
        move: fc.constantFrom<Move[]>(
          { kind: 'closed', until: null },
          { kind: 'opened' },
          { kind: 'unblocked', digest: release('v2').digest },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
  ),
  { maxLength: 120, size: 'max' },
);
