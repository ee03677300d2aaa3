import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { conditionsOf } from './conditions.ts';
import { Harm } from './harm.ts';
import { DEFAULTS, type Scenario } from './scenario.ts';

function harmOf(scenario: Scenario, worse: number): Harm {
  return new Harm(scenario, conditionsOf(scenario, worse, new Random('harm')).during);
}

describe('excess bad requests', () => {
  it('run at the weight until the verdict: 10 requests/s that fail 2 % more often', () => {
    const harm = harmOf(DEFAULTS, 5);
    expect(harm.excessBad('rolled-back', 5)).toBeCloseTo(1, 9);
    expect(harm.excessBad('rolled-back', 240)).toBeCloseTo(48, 9);
    expect(harm.excessBad('inconclusive', 3_600)).toBeCloseTo(720, 9);
  });

  it('run at all traffic from a promotion to the end of the hour', () => {
    expect(harmOf(DEFAULTS, 5).excessBad('promoted', 600)).toBeCloseTo(120 + 3_000 * 2, 6);
    expect(harmOf(DEFAULTS, 5).excessBad('promoted', 3_600)).toBeCloseTo(720, 9);
  });

  it('are none for a healthy release, save for its cold start', () => {
    const noisy = {
      ...DEFAULTS,
      noise: { deviation: 0.5, everySeconds: 60 },
      incident: { factor: 20, forSeconds: 300, atSecond: 0 },
    };
    expect(harmOf(noisy, 1).excessBad('promoted', 60)).toBeCloseTo(0, 9);
    const cold = harmOf({ ...DEFAULTS, coldStart: { factor: 8, forSeconds: 60 } }, 1);
    expect(cold.excessBad('rolled-back', 30)).toBeCloseTo(10 * 30 * 0.035, 9);
    expect(cold.excessBad('promoted', 600)).toBeCloseTo(21, 9);
  });

  it('count no more than there are requests', () => {
    const incident = { factor: 20, forSeconds: 300, atSecond: 0 };
    expect(harmOf({ ...DEFAULTS, incident }, 10).excessBad('rolled-back', 300)).toBeCloseTo(
      10 * 300 * (1 - 0.1),
      6,
    );
  });
});
