import { describe, expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { Random } from './testing/random.ts';
import { merge, START, ticksOf, type Traffic } from './testing/rollout.ts';
import type { Judge, Reading, SliSpec, Tick, Verdict } from './types.ts';

const AVAILABILITY: SliSpec = { name: 'availability', budget: 0.01 };
const LATENCY: SliSpec = { name: 'latency', budget: 0.05 };
const GOOD: Traffic = { rps: 200, weight: 25, candidateRate: 0.001, stableRate: 0.001 };
const BAD: Traffic = { ...GOOD, candidateRate: 0.03 };

const newJudge = (...slis: SliSpec[]): Judge => createJudge(slis, DEFAULT_SETTINGS);

/** One SLI's ticks, `name` being availability. */
const ticks = (traffic: Traffic, howMany = 60, name = AVAILABILITY.name): Tick[] =>
  ticksOf(name, howMany, traffic, new Random(42));

const observeAll = (judge: Judge, all: readonly Tick[]): Verdict[] => all.map((tick) => judge.observe(tick));

function last(verdicts: readonly Verdict[]): Verdict {
  const verdict = verdicts.at(-1);
  if (verdict === undefined) throw new Error('no verdict was given');
  return verdict;
}

/** The tick with other readings of one release. */
const withReading = (tick: Tick, release: 'candidate' | 'stable', reading: Reading): Tick => ({
  ...tick,
  readings: tick.readings.map((one) => ({ ...one, [release]: reading })),
});

/** The same figures as some new requests at every tick, so that a tick weighed twice would show. */
const asIntervals = (tick: Tick): Tick => ({
  ...tick,
  readings: tick.readings.map(({ sli, candidate, stable }) => ({
    sli,
    candidate: fresh(candidate),
    stable: stable === null ? null : fresh(stable),
  })),
});

function fresh(reading: Reading): Reading {
  if (reading.kind !== 'cumulative') return reading;
  const sum = reading.series.reduce(
    (all, { bad, total }) => ({ bad: all.bad + bad, total: all.total + total }),
    {
      bad: 0,
      total: 0,
    },
  );
  return { kind: 'interval', bad: Math.round(sum.bad / 50), total: Math.round(sum.total / 50) };
}

const DOWN: Reading = { kind: 'source-down', why: 'connection refused' };
const NO_DATA: Reading = { kind: 'no-data', why: 'no such version' };

describe('a healthy release', () => {
  const judge = newJudge(AVAILABILITY);
  judge.startStep(START);
  const verdicts = observeAll(judge, ticks(GOOD));

  test('is warmed up, then measured, then healthy', () => {
    expect(verdicts[5]).toMatchObject({ kind: 'too-few-samples', cause: 'undecided' });
    expect(verdicts[5]?.reason).toMatch(/^Warming up for another \d+ s: availability/);
    expect(verdicts.slice(0, 13).map(({ kind }) => kind)).not.toContain('healthy');
    expect(last(verdicts).kind).toBe('healthy');
  });

  test('shows no evidence for promotion during the minute of warm-up, and some, for or against, from the first look after it', () => {
    const evidence = verdicts.map((verdict) => verdict.evidence.lnPromotion);
    for (const ln of evidence.slice(0, 13)) expect(ln).toBeLessThanOrEqual(0);
    expect(Math.abs(evidence[13] ?? 0)).toBeGreaterThan(0.01);
  });

  test('is so by numbers that are told', () => {
    const { evidence, reason } = last(verdicts);
    expect(evidence.lnPromotion).toBeGreaterThanOrEqual(evidence.promotionThreshold);
    expect(evidence.promotionThreshold).toBeCloseTo(Math.log(20), 12);
    expect(evidence.rollbackThreshold).toBeCloseTo(Math.log(100), 12);
    expect(evidence.slis[0]).toMatchObject({ sli: 'availability' });
    // Nothing is known of the time before, so a little noise is taken for granted.
    expect(evidence.slis[0]?.phi).toBeGreaterThan(1);
    expect(evidence.slis[0]?.phi).toBeLessThan(1.5);
    const total = (evidence.slis[0]?.candidate.total ?? 0).toLocaleString('en');
    expect(reason).toContain(`of ${total}) bad on the candidate`);
    expect(reason).toMatch(/ln E \d+\.\d\d of 3\.00 for promotion, -?\d\.\d\d of 4\.61 for rollback\.$/);
  });
});

describe('a bad release', () => {
  const judge = newJudge(AVAILABILITY);
  const verdicts = observeAll(judge, ticks(BAD));
  const breach = verdicts.find(({ kind }) => kind === 'breach');

  test('is a breach, by the rule and the SLI that are named', () => {
    expect(breach).toMatchObject({ sli: 'availability', rule: 'relative' });
    expect(breach?.reason).toMatch(
      /^availability: [\d.]+ % \([\d,]+ of [\d,]+\) bad on the candidate against [\d.]+ % \([\d,]+ of [\d,]+\) on the stable release; evidence ln E \d+\.\d\d, rollback at 4\.61\.$/,
    );
  });

  test('stays one, whatever comes', () => {
    const at = START + 10_000_000;
    judge.startStep(at);
    for (const tick of ticks(GOOD)) {
      const verdict = judge.observe({ ...withReading(tick, 'candidate', DOWN), at: tick.at + 20_000_000 });
      expect(verdict).toMatchObject({ kind: 'breach', reason: breach?.reason });
    }
    expect(judge.observe({ at: NaN, weight: 25, readings: [] }).kind).toBe('breach');
  });
});

describe('what can not be read', () => {
  const all = ticks(GOOD);

  test.each([
    ['the candidate has no data', 'candidate', NO_DATA, 'no-data'],
    ['the candidate has no series', 'candidate', { kind: 'cumulative', series: [] }, 'no-data'],
    ['the stable release has no data', 'stable', NO_DATA, 'no-data'],
    ['the source is down', 'candidate', DOWN, 'source-down'],
    ['the source is down for the stable release', 'stable', DOWN, 'source-down'],
  ] as const)('%s: never healthy at that tick, healthy again at the next', (_, release, reading, kind) => {
    const judge = newJudge(AVAILABILITY);
    observeAll(judge, all.slice(0, -2));
    const [gap, after] = all.slice(-2);
    if (gap === undefined || after === undefined) throw new Error('two ticks are left');
    const verdict = judge.observe(withReading(gap, release, reading));
    expect(verdict).toMatchObject({ kind, slis: ['availability'] });
    expect(verdict.reason).toContain('availability');
    expect(judge.observe(after).kind).toBe('healthy');
  });

  test('an SLI that is not read, or read twice, is no data', () => {
    const judge = newJudge(AVAILABILITY);
    const [first] = all;
    if (first === undefined) throw new Error('there are ticks');
    expect(judge.observe({ ...first, readings: [] }).kind).toBe('no-data');
    expect(
      judge.observe({ ...first, at: first.at + 1, readings: [...first.readings, ...first.readings] }).kind,
    ).toBe('no-data');
  });

  test('a stable release that takes traffic must be read', () => {
    const judge = newJudge(AVAILABILITY);
    for (const tick of all) {
      const readings = tick.readings.map((reading) => ({ ...reading, stable: null }));
      expect(judge.observe({ ...tick, readings }).kind).toBe('no-data');
    }
  });

  test('one SLI without figures is enough', () => {
    const judge = newJudge(AVAILABILITY, LATENCY);
    const both = merge(ticks(GOOD), ticks(GOOD, 60, 'latency'));
    expect(last(observeAll(judge, both)).kind).toBe('healthy');
    const [next] = ticks(GOOD, 61).slice(-1);
    if (next === undefined) throw new Error('there are ticks');
    expect(judge.observe(next)).toMatchObject({ kind: 'no-data', slis: ['latency'] });
  });

  test('a breach of another SLI is found all the same', () => {
    const judge = newJudge(AVAILABILITY, LATENCY);
    expect(last(observeAll(judge, ticks(BAD)))).toMatchObject({ kind: 'breach', sli: 'availability' });
  });

  test('nothing is missed meanwhile: the next reading carries it', () => {
    const judge = newJudge(AVAILABILITY);
    const [first, ...rest] = ticks(BAD, 40);
    const end = rest.pop();
    if (first === undefined || end === undefined) throw new Error('there are ticks');
    judge.observe(first);
    for (const tick of rest) judge.observe(withReading(tick, 'candidate', DOWN));
    const candidate = judge.observe(end).evidence.slis[0]?.candidate;
    const reading = end.readings[0]?.candidate;
    const series = reading?.kind === 'cumulative' ? reading.series : [];
    expect(candidate?.total).toBe(series.reduce((sum, { total }) => sum + total, 0));
  });
});

describe('no requests', () => {
  test('for a candidate with weight are too few samples, not missing data', () => {
    const verdicts = observeAll(newJudge(AVAILABILITY), ticks({ ...GOOD, rps: 0 }));
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['too-few-samples']));
    expect(last(verdicts).reason).toMatch(/^Not enough requests yet to tell: availability 0 of 0 bad/);
  });

  test('are no health for a candidate whose weight was taken away', () => {
    const judge = newJudge(AVAILABILITY);
    const all = ticks(GOOD);
    expect(last(observeAll(judge, all)).kind).toBe('healthy');
    const at = (all.at(-1)?.at ?? NaN) + 5_000;
    expect(judge.observe({ at, weight: 0, readings: [] }).kind).toBe('too-few-samples');
  });

  test('are expected of a candidate without weight, figures or not', () => {
    const judge = newJudge(AVAILABILITY);
    for (const tick of ticks({ ...GOOD, weight: 0 })) {
      const verdict = judge.observe(withReading(tick, 'candidate', NO_DATA));
      expect(verdict).toMatchObject({
        kind: 'too-few-samples',
        cause: 'undecided',
        reason: 'The candidate has had no traffic yet.',
      });
    }
  });
});

test.each([150, NaN, -5, 1e15])('a weight of %d is no leave to forget the stable release', (weight) => {
  // Four times worse, and well within the objective.
  const slack = ticks({ ...GOOD, candidateRate: 0.006, stableRate: 0.0015 });
  const verdicts = observeAll(
    newJudge(AVAILABILITY),
    slack.map((tick) => ({ ...tick, weight })),
  );
  expect(verdicts.map(({ kind }) => kind)).not.toContain('healthy');
});

describe('steps', () => {
  test('each asks for evidence anew', () => {
    const judge = newJudge(AVAILABILITY);
    const all = ticks({ ...GOOD, rps: 1_000 }, 120);
    expect(last(observeAll(judge, all.slice(0, 60))).kind).toBe('healthy');
    judge.startStep(all[59]?.at ?? NaN);
    const after = observeAll(judge, all.slice(60));
    expect(after[0]?.kind).toBe('too-few-samples');
    expect(last(after).kind).toBe('healthy');
    // No second warm-up.
    expect(after.findIndex(({ kind }) => kind === 'healthy')).toBeLessThan(45);
  });

  test('what was seen before a step counts for it neither way in its figures', () => {
    const judge = newJudge(AVAILABILITY);
    const all = ticks(GOOD, 30);
    observeAll(judge, all.slice(0, 20));
    const before = all[19]?.at ?? NaN;
    judge.startStep(before + 1);
    const [spanning, next] = observeAll(judge, all.slice(20, 22));
    expect(spanning?.evidence.slis[0]?.candidate.total).toBe(0);
    expect(next?.evidence.slis[0]?.candidate.total).toBeGreaterThan(0);
  });

  test('a regression that shows at the third step is found in it', () => {
    const judge = newJudge(AVAILABILITY);
    const good = ticks(GOOD, 120);
    observeAll(judge, good.slice(0, 60));
    judge.startStep(good[59]?.at ?? NaN);
    observeAll(judge, good.slice(60));
    const at = good[119]?.at ?? NaN;
    judge.startStep(at);
    const bad = ticks(BAD, 40).map((tick) => ({ ...tick, at: tick.at - START + at + 5_000 }));
    const found = observeAll(judge, bad).findIndex(({ kind }) => kind === 'breach');
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(15);
  });
});

describe('ticks that come late or twice', () => {
  test.each([
    ['healthy', GOOD],
    ['breach', BAD],
  ] as const)('are ignored: a release that is %s', (kind, traffic) => {
    const clean = newJudge(AVAILABILITY);
    const noisy = newJudge(AVAILABILITY);
    const all = ticks(traffic, 60).map(asIntervals);
    for (const tick of all) {
      const expected = clean.observe(tick);
      expect(noisy.observe(tick)).toEqual(expected);
      for (const at of [tick.at, tick.at - 5_000, NaN, Infinity, -Infinity, 9e15]) {
        const again = noisy.observe({ ...tick, at });
        expect(again.kind).toBe(expected.kind === 'breach' ? 'breach' : 'too-few-samples');
        expect(again.reason).toMatch(expected.kind === 'breach' ? /^availability: / : /ignored\.$/);
        expect(again.evidence.slis).toEqual(expected.evidence.slis);
      }
    }
    expect(last(all.map((tick) => clean.observe({ ...tick, at: tick.at + 1e6 }))).kind).toBe(kind);
  });

  test('say so', () => {
    const judge = newJudge(AVAILABILITY);
    observeAll(judge, ticks(GOOD, 3));
    expect(judge.observe({ at: START, weight: 25, readings: [] }).reason).toBe(
      'This look is dated 2026-01-01T00:00:00.000Z, not after the last one; it was ignored.',
    );
  });
});

/** Ticks of a candidate that has all traffic. */
const alone = (candidateRate: number): Tick[] =>
  ticks({ rps: 200, weight: 100, candidateRate, stableRate: 0 }).map((tick) => ({
    ...tick,
    readings: tick.readings.map((reading) => ({ ...reading, stable: null })),
  }));

describe('with no stable release left', () => {
  test('the objective alone decides', () => {
    expect(last(observeAll(newJudge(AVAILABILITY), alone(0.001))).kind).toBe('healthy');
    const breach = last(observeAll(newJudge(AVAILABILITY), alone(0.03)));
    expect(breach).toMatchObject({ kind: 'breach', rule: 'absolute' });
    expect(breach.reason).toContain('above its budget of 1 % with no stable release left to compare with');
  });

  test('no traffic is not healthy', () => {
    const idle = ticks({ ...GOOD, rps: 0, weight: 100 });
    expect(new Set(observeAll(newJudge(AVAILABILITY), idle).map(({ kind }) => kind))).toEqual(
      new Set(['too-few-samples']),
    );
  });

  test('in the warm-up the fuse blows', () => {
    const verdicts = observeAll(newJudge(AVAILABILITY), alone(0.5).slice(0, 10));
    expect(last(verdicts)).toMatchObject({ kind: 'breach', rule: 'absolute' });
    expect(last(verdicts).reason).toContain('more than 14.4 times its budget of 1 %');
  });
});

test('both releases far outside the objective: hold', () => {
  const incident = ticks({ ...GOOD, candidateRate: 0.3, stableRate: 0.3 }, 60);
  const verdicts = observeAll(newJudge(AVAILABILITY), incident);
  expect(last(verdicts)).toMatchObject({ kind: 'too-few-samples', cause: 'stable-breaches-too' });
  expect(last(verdicts).reason).toContain('going back would not help');
  expect(verdicts.map(({ kind }) => kind)).not.toContain('breach');
});

describe('several SLIs', () => {
  test('all must be good enough', () => {
    const slow = ticks({ ...GOOD, candidateRate: 0.03, stableRate: 0.012 }, 60, 'latency');
    const verdicts = observeAll(
      newJudge(AVAILABILITY, { name: 'latency', budget: 0.01 }),
      merge(ticks(GOOD), slow),
    );
    expect(verdicts.map(({ kind }) => kind)).not.toContain('healthy');
    expect(last(verdicts).reason).toContain('latency');
  });

  test('an SLI that weighs more is heard sooner', () => {
    const both = merge(ticks(BAD), ticks(GOOD, 60, 'latency'));
    const [loud = NaN, quiet = NaN] = [100, 0.01].map((weight) =>
      observeAll(newJudge({ ...AVAILABILITY, weight }, LATENCY), both).findIndex(
        ({ kind }) => kind === 'breach',
      ),
    );
    expect(loud).toBeGreaterThan(0);
    expect(loud).toBeLessThan(quiet);
  });

  test('none at all is nothing to judge by', () => {
    expect(newJudge().observe({ at: START, weight: 5, readings: [] })).toMatchObject({
      kind: 'no-data',
      slis: [],
      reason: 'No SLI is defined, so there is nothing to judge by.',
    });
  });
});

test('a baseline that scatters divides the evidence', () => {
  const random = new Random(9);
  const minutes = Array.from({ length: 60 }, () => ({ bad: 5 * random.poisson(6), total: 6_000 }));
  const judge = createJudge([AVAILABILITY], DEFAULT_SETTINGS, {
    baseline: new Map([['availability', minutes]]),
  });
  const scattered = last(observeAll(judge, ticks(GOOD)));
  const plain = last(observeAll(newJudge(AVAILABILITY), ticks(GOOD)));
  expect(scattered.evidence.slis[0]?.phi).toBeGreaterThan(2.5);
  expect(scattered.evidence.lnPromotion).toBeLessThan(plain.evidence.lnPromotion / 2);
});

test('refuses settings and SLIs that it can not judge by', () => {
  expect(() => createJudge([AVAILABILITY], { ...DEFAULT_SETTINGS, alpha: 2 })).toThrow(RangeError);
  expect(() => createJudge([{ name: 'a', budget: 2 }], DEFAULT_SETTINGS)).toThrow(RangeError);
});
