import { isUnderWay } from './fold.ts';
import type { EnvironmentState, Verb } from './types.ts';

/**
 * Why a request makes no sense now, with what would; null when it can be made.
 */
export function objection(state: EnvironmentState, verb: Verb): string | null {
  const { rollout } = state;
  const where = `${state.service} in ${state.environment}`;
  if (rollout === null) return `nothing was ever rolled out of ${where}; start with "glidepath deploy"`;
  if (!isUnderWay(rollout)) return verb === 'rollback' ? afterTheEnd(state, where) : idle(where);
  if (rollout.phase.kind === 'rolling-back') {
    return `${rollout.release.name} is being rolled back already; "glidepath status" shows how far it is`;
  }
  switch (verb) {
    case 'promote':
    case 'promote-fully':
      if (rollout.phase.kind === 'finishing') return `${rollout.release.name} takes all traffic already`;
      if (rollout.phase.kind === 'preparing' || rollout.phase.kind === 'promoting') {
        return `${rollout.release.name} is on the move; wait until it is at a step`;
      }
      return null;
    case 'pause':
      if (rollout.phase.kind === 'paused') return `${rollout.release.name} is paused already`;
      if (rollout.phase.kind !== 'step' && rollout.phase.kind !== 'watching') {
        return `${rollout.release.name} is on the move; it can be paused at a step`;
      }
      return null;
    case 'resume':
      return rollout.phase.kind === 'paused' ? null : `${rollout.release.name} is not paused`;
    case 'abort':
    case 'rollback':
    case 'supersede':
      return null;
  }
}

function idle(where: string): string {
  return `no rollout of ${where} is under way; "glidepath status" shows what is live`;
}

function afterTheEnd(state: EnvironmentState, where: string): string | null {
  const { rollout } = state;
  if (rollout?.phase.kind !== 'ended' || rollout.phase.decision !== 'promoted') {
    return `${where} was not promoted last, so there is nothing to roll back; "glidepath status" shows what is live`;
  }
  if (rollout.stable === null)
    return `${rollout.release.name} is the first release of ${where}: there is none before it`;
  return null;
}
