import { millis, percent } from '@glidepath/model';
import { expect, it } from 'vitest';
import type { PlanStep } from './types.ts';
import { stepsInWaves, waveText } from './waves.ts';

const BETWEEN = { min: millis(60_000), max: millis(600_000) };

function step(weight: number): PlanStep {
  return { weight: percent(weight), bake: BETWEEN, approval: false, wave: null };
}

function shown(steps: readonly PlanStep[]): readonly string[] {
  return steps.map(
    ({ weight, wave, bake }) =>
      `${weight}: ${wave?.index} at ${wave?.weight}${bake === null ? ', no bake' : ''}`,
  );
}

it('a canary takes its steps in each wave', () => {
  const steps = stepsInWaves('canary', [step(10), step(50)], { sizes: [1, 2, 1], bake: BETWEEN });
  expect(shown(steps)).toEqual([
    '2.5: 0 at 10',
    '12.5: 0 at 50',
    '25: 0 at 100',
    '30: 1 at 10',
    '50: 1 at 50',
    '75: 1 at 100',
    '77.5: 2 at 10',
    '87.5: 2 at 50',
  ]);
});

it('blue-green prepares each wave before it is switched', () => {
  expect(shown(stepsInWaves('blue-green', [], { sizes: [1, 1], bake: BETWEEN }))).toEqual([
    '50: 0 at 100',
    '50: 1 at 0, no bake',
  ]);
  const preview: PlanStep = { weight: percent(0), bake: null, approval: true, wave: null };
  const steps = stepsInWaves('blue-green', [preview], { sizes: [1, 1], bake: BETWEEN });
  expect(shown(steps)).toEqual(['0: 0 at 0, no bake', '50: 0 at 100', '50: 1 at 0, no bake']);
  expect(steps.map(({ approval }) => approval)).toEqual([true, false, true]);
});

it('the least weight is more than nothing, and the greatest less than all', () => {
  const steps = stepsInWaves('canary', [step(0.001), step(99.999)], { sizes: [1, 9], bake: BETWEEN });
  expect(steps[0]?.weight).toBeCloseTo(0.0001, 8);
  expect(steps.at(-1)?.weight).toBeLessThan(100);
});

it('one wave has no look between', () => {
  expect(shown(stepsInWaves('canary', [step(10)], { sizes: [2], bake: BETWEEN }))).toEqual(['10: 0 at 10']);
});

it('is told by its targets', () => {
  expect(waveText({ number: 2, of: 3, targets: ['us-1', 'us-2'], weight: percent(10) }, '10 %')).toBe(
    'us-1, us-2 at 10 %, wave 2 of 3',
  );
});
