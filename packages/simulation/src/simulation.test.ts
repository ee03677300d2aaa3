import { millis, percent } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import type { Course } from './course.ts';
import { play } from './play.ts';
import { Random } from './random.ts';
import { conclude, type Simulation } from './simulation.ts';
import { perform, tasksOf, type Job } from './tasks.ts';
import { courseWith, PLAN } from './testing/course.ts';
import { steady } from './traffic.ts';

function simulate(course: Course, rollouts = 300, seed = 1): Simulation {
  const job: Job = { course, rollouts, seed };
  return conclude(
    job,
    tasksOf(job).map((task) => perform(job, task)),
  );
}

function release({ releases }: Simulation, factor: number) {
  const found = releases.find((one) => one.factor === factor);
  if (found === undefined) throw new Error(`no release ${factor}`);
  return found;
}

const plenty = simulate(courseWith({ traffic: steady(400, [0.005]) }));

describe('a simulation', () => {
  it('promotes healthy releases and finds bad ones where there is traffic enough', () => {
    const healthy = release(plenty, 1);
    expect(healthy.promoted.share).toBeGreaterThan(0.97);
    expect(healthy.breach.high).toBeLessThan(0.02);
    expect(healthy.excessBad.mean).toBe(0);
    expect(healthy.fullTraffic?.median).toBeLessThan(healthy.promotedAfter?.median ?? 0);
    for (const factor of [5, 10]) expect(release(plenty, factor).breach.share).toBeGreaterThan(0.99);
    expect(release(plenty, 10).breachAfter?.median).toBeLessThan(release(plenty, 5).breachAfter?.median ?? 0);
  });

  it('has each rollout end in one way, at one stage', () => {
    for (const { promoted, breach, undecided, stages, curve } of plenty.releases) {
      expect(promoted.share + breach.share + undecided.share).toBeCloseTo(1, 12);
      const atStages = stages.reduce((sum, one) => sum + one.breach + one.undecided, 0);
      expect(atStages).toBeCloseTo(breach.share + undecided.share, 12);
      expect(curve.promoted.at(-1)).toBeLessThanOrEqual(promoted.share);
      for (const line of [curve.promoted, curve.breach, curve.undecided])
        for (const [i, value] of line.entries()) expect(value).toBeGreaterThanOrEqual(line[i - 1] ?? 0);
    }
    const { weight } = release(plenty, 1).curve;
    expect(weight.median[0]).toBe(5);
    expect(weight.median.at(-1)).toBe(100);
  });

  it('is the same in any order and of any parts, and another one for another seed', () => {
    const job: Job = { course: courseWith(), rollouts: 130, seed: 5 };
    const tasks = tasksOf(job);
    const backwards = tasks.toReversed().map((task) => perform(job, task));
    expect(conclude(job, backwards.toReversed())).toEqual(simulate(job.course, 130, 5));
    const single = play(job.course, { factor: 2, sli: 0 }, new Random(5, 2, 117));
    const third = tasks.find((task) => task.kind === 'rollouts' && task.factor === 2 && task.from === 100);
    const done = third === undefined ? null : perform(job, third);
    expect(done?.kind === 'rollouts' ? done.outcomes[17] : null).toEqual(single);
    expect(simulate(job.course, 30, 6).releases).not.toEqual(simulate(job.course, 30, 5).releases);
  });

  it('makes a release worse by one SLI at a time, each in turn', () => {
    const course = courseWith({
      slis: [
        { name: 'availability', budget: 0.01 },
        { name: 'latency', budget: 0.05 },
      ],
      traffic: steady(200, [0.005, 0.0001]),
    });
    const { slis, breach } = release(simulate(course, 100), 10);
    const [availability, latency] = slis;
    expect(availability?.breach.share).toBeGreaterThan(0.95);
    // Ten times next to nothing is still next to nothing.
    expect(latency?.breach.share).toBeLessThan(0.05);
    expect(breach.share).toBeCloseTo(
      ((availability?.breach.share ?? 0) + (latency?.breach.share ?? 0)) / 2,
      12,
    );
  });
});

describe('warnings', () => {
  it('are none where all goes well', () => {
    expect(plenty.warnings).toEqual([]);
  });

  it('say in words what a step is too short to see', () => {
    const plan = {
      ...PLAN,
      steps: [
        {
          weight: percent(1),
          bake: { min: millis(60_000), max: millis(360_000) },
          approval: false,
          wave: null,
        },
      ],
    };
    const { warnings } = simulate(courseWith({ plan, traffic: steady(3, [0.005]) }), 40);
    expect(warnings[0]).toMatch(
      /^at 3 requests\/s and 1 % weight step 1 sees 11 canary requests in 6m: it can't notice less than \d+x$/,
    );
    expect(warnings[1]).toBe(
      '100 % of healthy releases are still undecided at step 1 (1 %) after 6m: they wait for a person',
    );
    expect(warnings[2]).toMatch(/^give these steps more weight/);
  });

  it('tell of an objective that is not kept today', () => {
    const { warnings } = simulate(courseWith({ traffic: steady(100, [0.02]) }), 20);
    expect(warnings[0]).toBe(
      '2 % miss availability today, but its objective allows 1 %; mend the service first, or write an objective that it keeps',
    );
  });
});
