import { waveText, waveWords, weightOf } from '@glidepath/rollout';
import type { EnvironmentState, Event, PauseReason, Retreat, Verb } from '@glidepath/rollout';
import { releaseOf } from './releases.ts';
import { clip, plain } from './text.ts';

const SUBJECT_LIMIT = 72;
const ENVIRONMENT_LIMIT = 20;
const TARGETS_LIMIT = 20;

/** What happened, to which release, in at most 72 characters: "production: canary at 25 % (v1.4.2)". */
export function subjectOf(event: Event, state: EnvironmentState): string {
  const start = `${plain(state.environment, ENVIRONMENT_LIMIT)}: ${happened(event, state)}`;
  const release = releaseOf(event, state);
  if (release === null) return clip(start, SUBJECT_LIMIT);
  const room = SUBJECT_LIMIT - start.length - ' ()'.length;
  return room < 2 ? clip(start, SUBJECT_LIMIT) : `${start} (${plain(release.name, room)})`;
}

/** The share of traffic that the release has, or is about to get: "12.5 %"; null where there is no rollout. */
export function weightText({ rollout }: EnvironmentState): string | null {
  return rollout === null ? null : shareText(weightOf(rollout));
}

function shareText(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}

/** " at 25 %", or in waves " in us-1, us-2 at 10 %, wave 2 of 3". */
function whereabouts(state: EnvironmentState): string {
  const { rollout } = state;
  if (rollout === null) return '';
  const wave = waveWords(rollout);
  if (wave === null) return ` at ${shareText(weightOf(rollout))}`;
  const targets = [plain(wave.targets.join(', '), TARGETS_LIMIT)];
  return ` in ${waveText({ ...wave, targets }, shareText(wave.weight))}`;
}

function happened(event: Event, state: EnvironmentState): string {
  const there = whereabouts(state);
  switch (event.kind) {
    case 'started':
      return `${event.rollout.plan.strategy} begins`;
    case 'stepped':
      return `${state.rollout?.plan.strategy ?? 'release'}${there}`;
    case 'paused':
      return `paused${there}, ${WHY_PAUSED[event.why]}`;
    case 'resumed':
      return `resumed${there}`;
    case 'promoting':
      return 'all traffic moves over';
    case 'watching':
      return 'watching at 100 %';
    case 'finishing':
      return `old release leaves, ${spaced(event.reason)}`;
    case 'rolling-back':
      return `${GOING[event.to]}, ${spaced(event.reason)}`;
    case 'ended':
      return `${spaced(event.decision)}, ${spaced(event.reason)}`;
    case 'requested':
      return `${ASKED[event.verb]} by ${plain(event.actor, 20)}`;
    case 'dismissed':
      return 'request dismissed';
    case 'taken-over':
      return `taken over by ${plain(event.actor, 20)}`;
    case 'renewed':
      return `still under way${there}`;
    case 'left':
      return 'left to a later run';
    case 'closed':
      return `blocked by ${plain(event.actor, 20)}`;
    case 'opened':
      return `unblocked by ${plain(event.actor, 20)}`;
    case 'unblocked':
      return `${event.digest.slice(0, 19)} unblocked by ${plain(event.actor, 20)}`;
  }
}

/** Codes such as "too-few-samples" as words. */
function spaced(code: string): string {
  return code.replaceAll('-', ' ');
}

const WHY_PAUSED: Readonly<Record<PauseReason, string>> = {
  approval: 'waits for approval',
  requested: 'as requested',
  cancelled: 'run cancelled',
  breach: 'SLO breached',
  'too-few-samples': 'too few samples',
  'no-data': 'no data',
  'source-down': 'metric source down',
  guard: 'a guard fires',
  flag: 'a flag closed its gate',
  drift: 'changed by somebody else',
};

const GOING: Readonly<Record<Retreat, string>> = {
  'rolled-back': 'rolling back',
  aborted: 'aborting',
  superseded: 'makes way',
};

const ASKED: Readonly<Record<Verb, string>> = {
  promote: 'promotion asked for',
  'promote-fully': 'full promotion asked for',
  pause: 'pause asked for',
  resume: 'resumption asked for',
  abort: 'abort asked for',
  rollback: 'rollback asked for',
  supersede: 'superseding asked for',
  recover: 'way back asked for',
};
