import type { Course } from './course.ts';
import { play, type Outcome } from './play.ts';
import { Random } from './random.ts';
import { sensitivityOf, type Sensitivity } from './sensitivity.ts';
import { stagesOf } from './stages.ts';

/** Releases that are simulated: as good as the stable one, and so many times as bad. */
export const FACTORS = [1, 2, 5, 10] as const;
export type Factor = (typeof FACTORS)[number];

/** All that is to be simulated. */
export interface Job {
  readonly course: Course;
  /** Of each release. */
  readonly rollouts: number;
  /** A whole number from 0. */
  readonly seed: number;
}

/** A part of a job that a thread does at a time. */
export type Task =
  | {
      readonly kind: 'rollouts';
      readonly factor: Factor;
      readonly from: number;
      /** Exclusive. */
      readonly to: number;
    }
  /** What a stage can tell; its index. */
  | { readonly kind: 'stage'; readonly index: number };

export type TaskResult =
  | { readonly kind: 'rollouts'; readonly factor: Factor; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'stage'; readonly sensitivity: Sensitivity };

/** Small enough that threads end at about the same time. */
const ROLLOUTS_A_TASK = 100;
/** Of the streams of chance; releases have their factors. */
const STAGES_STREAM = 0;

/** The longest first. */
export function tasksOf({ course, rollouts }: Job): readonly Task[] {
  const starts = Array.from({ length: Math.ceil(rollouts / ROLLOUTS_A_TASK) }, (_, i) => i * ROLLOUTS_A_TASK);
  return [
    ...stagesOf(course.plan).map((_, index): Task => ({ kind: 'stage', index })),
    ...FACTORS.flatMap((factor) =>
      starts.map((from): Task => {
        const to = Math.min(rollouts, from + ROLLOUTS_A_TASK);
        return { kind: 'rollouts', factor, from, to };
      }),
    ),
  ];
}

/** The same for the same job and task, whatever was done before. */
export function perform({ course, seed }: Job, task: Task): TaskResult {
  switch (task.kind) {
    case 'stage': {
      const stage = stagesOf(course.plan)[task.index];
      if (stage === undefined) throw new RangeError(`the plan has no stage ${task.index}`);
      const random = new Random(seed, STAGES_STREAM, task.index);
      return { kind: 'stage', sensitivity: sensitivityOf(course, stage, task.index === 0, random) };
    }
    case 'rollouts': {
      const { factor, from, to } = task;
      const outcomes = Array.from({ length: to - from }, (_, i) => {
        const sli = sliOf(from + i, course.slis.length);
        return play(course, { factor, sli }, new Random(seed, factor, from + i));
      });
      return { kind: 'rollouts', factor, outcomes };
    }
  }
}

/** A release that is worse is so by one SLI: each of them in turn. */
export function sliOf(rollout: number, slis: number): number {
  return rollout % slis;
}
