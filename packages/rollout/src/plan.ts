import {
  millis,
  namedTargets,
  percent,
  type Bake,
  type BlueGreenStrategy,
  type CanaryStrategy,
  type Environment,
  type Millis,
  type RollingStrategy,
  type TargetSpec,
} from '@glidepath/model';
import type { Plan, PlanStep } from './types.ts';
import { stepsInWaves } from './waves.ts';

/** Engines that make no progress for this long are stuck, as kubectl's default progress deadline has it. */
const PROGRESS_DEADLINE = millis(600_000);

/** A Deployment or a Rollout has a deadline of its own, which tells more; this one is for what has none. */
const KUBERNETES_DEADLINE = millis(3_600_000);

/**
 * What a rollout in this environment will do.
 * @param first whether nothing is live yet: with no other release to send traffic to there are no steps
 * @param slowness how many times as long it bakes, from 1 on
 */
export function compilePlan(environment: Environment, first: boolean, slowness = 1): Plan {
  const { strategy, target } = environment;
  const own = stepsOf(strategy);
  const inWaves =
    target.kind === 'waves'
      ? stepsInWaves(strategy.kind, own, { ...target, sizes: target.waves.map(({ length }) => length) })
      : own;
  const steps = first ? [] : inWaves;
  return {
    strategy: strategy.kind,
    steps: steps.map((step) => ({ ...step, bake: step.bake && slowed(step.bake, slowness) })),
    waves: target.kind === 'waves' ? target.waves.map((wave) => wave.map(({ name }) => name)) : [],
    watch: slowed(strategy.watch, slowness),
    policies: environment.policies,
    progressDeadline: deadlineOf(target),
  };
}

function deadlineOf(target: TargetSpec): Millis {
  switch (target.kind) {
    case 'local':
      return millis(Math.max(PROGRESS_DEADLINE, 2 * target.health.deadline + target.stop.grace));
    case 'kubernetes':
    case 'argo-rollouts':
      return KUBERNETES_DEADLINE;
    case 'launchdarkly':
      // Before each change a person may have to agree.
      return millis(PROGRESS_DEADLINE + (target.approvals ?? 0));
    case 'unleash':
      return PROGRESS_DEADLINE;
    case 'waves':
      return millis(Math.max(...namedTargets(target).map(({ spec }) => deadlineOf(spec))));
  }
}

function slowed({ min, max }: Bake, slowness: number): Bake {
  return { min: millis(min * slowness), max: millis(max * slowness) };
}

/** What it takes a strategy to all of the traffic, where another release is live. */
export function stepsOf(strategy: CanaryStrategy | RollingStrategy | BlueGreenStrategy): readonly PlanStep[] {
  switch (strategy.kind) {
    case 'canary':
      return strategy.steps.map(({ weight, bake, approval }) => ({ weight, bake, approval, wave: null }));
    case 'rolling':
      return Array.from({ length: strategy.batches - 1 }, (_, i) => ({
        weight: percent(Math.round((10_000 * (i + 1)) / strategy.batches) / 100),
        bake: strategy.bake,
        approval: false,
        wave: null,
      }));
    case 'blue-green':
      return strategy.approval ? [{ weight: percent(0), bake: null, approval: true, wave: null }] : [];
  }
}
