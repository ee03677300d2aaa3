import type { Reading } from '@glidepath/analysis';
import { deliver, noteOf, settingsOf, type Look, type Result } from '@glidepath/conductor';
import { PRODUCTION, V1, V2, World } from '@glidepath/conductor/testing';
import { instant, millis, percent, type Delivery } from '@glidepath/model';
import { replay } from '@glidepath/simulation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvFile } from './record-csv.ts';
import { recordingText } from './record.ts';
import { isRecording, readRecording } from './replay-recording.ts';

const DELIVERY: Delivery = { service: 'shop', environments: [PRODUCTION], notices: [], build: [] };
const SUBJECT = { delivery: DELIVERY, environment: PRODUCTION };

function read(text: string) {
  const csv = new CsvFile('run.csv', text);
  expect(isRecording(csv)).toBe(true);
  return readRecording(csv);
}

describe('a recorded run', () => {
  it.each([
    ['a healthy release', 'promoted', () => undefined],
    ['a bad release', 'rolled-back', (world: World) => world.target.failRates.set('v2', 0.08)],
    ['no figures', 'rolled-back', (world: World) => (world.target.silence = 'no-data')],
    ['a silent source', 'rolled-back', (world: World) => (world.target.silence = 'source-down')],
    ['little traffic', 'rolled-back', (world: World) => (world.target.perLook = 3)],
    ['an engine that is slow', 'promoted', (world: World) => (world.target.delay = 4)],
  ])('is judged again as it was judged live: %s', async (_, decision, prepare) => {
    const world = new World();
    await deliver(world.ports, world.order(V1));
    world.target.perLook = 10_000;
    world.target.failRates.set('v1', 0.002);
    world.target.failRates.set('v2', 0.002);
    prepare(world);
    const looks: Look[] = [];
    const before = world.ledger.entries.length;
    const result = await deliver(
      { ...world.ports, listener: { event() {}, note() {}, sample: (look) => looks.push(look) } },
      world.order(V2),
    );
    expect(result.decision).toBe(decision);

    const recording = read(recordingText(SUBJECT, result, looks));
    expect(recording.looks.map(({ readings }) => readings)).toEqual(looks.map(({ readings }) => readings));
    const replayed = replay(recording);
    expect(replayed).toHaveLength(looks.length);
    expect(replayed.every(({ asLive }) => asLive)).toBe(true);
    for (const [i, { verdict }] of replayed.entries()) {
      const { lnRollback, lnPromotion, rollbackThreshold, promotionThreshold } = verdict.evidence;
      const look = looks[i];
      expect([lnRollback, lnPromotion]).toEqual([look?.lnRollback, look?.lnPromotion]);
      expect([rollbackThreshold, promotionThreshold]).toEqual([
        look?.rollbackThreshold,
        look?.promotionThreshold,
      ]);
    }
    // What the ledger says of the evidence is what the replay finds at the same moment.
    const notes = world.ledger.entries
      .slice(before)
      .flatMap(({ event }) => (event.verdict === null ? [] : { at: event.at, verdict: event.verdict }));
    for (const { at, verdict } of notes) {
      const seen = replayed.filter(({ look }) => look.at <= at).map((one) => noteOf(one.verdict));
      expect(seen).toContainEqual(verdict);
    }
    if (decision === 'promoted') expect(notes.length).toBeGreaterThan(2);
  });

  it('notices where the live run said something else', async () => {
    const world = new World();
    await deliver(world.ports, world.order(V1));
    const looks: Look[] = [];
    const result = await deliver(
      { ...world.ports, listener: { event() {}, note() {}, sample: (look) => looks.push(look) } },
      world.order(V2),
    );
    const text = recordingText(
      SUBJECT,
      result,
      looks.map((look, i) => (i === 5 ? { ...look, lnPromotion: (look.lnPromotion ?? 0) + 1e-12 } : look)),
    );
    expect(replay(read(text)).filter(({ asLive }) => asLive !== true)).toHaveLength(1);
  });

  it('comes back whole whatever a source says', () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 6 }), (looks) => {
        const { looks: back } = read(recordingText(SUBJECT, RESULT, looks));
        expect(back.map(({ readings }) => readings)).toEqual(looks.map(({ readings }) => readings));
        for (const [i, one] of back.entries()) {
          const { at, weight, phase, lnRollback, lnPromotion, stepStart, stepUntil } = looks[i] ?? NO_LOOK;
          expect(one).toMatchObject({ at, weight, phase, live: { lnRollback, lnPromotion } });
          expect(one.stepStart).toBe(stepStart);
          expect(one.stepUntil).toBe(stepUntil);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says whom it judged, and by what', () => {
    const { service, environment, release, stable, slis, settings } = read(
      recordingText(SUBJECT, RESULT, []),
    );
    expect({ service, environment, release, stable }).toEqual({
      service: 'shop',
      environment: 'production',
      release: 'v2',
      stable: 'v1',
    });
    expect(slis).toEqual([{ name: 'availability', budget: 0.01, weight: 1 }]);
    expect(settings).toEqual(settingsOf(PRODUCTION.analysis));
  });
});

describe('a recording of SLOs that count for more or less', () => {
  const slos = PRODUCTION.slos.flatMap((slo) => [
    { ...slo, name: 'availability', weight: 3 },
    {
      ...slo,
      name: 'latency',
      objective: { kind: 'latency' as const, target: percent(90), threshold: millis(300) },
      weight: 0.25,
    },
  ]);
  const environment = { ...PRODUCTION, slos };

  it('is judged again with the same weights', async () => {
    const world = new World();
    world.target.perLook = 10_000;
    await deliver(world.ports, world.order(V1, { environment }));
    const looks: Look[] = [];
    world.target.failRates.set('v2', 0.08);
    const result = await deliver(
      { ...world.ports, listener: { event() {}, note() {}, sample: (look) => looks.push(look) } },
      world.order(V2, { environment }),
    );
    const recording = read(recordingText({ delivery: DELIVERY, environment }, result, looks));
    expect(recording.slis.map(({ weight }) => weight)).toEqual([3, 0.25]);
    const replayed = replay(recording);
    expect(replayed.length).toBeGreaterThan(1);
    expect(replayed.every(({ asLive }) => asLive)).toBe(true);
    const slis = recording.slis.map((sli) => ({ ...sli, weight: 1 }));
    expect(replay({ ...recording, slis }).every(({ asLive }) => asLive)).toBe(false);
  });

  it('counts each for 1 where it does not say', () => {
    const text = recordingText({ delivery: DELIVERY, environment }, RESULT, []);
    const [first, second] = read(text.replaceAll(/"weight":[\d.]+,/g, '')).slis;
    expect([first?.weight, second?.weight]).toEqual([1, 1]);
  });
});

describe('a recording of a rollout before which something is known', () => {
  const CALM = Array.from({ length: 30 }, (_, minute) => ({ bad: 60 + (minute % 2), total: 12_000 }));

  it('is judged again by the same', async () => {
    const world = new World();
    for (const name of ['v1', 'v2']) world.target.failRates.set(name, 0.005);
    await deliver(world.ports, world.order(V1));
    world.target.past = new Map([['v1', CALM]]);
    const looks: Look[] = [];
    const result = await deliver(
      { ...world.ports, listener: { event() {}, note() {}, sample: (look) => looks.push(look) } },
      world.order(V2),
    );
    const recording = read(recordingText(SUBJECT, result, looks));
    expect([...recording.history]).toEqual([['availability', CALM]]);
    const sameAsLive = (history: typeof recording.history): boolean =>
      replay({ ...recording, history }).every(({ asLive }) => asLive);
    expect(sameAsLive(recording.history)).toBe(true);
    expect(sameAsLive(new Map())).toBe(false);
  });

  it('may be of a glidepath that asked for nothing before', () => {
    const text = recordingText(SUBJECT, RESULT, []).replace('"history":[],', '');
    expect(text).not.toContain('history');
    expect(read(text).history.size).toBe(0);
  });
});

const RESULT: Pick<Result, 'release' | 'stable'> = { release: V2, stable: V1 };

/** Names and ids with all that CSV has a meaning for. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('a,b', 'say "hi"', '#1', 'two\nlines', 'a\r\nb', ' spaced ', '{code="500"}', '', 'ümlaut'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer({ min: 0 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 1e15, 5e-324),
);
const reading: fc.Arbitrary<Reading> = fc.oneof(
  fc.record({
    kind: fc.constant('cumulative' as const),
    series: fc.array(fc.record({ id: text, bad: number, total: number }), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('interval' as const), bad: number, total: number }),
  fc.record({ kind: fc.constantFrom('no-data' as const, 'source-down' as const), why: text }),
);
const look: fc.Arbitrary<Look> = fc.record({
  at: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map(instant),
  weight: fc.double({ min: 0, max: 100 }).map((value) => value + 0),
  phase: fc.constantFrom('step', 'watching'),
  stepStart: fc.option(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map(instant)),
  stepUntil: fc.option(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map(instant)),
  readings: fc.array(fc.record({ sli: text, candidate: reading, stable: fc.option(reading) }), {
    maxLength: 3,
  }),
  history: fc.constant(null),
  slis: fc.constant([]),
  lnRollback: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  lnPromotion: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  rollbackThreshold: fc.constant(4.6),
  promotionThreshold: fc.constant(3),
});
const NO_LOOK = {
  at: 0,
  weight: 0,
  phase: '',
  lnRollback: null,
  lnPromotion: null,
  stepStart: null,
  stepUntil: null,
};
