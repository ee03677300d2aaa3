import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { Random } from './testing/random.ts';
import { START, ticksOf, type Traffic } from './testing/rollout.ts';
import type { Reading, Series, Tick, Verdict } from './types.ts';

const SLI = { name: 'availability', budget: 0.01 };
const BAD: Traffic = { rps: 200, weight: 25, candidateRate: 0.025, stableRate: 0.005 };
const TICKS = 60;
/** Never rolls back, so that a false promotion can not hide behind a breach that stands. */
const PATIENT = { ...DEFAULT_SETTINGS, alpha: 1e-300 };
const KINDS = ['healthy', 'breach', 'too-few-samples', 'no-data', 'source-down'];

/** A number as a broken exporter would give it. */
const garbage = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, -1, -0, 0, 1e15, -1e15, 1e300, Number.MAX_SAFE_INTEGER, 0.5),
  fc.double(),
  fc.nat(100_000),
);

const anyReading: fc.Arbitrary<Reading> = fc.oneof(
  fc.record({
    kind: fc.constant('cumulative' as const),
    series: fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', '__proto__'), bad: garbage, total: garbage }),
      {
        maxLength: 4,
      },
    ),
  }),
  fc.record({ kind: fc.constant('interval' as const), bad: garbage, total: garbage }),
  fc.record({ kind: fc.constantFrom('no-data' as const, 'source-down' as const), why: fc.string() }),
);

const anyTick: fc.Arbitrary<Tick> = fc.record({
  at: fc.oneof(garbage, fc.integer({ min: START, max: START + 600_000 })),
  weight: fc.oneof(fc.integer({ min: 0, max: 100 }), garbage),
  readings: fc.array(
    fc.record({
      sli: fc.constantFrom('availability', 'other'),
      candidate: anyReading,
      stable: fc.option(anyReading),
    }),
    { maxLength: 3 },
  ),
});

/** What is not as a verdict must be. */
function flawsOf({ kind, reason, evidence }: Verdict): string[] {
  return [
    ...(KINDS.includes(kind) ? [] : [`kind ${kind}`]),
    ...(/^\S.*\.$/s.test(reason) ? [] : [`reason "${reason}"`]),
    ...evidence.slis.flatMap(({ candidate, stable, lnRollback, lnFuse, lnPromotion, phi }) => [
      ...[candidate, stable]
        .filter(({ bad, total }) => !(bad >= 0 && bad <= total && Number.isFinite(total)))
        .map(({ bad, total }) => `counts ${bad} of ${total}`),
      ...(Number.isNaN(lnRollback + lnPromotion + phi) || Number.isNaN(lnFuse) ? ['ln E is NaN'] : []),
    ]),
  ];
}

test('whatever comes, it answers with a verdict and a reason', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyTick, garbage), { maxLength: 30 }), (all) => {
      const judge = createJudge([SLI], DEFAULT_SETTINGS);
      for (const tick of all) {
        if (typeof tick === 'number') judge.startStep(tick);
        const flaws = typeof tick === 'number' ? [] : flawsOf(judge.observe(tick));
        expect(flaws).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

/** What can go wrong with one tick of an otherwise sound stream. */
type Fault = (tick: Tick, all: readonly Tick[], index: number) => readonly Tick[];

const onCandidate =
  (change: (reading: Reading) => Reading): Fault =>
  (tick) => [
    { ...tick, readings: tick.readings.map((one) => ({ ...one, candidate: change(one.candidate) })) },
  ];

const onStable =
  (change: (reading: Reading) => Reading): Fault =>
  (tick) => [
    {
      ...tick,
      readings: tick.readings.map((one) => ({
        ...one,
        stable: one.stable === null ? null : change(one.stable),
      })),
    },
  ];

const onSeries =
  (change: (series: Series) => Series) =>
  (reading: Reading): Reading =>
    reading.kind === 'cumulative' ? { kind: 'cumulative', series: reading.series.map(change) } : reading;

const FAULTS: Record<string, Fault> = {
  'the candidate is NaN': onCandidate(onSeries((series) => ({ ...series, bad: NaN }))),
  'the stable release is NaN': onStable(onSeries((series) => ({ ...series, total: NaN }))),
  'the candidate is negative': onCandidate(onSeries(({ id }) => ({ id, bad: -5, total: -1 }))),
  'the candidate jumps to 1e15 requests': onCandidate(onSeries((series) => ({ ...series, total: 1e15 }))),
  'the candidate fails 1e15 of 1e15': onCandidate(onSeries(({ id }) => ({ id, bad: 1e15, total: 1e15 }))),
  'the stable release jumps to 1e15 failures': onStable(
    onSeries(({ id }) => ({ id, bad: 1e15, total: 1e15 })),
  ),
  'failures read 0': onCandidate(onSeries((series) => ({ ...series, bad: 0 }))),
  'the candidate restarts': onCandidate(onSeries(({ id }) => ({ id, bad: 0, total: 0 }))),
  'series come twice': onCandidate((reading) =>
    reading.kind === 'cumulative'
      ? { kind: 'cumulative', series: [...reading.series, ...reading.series] }
      : reading,
  ),
  'the candidate is missing': onCandidate(() => ({ kind: 'no-data', why: 'gone' })),
  'the candidate has no series': onCandidate(() => ({ kind: 'cumulative', series: [] })),
  'the stable release is missing': onStable(() => ({ kind: 'no-data', why: 'gone' })),
  'the stable release has no series': onStable(() => ({ kind: 'cumulative', series: [] })),
  'the stable release is null': (tick) => [
    { ...tick, readings: tick.readings.map((one) => ({ ...one, stable: null })) },
  ],
  'the source is down': onCandidate(() => ({ kind: 'source-down', why: 'timeout' })),
  'the tick comes twice': (tick) => [tick, tick],
  'an older tick comes again': (tick, all, index) => [tick, all[Math.max(0, index - 3)] ?? tick],
  'older counters come again': (tick, all, index) => [
    { ...(all[Math.max(0, index - 3)] ?? tick), at: tick.at },
  ],
  'the counters stall': (tick, all, index) => [{ ...(all[Math.max(0, index - 1)] ?? tick), at: tick.at }],
  'the weight is nonsense': (tick) => [{ ...tick, weight: 1e15 }],
  'the weight is NaN': (tick) => [{ ...tick, weight: NaN }],
  'nothing was read': (tick) => [{ ...tick, readings: [] }],
  'the time is nonsense': (tick) => [{ ...tick, at: NaN }, tick],
};

const fault = fc.constantFrom(...Object.keys(FAULTS));
/** Three of four ticks are sound: nobody can judge what is never read. */
const faults = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fault }),
  { minLength: TICKS, maxLength: TICKS },
);

/** The ticks that a judge is given in place of each sound one. */
function withFaults(sound: readonly Tick[], names: readonly (string | null)[]): Tick[] {
  return sound.flatMap((tick, index) => {
    const name = names[index] ?? null;
    return name === null ? [tick] : (FAULTS[name]?.(tick, sound, index) ?? []);
  });
}

describe('a bad release under faults', () => {
  test('is never found healthy', () => {
    fc.assert(
      fc.property(faults, fc.integer(), (names, seed) => {
        const judge = createJudge([SLI], PATIENT);
        for (const tick of withFaults(ticksOf(SLI.name, TICKS, BAD, new Random(seed)), names)) {
          const verdict = judge.observe(tick);
          expect(flawsOf(verdict)).toEqual([]);
          expect(verdict.kind).not.toBe('healthy');
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.keys(FAULTS))('%s at every third tick: not healthy', (name) => {
    const judge = createJudge([SLI], PATIENT);
    const sound = ticksOf(SLI.name, TICKS, BAD, new Random(5));
    const names = sound.map((_, index) => (index % 3 === 2 ? name : null));
    const kinds = withFaults(sound, names).map((tick) => judge.observe(tick).kind);
    expect(kinds).not.toContain('healthy');
    expect(kinds).not.toContain('breach');
  });
});

describe('a good release under faults', () => {
  const good = { ...BAD, candidateRate: 0.001 };

  test('is healthy only at ticks that show both releases', () => {
    fc.assert(
      fc.property(faults, (names) => {
        const judge = createJudge([SLI], PATIENT);
        const given = withFaults(ticksOf(SLI.name, TICKS, good, new Random(11)), names);
        const blind = given.filter((tick) => judge.observe(tick).kind === 'healthy' && isBlind(tick));
        expect(blind).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test.each(Object.keys(FAULTS))('%s at every third tick: healthy in the end', (name) => {
    const judge = createJudge([SLI], DEFAULT_SETTINGS);
    const sound = ticksOf(SLI.name, 2 * TICKS, good, new Random(5));
    const names = sound.map((_, index) => (index % 3 === 2 ? name : null));
    const kinds = withFaults(sound, names).map((tick) => judge.observe(tick).kind);
    expect(kinds).toContain('healthy');
    expect(kinds).not.toContain('breach');
  });
});

function isBlind({ readings }: Tick): boolean {
  const shown = readings.flatMap(({ candidate, stable }) => [candidate, stable]);
  return (
    shown.length === 0 ||
    shown.some(
      (reading) =>
        reading === null ||
        reading.kind === 'no-data' ||
        reading.kind === 'source-down' ||
        (reading.kind === 'cumulative' && reading.series.length === 0),
    )
  );
}
