import type { EnvironmentState, PauseReason, Phase, Rollout } from '@glidepath/rollout';
import type { TargetStatus } from './status.ts';

export interface Situation {
  readonly state: EnvironmentState;
  /** A run is at work on it, or may be. */
  readonly conducted: boolean;
  readonly target: TargetStatus | null;
  /** Commands have to name the environment. */
  readonly severalEnvironments: boolean;
}

/** What a person can do next, in a sentence with the commands to type. */
export function nextStep({ state, conducted, target, severalEnvironments }: Situation): string {
  const command: Command = (verb) =>
    `\`glidepath ${verb}${severalEnvironments ? ` -e ${state.environment}` : ''}\``;
  const { rollout } = state;
  if (rollout === null)
    return `nothing was ever delivered here; ${command('deploy')} delivers the first release`;
  if (rollout.phase.kind === 'ended') {
    if (rollout.request !== null && !conducted)
      return `${command('status --finish')} does what was asked: ${rollout.request.verb}`;
    return afterTheEnd(state, rollout, target, command);
  }
  if (!conducted) return orphaned(rollout, command);
  if (rollout.phase.kind === 'paused') return waiting(rollout.phase.why, command);
  if (rollout.phase.kind === 'rolling-back' || rollout.phase.kind === 'finishing')
    return 'wait: it ends by itself';
  return `wait: it goes on by itself; ${command('pause')} holds it, ${command('abort')} takes it back`;
}

type Command = (verb: string) => string;

function waiting(why: PauseReason, command: Command): string {
  const giveUp = `${command('abort')} takes it back`;
  switch (why) {
    case 'approval':
      return `it waits for approval: ${command('promote')} approves it, ${giveUp}`;
    case 'requested':
    case 'cancelled':
      return `${command('resume')} goes on, ${giveUp}`;
    case 'breach':
    case 'too-few-samples':
    case 'no-data':
    case 'source-down':
    case 'guard':
    case 'flag':
    case 'drift':
      return `a person has to decide: ${command('promote')} goes to the next step all the same, ${command('resume')} looks again, ${giveUp}`;
  }
}

function orphaned(rollout: Rollout, command: Command): string {
  const { phase } = rollout;
  const go = `nobody conducts it any more: ${command('status --finish')}`;
  if (phase.kind === 'rolling-back') return `${go} ends the rollback`;
  const giveUp = `${command('abort')} takes ${rollout.release.name} back`;
  if (phase.kind === 'paused' && phase.why !== 'cancelled') {
    return `it was left paused: ${command('promote')} goes to the next step and on, ${command('resume')} looks again, ${giveUp}`;
  }
  return `${go} goes on with it, ${giveUp}`;
}

function afterTheEnd(
  state: EnvironmentState,
  { release, phase }: Rollout,
  target: TargetStatus | null,
  command: Command,
): string {
  if (target !== null && isAmiss(target)) {
    const mend =
      state.live === null
        ? 'look at the target'
        : `deliver ${state.live.name} again, which holds the target to it, or with --override starts from what it is now`;
    return `the target is not as the ledger says; ${mend}`;
  }
  if (isPromoted(phase)) {
    return state.previous === null
      ? 'nothing to do'
      : `nothing to do; ${command('rollback')} would go back to ${state.previous.name}`;
  }
  const isBlocked = state.blocked.some((block) => block.digest === release.digest);
  return isBlocked
    ? `mend ${release.name} and deliver it again; this digest stays blocked here until somebody overrides that`
    : `${command('deploy')} delivers again`;
}

function isAmiss(target: TargetStatus): boolean {
  return target.trouble !== null || target.failure !== null || !target.settled;
}

function isPromoted(phase: Phase): boolean {
  return phase.kind === 'ended' && phase.decision === 'promoted';
}
