import type { Instant } from '@glidepath/model';
import { stepAt } from './desired.ts';
import type { Block, EnvironmentState, Event, Phase, Reason, Rollout, Station } from './types.ts';

/** An event that the state has no room for: the ledger was written by somebody else's rules. */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove';
}

export function emptyState(service: string, environment: string): EnvironmentState {
  return {
    service,
    environment,
    live: null,
    previous: null,
    blocked: [],
    closed: null,
    rollout: null,
    lease: null,
    fence: 0,
  };
}

/**
 * The state after an event.
 * @throws IllegalMove when the event can't follow the state
 */
export function fold(state: EnvironmentState, event: Event): EnvironmentState {
  if (event.kind === 'started') {
    if (isUnderWay(state.rollout)) throw new IllegalMove('a rollout is under way already');
    return {
      ...state,
      rollout: {
        ...event.rollout,
        startedAt: event.at,
        phase: { kind: 'preparing', since: event.at },
        request: null,
      },
    };
  }
  if (isOfTheEnvironment(event)) return foldEnvironment(state, event);
  const { rollout } = state;
  if (rollout === null) throw new IllegalMove(`no rollout was started, so it can't be ${event.kind}`);
  switch (event.kind) {
    case 'requested':
      return withRollout(state, {
        ...rollout,
        request: { verb: event.verb, to: event.to, actor: event.actor, at: event.at, note: event.note },
      });
    case 'dismissed':
      return withRollout(state, { ...rollout, request: null });
    case 'taken-over':
    case 'renewed':
    case 'left':
      return state;
    case 'ended':
      return end(state, rollout, event.at, event.decision, event.reason);
    case 'rolling-back':
      return withRollout(state, goBack(state, rollout, event));
    case 'stepped':
    case 'paused':
    case 'resumed':
    case 'promoting':
    case 'watching':
    case 'finishing':
      return withRollout(state, { ...rollout, phase: nextPhase(rollout, event), request: null });
  }
}

type EnvironmentEvent = Extract<Event, { readonly kind: 'closed' | 'opened' | 'unblocked' }>;

function isOfTheEnvironment(event: Event): event is EnvironmentEvent {
  return event.kind === 'closed' || event.kind === 'opened' || event.kind === 'unblocked';
}

/** What is said of the environment itself, whatever is under way in it. */
function foldEnvironment(state: EnvironmentState, event: EnvironmentEvent): EnvironmentState {
  switch (event.kind) {
    case 'closed':
      return {
        ...state,
        closed: { reason: event.note, actor: event.actor, at: event.at, until: event.until },
      };
    case 'opened':
      return { ...state, closed: null };
    case 'unblocked':
      return { ...state, blocked: state.blocked.filter(({ digest }) => digest !== event.digest) };
  }
}

export function isUnderWay(rollout: Rollout | null): rollout is Rollout {
  return rollout !== null && rollout.phase.kind !== 'ended';
}

/** Whether a conductor has anything to do: a rollout under way, or a wish about one that has ended. */
export function needsWork({ rollout }: EnvironmentState): boolean {
  return rollout !== null && (rollout.phase.kind !== 'ended' || rollout.request !== null);
}

/** Where the rollout stands when it is at rest or paused there; null on the move. */
export function stationOf(phase: Phase): Station | null {
  switch (phase.kind) {
    case 'step':
      return { kind: 'step', index: phase.index };
    case 'watching':
      return { kind: 'watching' };
    case 'paused':
      return phase.at;
    case 'preparing':
    case 'promoting':
    case 'finishing':
    case 'rolling-back':
    case 'ended':
      return null;
  }
}

type PhaseEvent = Extract<
  Event,
  {
    readonly kind: 'stepped' | 'paused' | 'resumed' | 'promoting' | 'watching' | 'finishing';
  }
>;

function nextPhase(rollout: Rollout, event: PhaseEvent): Phase {
  const { phase } = rollout;
  const since = event.at;
  const station = stationOf(phase);
  switch (event.kind) {
    case 'stepped': {
      const expected = phase.kind === 'preparing' ? 0 : station?.kind === 'step' ? station.index + 1 : null;
      if (event.index !== expected) throw illegal(rollout, `go to step ${event.index + 1}`);
      stepAt(rollout, event.index);
      return { kind: 'step', since, index: event.index };
    }
    case 'paused':
      if (station === null || phase.kind === 'paused') throw illegal(rollout, 'pause');
      return { kind: 'paused', since, at: station, why: event.why };
    case 'resumed':
      if (phase.kind !== 'paused') throw illegal(rollout, 'resume');
      return phase.at.kind === 'watching'
        ? { kind: 'watching', since }
        : { kind: 'step', since, index: phase.at.index };
    case 'promoting':
      if (phase.kind !== 'preparing' && station?.kind !== 'step') throw illegal(rollout, 'be promoted');
      return { kind: 'promoting', since };
    case 'watching':
      if (phase.kind !== 'promoting') throw illegal(rollout, 'be watched at 100 %');
      return { kind: 'watching', since };
    case 'finishing':
      if (station?.kind !== 'watching') throw illegal(rollout, 'finish');
      return { kind: 'finishing', since, reason: event.reason };
  }
}

/** During a rollout it goes back to its stable release. After the end, what is live goes back to the release
 * that was asked for, or to what was live before. */
function goBack(
  state: EnvironmentState,
  rollout: Rollout,
  event: Extract<Event, { kind: 'rolling-back' }>,
): Rollout {
  const phase: Phase = { kind: 'rolling-back', since: event.at, to: event.to, reason: event.reason };
  if (rollout.phase.kind === 'rolling-back') throw illegal(rollout, 'roll back');
  if (rollout.phase.kind !== 'ended') return { ...rollout, phase, request: null };
  const back = rollout.request?.to ?? state.previous;
  if (state.live === null || back === null) throw illegal(rollout, 'roll back: nothing was live before');
  return {
    ...rollout,
    id: `${rollout.id}-back`,
    release: state.live,
    stable: back,
    startedAt: event.at,
    phase,
    request: null,
  };
}

function end(
  state: EnvironmentState,
  rollout: Rollout,
  at: Instant,
  decision: Extract<Event, { kind: 'ended' }>['decision'],
  reason: Reason,
): EnvironmentState {
  const { phase, release, stable } = rollout;
  const promoted = decision === 'promoted';
  const allowed = promoted
    ? phase.kind === 'finishing'
    : phase.kind === 'rolling-back' &&
      (decision === phase.to || decision === 'failed' || decision === 'superseded');
  if (!allowed) throw illegal(rollout, `end as ${decision}`);
  return {
    ...state,
    live: promoted ? release : stable,
    previous: promoted ? stable : state.previous?.digest === stable?.digest ? null : state.previous,
    blocked: promoted
      ? state.blocked.filter((block) => block.digest !== release.digest)
      : blockedAfter(state.blocked, rollout, at),
    rollout: { ...rollout, phase: { kind: 'ended', at, decision, reason }, request: null },
    lease: null,
  };
}

/** A release that was shown to be bad, or that a person took back, stays out until somebody overrides it. */
function blockedAfter(
  blocked: readonly Block[],
  { phase, release, id }: Rollout,
  at: Instant,
): readonly Block[] {
  if (phase.kind !== 'rolling-back' || !SHOWN_BAD.has(phase.reason)) return blocked;
  return [
    ...blocked.filter((block) => block.digest !== release.digest),
    { digest: release.digest, at, reason: phase.reason, rollout: id },
  ].slice(-MOST_BLOCKS);
}

const SHOWN_BAD: ReadonlySet<Reason> = new Set(['breach', 'start-failed', 'target-failed', 'requested']);
/** The state travels whole in every entry, so the list must not grow for ever. */
const MOST_BLOCKS = 50;

function withRollout(state: EnvironmentState, rollout: Rollout): EnvironmentState {
  return { ...state, rollout };
}

function illegal(rollout: Rollout, what: string): IllegalMove {
  return new IllegalMove(`rollout ${rollout.id} is ${rollout.phase.kind}: it can't ${what}`);
}
