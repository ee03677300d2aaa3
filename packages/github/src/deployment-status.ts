import type { Entry } from '@glidepath/conductor';
import { weightText } from '@glidepath/report/figures';
import { clip, oneLine } from '@glidepath/report/foreign-text';
import { REASON_WORDS } from '@glidepath/report/words';
import { waveText, waveWords, weightOf } from '@glidepath/rollout';
import type { Phase, Rollout } from '@glidepath/rollout';

/** The states of a deployment that GitHub lets others set. */
export type DeploymentState = 'pending' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export interface DeploymentStatus {
  readonly state: DeploymentState;
  /** At most 140 characters, on one line. */
  readonly description: string;
}

/** GitHub refuses a longer description. */
const LONGEST_DESCRIPTION = 140;

/**
 * What a ledger entry says of the rollout's deployment; null where that is nothing new. Each status is a call that is paid
 * for, so moves that another follows at once are left out: moving to 100 % (it is watched next), and finishing.
 */
export function statusAfter({ event, state }: Entry): DeploymentStatus | null {
  const { rollout } = state;
  if (rollout === null) return null;
  switch (event.kind) {
    case 'started':
    case 'stepped':
    case 'paused':
    case 'resumed':
    case 'watching':
    case 'rolling-back':
    case 'ended':
      return statusOf(rollout);
    // The link to the run leads elsewhere from here on.
    case 'taken-over':
      return rollout.phase.kind === 'ended' ? null : statusOf(rollout);
    case 'left':
      return rollout.phase.kind === 'paused' ? null : described('pending', LEFT);
    case 'promoting':
    case 'finishing':
    case 'requested':
    case 'dismissed':
    case 'renewed':
    case 'closed':
    case 'opened':
    case 'unblocked':
      return null;
  }
}

/**
 * A rollback after the end takes what is live back to a release from before. The fold names it after the rollout that it
 * undoes; its deployment is of the release that comes back.
 */
export function isReturn({ id }: Pick<Rollout, 'id'>): boolean {
  return id.endsWith('-back');
}

/** Clips and puts on one line, as GitHub wants descriptions. */
export function described(state: DeploymentState, text: string): DeploymentStatus {
  return { state, description: clip(oneLine(text), LONGEST_DESCRIPTION) };
}

const LEFT = 'its run was cancelled; a later run goes on from here';

function statusOf(rollout: Rollout): DeploymentStatus {
  return isReturn(rollout) ? returning(rollout) : going(rollout);
}

/** `pending` where it waits for somebody: nothing is in progress then, and nothing is queued. */
function going(rollout: Rollout): DeploymentStatus {
  const { phase, plan, release, stable } = rollout;
  const wave = waveWords(rollout);
  const weight =
    weightText(weightOf(rollout)) + (wave === null ? '' : ` (${waveText(wave, weightText(wave.weight))})`);
  switch (phase.kind) {
    case 'preparing':
      return described(
        'in_progress',
        `starting ${release.name}${stable === null ? '' : ` beside ${stable.name}`}`,
      );
    case 'step':
      return described('in_progress', `${plan.strategy} at ${weight}`);
    case 'paused':
      return described('pending', `paused at ${weight}: ${REASON_WORDS[phase.why]}`);
    case 'promoting':
      return described('in_progress', 'all traffic moves over');
    case 'watching':
      return described('in_progress', `watching at ${weight}`);
    case 'finishing':
      return described('in_progress', 'the old release is taken away');
    case 'rolling-back':
      return described('in_progress', `going back to ${nameOf(stable)}: ${REASON_WORDS[phase.reason]}`);
    case 'ended':
      return ended(rollout, phase);
  }
}

/** An aborted or superseded release was neither good nor bad: it is only not there. */
function ended(
  { release, stable }: Rollout,
  { decision, reason }: Extract<Phase, { readonly kind: 'ended' }>,
): DeploymentStatus {
  const why = REASON_WORDS[reason];
  switch (decision) {
    case 'promoted':
      return described('success', `${release.name} takes all traffic: ${why}`);
    case 'rolled-back':
      return described('failure', `rolled back to ${nameOf(stable)}: ${why}`);
    case 'failed':
      // After a way back that failed nobody knows what serves.
      return described(reason === 'rollback-failed' ? 'error' : 'failure', `failed: ${why}`);
    case 'aborted':
    case 'superseded':
    case 'rejected':
    case 'paused':
      return described('inactive', `${decision}: ${why}`);
  }
}

function returning({ phase, release, stable }: Rollout): DeploymentStatus {
  const back = nameOf(stable);
  if (phase.kind !== 'ended')
    return described('in_progress', `${back} comes back in place of ${release.name}`);
  const why = REASON_WORDS[phase.reason];
  return phase.decision === 'rolled-back'
    ? described('success', `${back} takes all traffic again, in place of ${release.name}`)
    : described('error', `${release.name} was to go back to ${back}: ${why}`);
}

function nameOf(release: Rollout['stable']): string {
  return release?.name ?? 'nothing';
}
