import { DEFAULT_SETTINGS } from '@glidepath/analysis';
import { millis, percent } from '@glidepath/model';
import type { Plan } from '@glidepath/rollout';
import type { Course } from '../course.ts';
import { steady } from '../traffic.ts';

/** A canary whose steps are judged in minutes at 100 requests a second. */
export const PLAN: Plan = {
  strategy: 'canary',
  steps: [5, 25, 50].map((weight) => ({
    weight: percent(weight),
    bake: { min: millis(60_000), max: millis(600_000) },
    approval: false,
    wave: null,
  })),
  waves: [],
  watch: { min: millis(60_000), max: millis(600_000) },
  policies: {
    breach: 'rollback',
    tooFewSamples: 'pause',
    noData: 'rollback',
    sourceDown: 'pause',
    drift: 'restore',
    onCancel: 'rollback',
    pause: { timeout: millis(3_600_000), then: 'rollback' },
  },
  progressDeadline: millis(600_000),
};

/** An objective of 99 %, of which half is missed today. */
export function courseWith(changes: Partial<Course> = {}): Course {
  return {
    plan: PLAN,
    slis: [{ name: 'availability', budget: 0.01 }],
    settings: DEFAULT_SETTINGS,
    traffic: steady(100, [0.005]),
    pastMinutes: [],
    ...changes,
  };
}
