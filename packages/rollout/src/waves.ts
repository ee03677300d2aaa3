import { percent, type Bake, type Percent, type TargetSpec } from '@glidepath/model';
import type { Plan, PlanStep, Rollout, Wave } from './types.ts';

/** Several targets that get the release one wave after the other; each target counts for as much as any other. */

/** How many targets each wave has, and the look between two. */
export interface Waves {
  readonly sizes: readonly number[];
  readonly bake: Bake;
}

/**
 * The steps of a rollout in waves. Each wave takes the strategy's steps; between two the earlier one has all of it, and is
 * watched.
 * @param own the strategy's steps, of which a wave's are made
 */
export function stepsInWaves(
  strategy: Plan['strategy'],
  own: readonly PlanStep[],
  { sizes, bake }: Waves,
): readonly PlanStep[] {
  const last = sizes.length - 1;
  return sizes.flatMap((_, index) => {
    const at = (weight: Percent, step: Pick<PlanStep, 'bake' | 'approval'>): PlanStep => ({
      weight: shareOfAll(sizes, { index, weight }),
      ...step,
      wave: { index, weight },
    });
    const mine = own.map((step) => at(step.weight, { bake: step.bake, approval: step.approval }));
    // The first wave is prepared before the first step; a canary has its first traffic only once it is ready.
    const isPrepared = strategy !== 'blue-green' || index === 0 || own.length > 0;
    return [
      ...(isPrepared ? [] : [at(percent(0), { bake: null, approval: false })]),
      ...mine,
      ...(index === last ? [] : [at(percent(100), { bake, approval: false })]),
    ];
  });
}

/** The share of all traffic that a weight within the first wave is; without waves that weight. */
export function weightInFirstWave(target: TargetSpec, weight: Percent): Percent {
  if (target.kind !== 'waves') return weight;
  return shareOfAll(
    target.waves.map(({ length }) => length),
    { index: 0, weight },
  );
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all + size, 0);
}

function shareOfAll(sizes: readonly number[], { index, weight }: Wave): Percent {
  const exact = (sum(sizes.slice(0, index)) * 100 + (sizes[index] ?? 0) * weight) / sum(sizes);
  const rounded = Math.round(exact * 100) / 100;
  // None and all are what they say.
  const isEdge = (rounded === 0 || rounded === 100) && rounded !== exact;
  return percent(isEdge ? exact : rounded);
}

/** The wave that a rollout works on; null without waves, for a service's first release, and where it goes back or is over. */
export function waveIn({ plan, phase, stable }: Standing): Wave | null {
  const last = plan.waves.length - 1;
  // With nothing to compare with, the release comes to all at once.
  if (last < 0 || stable === null) return null;
  const whole: Wave = { index: last, weight: percent(100) };
  switch (phase.kind) {
    case 'preparing':
      return { index: 0, weight: percent(0) };
    case 'step':
      return plan.steps[phase.index]?.wave ?? null;
    case 'paused':
      return phase.at.kind === 'step' ? (plan.steps[phase.at.index]?.wave ?? null) : whole;
    case 'promoting':
    case 'watching':
    case 'finishing':
      return whole;
    case 'rolling-back':
    case 'ended':
      return null;
  }
}

type Standing = Pick<Rollout, 'plan' | 'phase' | 'stable'>;

/** A wave as people are told of it. */
export interface WaveWords {
  /** From 1 on. */
  readonly number: number;
  readonly of: number;
  readonly targets: readonly string[];
  /** The share within its targets. */
  readonly weight: Percent;
}

/** The wave that a rollout works on, by its names; null where there is none, and where all targets are whole. */
export function waveWords(rollout: Standing): WaveWords | null {
  const wave = waveIn(rollout);
  const { waves } = rollout.plan;
  if (wave === null || (wave.index === waves.length - 1 && wave.weight === 100)) return null;
  return wordsOf(rollout.plan, wave);
}

export function wordsOf({ waves }: Pick<Plan, 'waves'>, { index, weight }: Wave): WaveWords {
  return { number: index + 1, of: waves.length, targets: waves[index] ?? [], weight };
}

/** "us-1, us-2 at 10 %, wave 2 of 3"; `share` is the weight as it is written there. */
export function waveText({ number, of, targets }: WaveWords, share: string): string {
  return `${targets.join(', ')} at ${share}, wave ${number} of ${of}`;
}
