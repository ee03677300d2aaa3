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

/** After the end, a rollback is of what is live, to what was live before. */
function afterTheEnd({ live, previous }: EnvironmentState, where: string): string | null {
  if (live === null) return `nothing is live in ${where}, so there is nothing to roll back`;
  if (previous !== null) return null;
  return `no release before ${live.name} is known in ${where}; deliver the one that you want`;
}
