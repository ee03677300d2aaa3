import type { MetricSource, SourceReading } from '@glidepath/conductor';
import { instant, millis, percent, type Slo } from '@glidepath/model';
import { describe, expect, it, test } from 'vitest';
import { lookLimitFor, readTogether } from './together.ts';
import { V1, V2 } from './prometheus/testing/slos.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name): Slo => ({
  name,
  objective: { kind: 'availability', target: percent(99) },
  weight: 1,
  source: { kind: 'target' },
}));
const PAIR = { candidate: V2, stable: V1 };

function counting(total: number): MetricSource {
  return {
    read: async (slos) =>
      slos.map(({ name }): SourceReading => {
        const reading = { kind: 'interval', bad: 0, total } as const;
        return { sli: name, candidate: reading, stable: reading, latency: null };
      }),
  };
}

const SILENT: MetricSource = { read: () => new Promise(() => {}) };

it('asks each source for its own SLOs, and answers in their order', async () => {
  const slos = [A, B, C].flatMap((slo) => slo ?? []);
  const both = readTogether(
    [
      { name: 'one', source: counting(1), slos: new Set(['b']) },
      { name: 'two', source: counting(2), slos: new Set(['a', 'c']) },
    ],
    millis(5_000),
  );
  const readings = await both.read(slos, PAIR);
  expect(readings.map(({ sli, candidate }) => [sli, candidate])).toEqual([
    ['a', { kind: 'interval', bad: 0, total: 2 }],
    ['b', { kind: 'interval', bad: 0, total: 1 }],
    ['c', { kind: 'interval', bad: 0, total: 2 }],
  ]);
});

it('one that never answers is down, and the others are heard', async () => {
  const slos = [A, B].flatMap((slo) => slo ?? []);
  const both = readTogether(
    [
      { name: 'prometheus', source: SILENT, slos: new Set(['a']) },
      { name: 'the target', source: counting(2), slos: new Set(['b']) },
    ],
    millis(20),
  );
  const down = { kind: 'source-down', why: 'prometheus did not answer within 20ms' };
  expect(await both.read(slos, PAIR)).toMatchObject([
    { sli: 'a', candidate: down, stable: down },
    { sli: 'b', candidate: { total: 2 } },
  ]);
  const [alone] = await both.read(slos, { ...PAIR, stable: null });
  expect(alone?.stable).toBeNull();
});

test.each([
  [5_000, 4_000],
  [60_000, 48_000],
  [250, 1_000],
])('a poll of %d ms gives a look %d ms', (poll, limit) => {
  expect(lookLimitFor(millis(poll))).toBe(limit);
});

describe('the past', () => {
  const PAST = { release: V1, until: instant(0), minutes: 30 };
  const slos = [A, B, C].flatMap((slo) => slo ?? []);
  const remembering: MetricSource = {
    ...counting(1),
    history: async (own) =>
      own.map(({ name }) => ({ sli: name, minutes: [{ bad: 0, total: 9 }], why: null })),
  };

  it('comes from those that keep one', async () => {
    const both = readTogether(
      [
        { name: 'one', source: counting(1), slos: new Set(['b']) },
        { name: 'two', source: remembering, slos: new Set(['a', 'c']) },
      ],
      millis(5_000),
    );
    expect((await both.history?.(slos, PAST))?.map(({ sli }) => sli)).toEqual(['a', 'c']);
  });

  it('is done without where it is late', async () => {
    const late: MetricSource = { ...counting(1), history: () => new Promise(() => {}) };
    const both = readTogether(
      [
        { name: 'one', source: late, slos: new Set(['b']) },
        { name: 'two', source: remembering, slos: new Set(['a']) },
      ],
      millis(1),
    );
    expect(await both.history?.(slos, PAST)).toEqual([
      { sli: 'b', minutes: [], why: 'one did not tell it within 1ms' },
      { sli: 'a', minutes: [{ bad: 0, total: 9 }], why: null },
    ]);
  });
});
