import { millis, percent } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { sensitivityOf } from './sensitivity.ts';
import type { Stage } from './stages.ts';
import { courseWith } from './testing/course.ts';
import { steady } from './traffic.ts';

function smallest(weight: number, rps: number, minutes = 10): number | null | undefined {
  const stage: Stage = {
    kind: 'step',
    number: 1,
    weight: percent(weight),
    bake: { min: millis(60_000), max: millis(minutes * 60_000) },
    longestMs: minutes * 60_000,
  };
  const course = courseWith({ traffic: steady(rps, [0.005]) });
  return sensitivityOf(course, stage, false, new Random(1, 0, 0)).smallest[0];
}

describe('the smallest regression that a stage notices', () => {
  it('falls with more requests: by weight, by traffic, by time', () => {
    const factors = [smallest(1, 30), smallest(5, 30), smallest(5, 300), smallest(50, 300)];
    for (const [i, factor] of factors.slice(1).entries()) {
      expect(factor).not.toBeNull();
      expect(Number(factor)).toBeLessThan(Number(factors[i]));
    }
    expect(Number(smallest(5, 30, 60))).toBeLessThan(Number(smallest(5, 30, 5)));
    // No margin is so narrow that less than it were noticed.
    expect(Number(smallest(50, 3_000, 60))).toBeGreaterThan(1.1);
  });

  it('is none where a bake sees next to no request', () => {
    expect(smallest(1, 0.1)).toBeNull();
    expect(smallest(1, 0)).toBeNull();
  });

  it('grows where the SLI counts for less among several', () => {
    const stage: Stage = {
      kind: 'step',
      number: 1,
      weight: percent(10),
      bake: { min: millis(60_000), max: millis(600_000) },
      longestMs: 600_000,
    };
    const factors = [0.001, 1, 100].map((weight) => {
      const course = courseWith({
        slis: [
          { name: 'availability', budget: 0.01, weight },
          { name: 'latency', budget: 0.01 },
        ],
        traffic: steady(100, [0.005, 0.005]),
      });
      return Number(sensitivityOf(course, stage, false, new Random(1, 0, 0)).smallest[0]);
    });
    expect(factors).toEqual(factors.toSorted((a, b) => b - a));
    expect(factors[0]).toBeGreaterThan(Number(factors[2]) * 1.05);
  });

  it('counts the requests that the candidate gets', () => {
    const stage: Stage = {
      kind: 'step',
      number: 1,
      weight: percent(1),
      bake: { min: millis(60_000), max: millis(360_000) },
      longestMs: 360_000,
    };
    const { candidateRequests } = sensitivityOf(
      courseWith({ traffic: steady(3, [0.005]) }),
      stage,
      true,
      new Random(1, 0, 0),
    );
    expect(candidateRequests.longest).toBeCloseTo(10.8, 9);
    expect(candidateRequests.shortest).toBeCloseTo(1.8, 9);
  });
});
