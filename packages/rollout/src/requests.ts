import type { Release } from '@glidepath/model';
import { isUnderWay } from './fold.ts';
import type { EnvironmentState, Request, Rollout } from './types.ts';

/**
 * Why a request makes no sense now, with what would; null when it can be made.
 */
export function objection(
  state: EnvironmentState,
  { verb, to }: Pick<Request, 'verb' | 'to'>,
): string | null {
  const { rollout } = state;
  const where = `${state.service} in ${state.environment}`;
  if (rollout === null) return `nothing was ever rolled out of ${where}; start with "glidepath deploy"`;
  if (!isUnderWay(rollout)) return verb === 'rollback' ? afterTheEnd(state, to, where) : idle(where);
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
    case 'rollback':
      return elsewhere(rollout, to);
    case 'abort':
    case 'supersede':
    case 'recover':
      return null;
  }
}

/** A rollout under way goes back to where it came from, and nowhere else. */
function elsewhere({ release, stable }: Rollout, to: Release | null): string | null {
  if (to === null || to.digest === stable?.digest) return null;
  return (
    `${release.name} is under way and can only go back to ${stable?.name ?? 'where it came from'}; ` +
    `abort it first, then roll back to ${to.name}`
  );
}

function idle(where: string): string {
  return `no rollout of ${where} is under way; "glidepath status" shows what is live`;
}

/** After the end, a rollback is of what is live, to a release that was asked for or to what was live before. */
function afterTheEnd(
  { live, previous, blocked }: EnvironmentState,
  to: Release | null,
  where: string,
): string | null {
  if (live === null) return `nothing is live in ${where}, so there is nothing to roll back`;
  const back = to ?? previous;
  if (back === null)
    return `no release before ${live.name} is known in ${where}; deliver the one that you want`;
  if (back.digest === live.digest) return `${back.name} is live in ${where} already`;
  if (to !== null && blocked.some(({ digest }) => digest === to.digest)) {
    return (
      `${to.name} was found bad in ${where} and is blocked; choose another release, or ` +
      `lift the block first with "glidepath unblock --digest ${to.digest.slice(0, 19)}"`
    );
  }
  return null;
}
