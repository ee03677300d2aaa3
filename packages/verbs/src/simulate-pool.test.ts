import { PRODUCTION } from '@glidepath/conductor/testing';
import { settingsOf, sliSpecOf } from '@glidepath/conductor';
import { compilePlan } from '@glidepath/rollout';
import { conclude, steady, type Job } from '@glidepath/simulation';
import { expect, it } from 'vitest';
import { performAll, threadsFor } from './simulate-pool.ts';

const JOB: Job = {
  course: {
    plan: compilePlan(PRODUCTION, false),
    slis: PRODUCTION.slos.map(sliSpecOf),
    settings: settingsOf(PRODUCTION.analysis),
    traffic: steady(100, [0.005]),
    pastMinutes: [30],
  },
  rollouts: 120,
  seed: 3,
};

it('comes to the same with any number of threads', async () => {
  const [alone, three] = [await performAll(JOB, 1), await performAll(JOB, 3)];
  expect(three).toEqual(alone);
  expect(conclude(JOB, three).releases.map(({ factor }) => factor)).toEqual([1, 2, 5, 10]);
});

it('starts no thread for a few rollouts', () => {
  expect(threadsFor({ rollouts: 10 })).toBe(1);
});

it('fails as a thread fails', async () => {
  const broken: Job = {
    ...JOB,
    course: { ...JOB.course, settings: { ...JOB.course.settings, pollMs: Number.NaN } },
  };
  await expect(performAll({ ...broken, rollouts: 1 }, 2)).rejects.toThrow(/NaN ms is not a length of time/);
});
