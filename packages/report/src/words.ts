import type { TimelineEntry } from '@glidepath/conductor';
import {
  waveText,
  type Decision,
  type Event,
  type Reason,
  type VerdictNote,
  type WaveWords,
} from '@glidepath/rollout';
import { weightText } from './figures.ts';

/** How each decision is told to people. `ok`: the release is where it was meant to go. */
export interface DecisionWords {
  readonly name: string;
  /** A sign that is told apart without colour. */
  readonly sign: string;
  readonly emoji: string;
  readonly tone: 'good' | 'bad' | 'waiting' | 'neutral';
}

export const DECISION_WORDS: Readonly<Record<Decision, DecisionWords>> = {
  promoted: { name: 'promoted', sign: '✓', emoji: '✅', tone: 'good' },
  'rolled-back': { name: 'rolled back', sign: '↩', emoji: '↩️', tone: 'bad' },
  aborted: { name: 'aborted', sign: '■', emoji: '🛑', tone: 'neutral' },
  superseded: { name: 'superseded', sign: '»', emoji: '⏭️', tone: 'neutral' },
  paused: { name: 'paused', sign: '‖', emoji: '⏸️', tone: 'waiting' },
  rejected: { name: 'rejected', sign: '⊘', emoji: '⛔', tone: 'waiting' },
  failed: { name: 'failed', sign: '✕', emoji: '❌', tone: 'bad' },
};

/** Why, as a clause that can follow a colon. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  healthy: 'the evidence says that it is healthy',
  approved: 'a person approved it',
  'already-live': 'it was live already',
  breach: 'the evidence says that it is worse than allowed',
  'too-few-samples': 'too little traffic to judge it',
  'no-data': 'no figures for it',
  'source-down': 'the source of figures did not answer',
  guard: 'a guard over the whole service fired',
  flag: 'a feature flag that it waits for is closed',
  'start-failed': 'it did not start',
  'target-failed': 'the target could not run it',
  'target-refused': 'the target refused to do it',
  deadline: 'it was not ready in time',
  cancelled: 'the run was cancelled',
  requested: 'a person asked for it',
  approval: 'it waits for approval',
  'pause-timeout': 'nobody answered while it was paused',
  'newer-release': 'a newer release took its place',
  'other-release': 'somebody else put another release there',
  'run-died': 'its run died in the middle',
  'lock-held': 'another run holds this environment',
  frozen: 'this environment is frozen now',
  'blocked-digest': 'this digest is blocked here',
  'not-promoted-before': 'it was not promoted in the environment before',
  'environment-blocked': 'a person has blocked this environment',
  checks: 'a required check has not succeeded',
  'not-deployed-elsewhere': 'a deployment that must come first is not there',
  'gate-unreachable': 'a gate could not be asked, so it counts as closed',
  unproven: 'what this environment requires is not proven of it',
  drift: 'somebody else has changed what serves, or how',
  'not-allowed': 'this person may not do that here',
  'nothing-to-do': 'there was nothing to do',
  'no-stable-release': 'there is no release to go back to',
  'rollback-failed': 'the way back failed',
  'lease-lost': 'another run took over',
  'ledger-unreachable': 'the ledger could not be reached',
  error: 'something unexpected went wrong',
};

const AGAIN =
  'Mend the release and deliver it again; this digest stays blocked here until somebody overrides that.';
const LOOK = 'Look at the target and at the live release before you start another run.';

/** What a person can do next; null where there is nothing to do. */
export const NEXT_STEP: Readonly<Record<Reason, string | null>> = {
  healthy: null,
  approved: null,
  'already-live': null,
  breach: AGAIN,
  'too-few-samples':
    'Send it more traffic, allow a longer bake, or promote or abort it yourself (`glidepath promote`, `glidepath abort`).',
  'no-data': 'Check that the source counts requests of this release apart, then deliver it again.',
  'source-down': 'Bring the source of figures back, then deliver it again.',
  guard:
    'Look at what the guard saw. Once the service is well, deliver it again, or promote it where it is paused; `--override` lets it in all the same.',
  flag: 'Turn the flag when its time has come, then deliver it again, or promote it where it is paused; `--override` lets it in all the same.',
  'start-failed': `Read what the release printed when it started. ${AGAIN}`,
  'target-failed': `Read what the target said. ${AGAIN}`,
  'target-refused': 'Mend what the target said, then deliver it again; it is not blocked.',
  deadline: 'Find out why it does not become ready, or allow it more time, then deliver it again.',
  cancelled: 'Start the run again when you want the release delivered.',
  requested:
    'Deliver it again when you want it after all, or go on with `glidepath promote` where it is paused.',
  approval: 'Approve it with `glidepath promote`, or give it up with `glidepath abort`.',
  'pause-timeout': 'Deliver it again when somebody can answer, or let it pass without approval.',
  'newer-release': 'Nothing to do: follow the newer release.',
  'other-release':
    'Find out who put it there and why; it was left as it is. `--override` starts the next delivery from it.',
  'run-died': 'Find out why the run died, then deliver the release again; it is not blocked.',
  'lock-held': 'Wait for the run that holds it (`glidepath status` names it), then start again.',
  frozen: 'Start again when the freeze is over.',
  'blocked-digest':
    'Deliver a mended release; the ledger (`glidepath history`) says why this one is blocked.',
  'not-promoted-before': 'Deliver it to the environment before this one first.',
  'environment-blocked': 'Wait until the block runs out, or lift it with `glidepath unblock`.',
  checks: 'Wait for the checks, or mend what they found, then start again.',
  'not-deployed-elsewhere': 'Deliver it there first, then start again.',
  'gate-unreachable': 'Mend what the message says, then start again.',
  unproven: 'Have it built where its proof is made (`proof: true`), then deliver that release.',
  drift:
    'Find out who changed it and why, then deliver it again; it is not blocked. Where another release serves, `--override` starts from that.',
  'not-allowed': 'Ask somebody who has the right; the delivery file says who (`who`).',
  'nothing-to-do': null,
  'no-stable-release': `Mend the release and deliver it again. ${LOOK}`,
  'rollback-failed': `${LOOK} \`glidepath rollback\` tries the way back once more.`,
  'lease-lost': 'Follow the run that took over (`glidepath status` names it).',
  'ledger-unreachable': `Check the ledger's address and this run's permission to write, then start again: it picks up where this one fell.`,
  error: 'Read the log of this run, then start it again: it picks up where this one fell.',
};

export const VERDICT_WORDS: Readonly<Record<VerdictNote['kind'], string>> = {
  healthy: 'healthy',
  breach: 'breach',
  'too-few-samples': 'too few samples',
  'no-data': 'no data',
  'source-down': 'source down',
};

/** What an entry of the timeline did, in a few words. */
export function eventWords(
  kind: Event['kind'],
  weight: number,
  wave: WaveWords | null | undefined = null,
): string {
  switch (kind) {
    case 'started':
      return 'Started';
    case 'stepped':
      return `Step to ${weightText(weight)}${wave == null ? '' : ` (${waveText(wave, weightText(wave.weight))})`}`;
    case 'paused':
      return 'Paused';
    case 'resumed':
      return 'Resumed';
    case 'promoting':
      return 'Promoting to 100 %';
    case 'watching':
      return 'Watching at 100 %';
    case 'finishing':
      return 'Finishing';
    case 'rolling-back':
      return 'Rolling back';
    case 'ended':
      return 'Ended';
    case 'requested':
      return 'Request';
    case 'dismissed':
      return 'Request dismissed';
    case 'taken-over':
      return 'Taken over';
    case 'renewed':
      return 'Lease renewed';
    case 'left':
      return 'Left for a later run';
    case 'closed':
      return 'Environment blocked';
    case 'opened':
      return 'Environment unblocked';
    case 'unblocked':
      return 'Digest unblocked';
  }
}

/** A lease renewal says only that somebody is still there. */
export function isDecision(entry: TimelineEntry): boolean {
  return entry.event !== 'renewed';
}
