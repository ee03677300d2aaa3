import { percent, type Percent } from '@glidepath/model';
import type { Desired, Rollout, Station } from './types.ts';
import { waveIn } from './waves.ts';

const NONE = percent(0);
const ALL = percent(100);

/** The candidate's share of traffic that the rollout's phase stands for. */
export function weightOf(rollout: Rollout): Percent {
  const { phase } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'rolling-back':
      return NONE;
    case 'step':
      return weightAt(rollout, phase);
    case 'paused':
      return weightAt(rollout, phase.at);
    case 'promoting':
    case 'watching':
    case 'finishing':
      return ALL;
    case 'ended':
      return phase.decision === 'promoted' ? ALL : NONE;
  }
}

/** What the engine is to bring about in the rollout's phase: a function of the recorded state and of nothing else. */
export function desiredOf(rollout: Rollout): Desired {
  const { phase, release, stable, plan } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'step':
    case 'paused':
    case 'promoting':
    case 'watching': {
      const wave = waveIn(rollout);
      return {
        kind: 'split',
        strategy: plan.strategy,
        stable,
        candidate: release,
        weight: weightOf(rollout),
        ...(wave === null ? {} : { wave }),
      };
    }
    case 'finishing':
      return { kind: 'only', release, beside: stable };
    case 'rolling-back':
      return onlyStable(rollout);
    case 'ended':
      return phase.decision === 'promoted' ? { kind: 'only', release } : onlyStable(rollout);
  }
}

function onlyStable({ stable, release }: Rollout): Desired {
  return stable === null ? { kind: 'none' } : { kind: 'only', release: stable, beside: release };
}

function weightAt(rollout: Rollout, station: Station): Percent {
  switch (station.kind) {
    case 'step':
      return stepAt(rollout, station.index).weight;
    case 'watching':
      return ALL;
  }
}

/** @throws RangeError when the plan has no such step, which a folded state can't have */
export function stepAt(rollout: Rollout, index: number): Rollout['plan']['steps'][number] {
  const step = rollout.plan.steps[index];
  if (step === undefined) {
    throw new RangeError(
      `rollout ${rollout.id} has no step ${index + 1}; its plan has ${rollout.plan.steps.length}`,
    );
  }
  return step;
}
