import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { conditionsOf } from './conditions.ts';
import { DEFAULTS, HISTORY_MINUTES, SCENARIOS, type Scenario } from './scenario.ts';

const POLLS = 720;

function during(scenario: Scenario, worse = 1, name = 'conditions') {
  return conditionsOf(scenario, worse, new Random(name)).during;
}

function scenario(changes: Partial<Scenario>): Scenario {
  return { ...DEFAULTS, ...changes };
}

function logDeviation(values: readonly number[]): number {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
}

describe('the eight scenarios', () => {
  it('are the ones that are promised', () => {
    expect(SCENARIOS.map(({ name }) => name)).toEqual([
      'iid',
      '5rps-50',
      '2rps-10',
      'drift',
      'incident',
      'cold-start',
      'noise',
      'clustered',
    ]);
    for (const { baseRate, budget, minutes } of SCENARIOS) {
      expect({ baseRate, budget, minutes }).toEqual({ baseRate: 0.005, budget: 0.01, minutes: 60 });
    }
  });
});

describe('the conditions of a rollout', () => {
  it('are steady by default, for half an hour before and an hour from the start', () => {
    const { before, during: polls } = conditionsOf(DEFAULTS, 5, new Random('steady'));
    expect(before).toHaveLength(HISTORY_MINUTES * 12);
    expect(polls).toHaveLength(POLLS);
    for (const poll of [...before, ...polls]) {
      expect(poll).toEqual({
        requestsPerSecond: 100,
        stableRate: 0.005,
        candidateRate: 0.025,
        harmlessRate: 0.005,
      });
    }
  });

  it('have a cold start for any candidate, and nothing else', () => {
    const polls = during(scenario({ coldStart: { factor: 8, forSeconds: 60 } }), 2);
    expect(polls.map(({ candidateRate }) => candidateRate)).toEqual(
      Array.from({ length: POLLS }, (_, i) => (i < 12 ? 0.08 : 0.01)),
    );
    for (const { stableRate, harmlessRate } of polls)
      expect([stableRate, harmlessRate]).toEqual([0.005, 0.005]);
  });

  it('have one incident that both meet, at any time, and no rate above 1', () => {
    const incident = { factor: 20, forSeconds: 300, atSecond: null };
    const starts = Array.from({ length: 300 }, (_, i) => {
      const polls = during(scenario({ incident }), 10, `incident ${i}`);
      const hit = polls.flatMap(({ stableRate }, index) => (stableRate > 0.09 ? [index] : []));
      const first = hit[0] ?? NaN;
      expect(hit).toEqual(Array.from({ length: 60 }, (_, offset) => first + offset));
      expect(polls[first]).toMatchObject({ stableRate: 0.1, harmlessRate: 0.1, candidateRate: 1 });
      return first;
    });
    expect(Math.min(...starts)).toBeLessThan(30);
    expect(Math.max(...starts)).toBeGreaterThan(POLLS - 60 - 30);
    const fixed = during(scenario({ incident: { ...incident, atSecond: 600 } }));
    expect(fixed.findIndex(({ stableRate }) => stableRate > 0.09)).toBe(120);
  });

  it('drift for both alike, from the base rate, by a walk of the given size', () => {
    const ends = Array.from({ length: 1_000 }, (_, i) => {
      const polls = during(scenario({ drift: { walk: 0.5, wave: 0 }, minutes: 60 }), 1, `walk ${i}`);
      expect(polls[0]?.stableRate).toBeCloseTo(0.005, 12);
      expect(polls.every(({ stableRate, candidateRate }) => candidateRate === stableRate)).toBe(true);
      return polls.at(-1)?.stableRate ?? NaN;
    });
    expect(logDeviation(ends)).toBeGreaterThan(0.45);
    expect(logDeviation(ends)).toBeLessThan(0.55);
  });

  it('follow a daily wave in traffic and failures', () => {
    const polls = Array.from({ length: 200 }, (_, i) => {
      const wave = during(scenario({ drift: { walk: 0, wave: 0.5 } }), 1, `wave ${i}`);
      for (const { requestsPerSecond, stableRate } of wave) {
        expect(stableRate / 0.005).toBeCloseTo(requestsPerSecond / 100, 9);
      }
      return wave[0]?.requestsPerSecond ?? NaN;
    });
    expect(Math.min(...polls)).toBeGreaterThanOrEqual(50);
    expect(Math.min(...polls)).toBeLessThan(52);
    expect(Math.max(...polls)).toBeLessThanOrEqual(150);
    expect(Math.max(...polls)).toBeGreaterThan(148);
  });

  it('are noisy for each release by itself, anew each minute, around the rate', () => {
    const noise = { deviation: 0.5, everySeconds: 60 };
    const polls = Array.from({ length: 50 }, (_, i) => during(scenario({ noise }), 1, `noise ${i}`)).flat();
    const minutes = polls.filter((_, i) => i % 12 === 0);
    for (const [i, { stableRate, candidateRate }] of polls.entries()) {
      expect(stableRate).toBe(minutes[Math.floor(i / 12)]?.stableRate);
      expect(candidateRate).toBe(minutes[Math.floor(i / 12)]?.candidateRate);
    }
    const stable = minutes.map(({ stableRate }) => stableRate / 0.005);
    const candidate = minutes.map(({ candidateRate }) => candidateRate / 0.005);
    for (const factors of [stable, candidate]) {
      expect(Math.abs(logDeviation(factors) - 0.5)).toBeLessThan(0.03);
      expect(Math.abs(factors.reduce((sum, one) => sum + one, 0) / factors.length - 1)).toBeLessThan(0.05);
    }
    const ratios = stable.map((factor, i) => factor / (candidate[i] ?? NaN));
    expect(Math.abs(logDeviation(ratios) - Math.SQRT1_2)).toBeLessThan(0.04);
  });
});
