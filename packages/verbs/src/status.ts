import { conclude, named, TargetError, type Ports, type Result } from '@glidepath/conductor';
import type { ResultRelease } from '@glidepath/conductor';
import {
  desiredOf,
  emptyState,
  isUnderWay,
  needsWork,
  waveWords,
  weightOf,
  type Closure,
  type EnvironmentState,
  type PauseReason,
  type Phase,
  type Reason,
  type Rollout,
  type Verb,
  type Decision,
  type WaveWords,
} from '@glidepath/rollout';
import { writeAfterwards } from './afterwards.ts';
import { withAssembly, type Assembly } from './assemble.ts';
import type { Place } from './delivery-file.ts';
import { orderFor } from './order.ts';
import { nextStep } from './status-words.ts';
import type { Surroundings } from './surroundings.ts';

export interface StatusOptions extends Place {
  /** Take over a rollout that nobody conducts any more, and conduct it to its end. */
  readonly finish: boolean;
}

/** Where a service stands in an environment. Times are ISO 8601, weights 0 to 100. */
export interface StatusAnswer {
  readonly version: 1;
  readonly verb: 'status';
  readonly service: string;
  readonly environment: string;
  /** Takes all traffic when no rollout is under way. */
  readonly live: ResultRelease | null;
  /** Where a rollback of the live release would lead. */
  readonly previous: ResultRelease | null;
  /** Under way, or the last one. */
  readonly rollout: RolloutStatus | null;
  readonly holder: HolderStatus | null;
  /** What the engine was seen to do; null where nothing was ever delivered. */
  readonly target: TargetStatus | null;
  /** Who keeps new releases out, and why; null where the environment is open. */
  readonly closed: ClosureStatus | null;
  readonly blocked: readonly { readonly digest: string; readonly reason: Reason; readonly at: string }[];
  /** What a person can do, in a sentence. */
  readonly next: string;
  readonly ledger: { readonly ref: string; readonly entry: string | null };
  /** How the rollout ended that `finish` conducted; null where there was nothing to finish. */
  readonly result: Result | null;
}

export interface ClosureStatus {
  readonly reason: string;
  readonly actor: string;
  readonly at: string;
  /** Null: until somebody unblocks it. */
  readonly until: string | null;
}

export interface RolloutStatus {
  readonly id: string;
  readonly release: ResultRelease;
  readonly stable: ResultRelease | null;
  readonly strategy: 'canary' | 'rolling' | 'blue-green';
  readonly phase: Phase['kind'];
  /** Which step, counted from 1, and of how many; null where it stands at none. */
  readonly step: { readonly number: number; readonly of: number } | null;
  /** The candidate's share of traffic by the ledger. */
  readonly weight: number;
  /** The wave of targets that it works on; null where there is none. */
  readonly wave: WaveWords | null;
  readonly pausedFor: PauseReason | null;
  readonly decision: Decision | null;
  readonly reason: Reason | null;
  readonly startedAt: string;
  readonly since: string;
  /** Asked for and not yet obeyed. */
  readonly request: { readonly verb: Verb; readonly actor: string; readonly note: string } | null;
}

/** `presence` is the process's; `holds` tells whether its lease still keeps others out. */
export interface HolderStatus {
  readonly actor: string;
  readonly url: string | null;
  readonly host: string;
  readonly pid: number;
  readonly presence: 'alive' | 'dead' | 'unknown';
  readonly holds: boolean;
  readonly expiresAt: string;
}

/**
 * `weight`: the candidate's share of traffic as the engine has it, null where no rollout is under way. `trouble`: why the
 * engine could not be asked.
 */
export type TargetStatus =
  | {
      readonly settled: boolean;
      readonly weight: number | null;
      readonly note: string;
      readonly failure: string | null;
      readonly trouble: null;
    }
  | { readonly trouble: string };

/** @throws UserError, LedgerError */
export async function status(surroundings: Surroundings, options: StatusOptions): Promise<StatusAnswer> {
  return withAssembly(surroundings, options, async (assembly) => {
    const result = options.finish ? await finish(surroundings, assembly) : null;
    return statusOf(assembly, result);
  });
}

/** What the ledger and the target say; changes neither. */
export async function statusOf(assembly: Assembly, result: Result | null): Promise<StatusAnswer> {
  const { delivery, environment, ports } = assembly;
  const head = await ports.ledger.head();
  const state = head?.state ?? emptyState(delivery.service, environment.name);
  const holder = await holderStatus(state, ports);
  const target = await targetStatus(state, ports);
  return {
    version: 1,
    verb: 'status',
    service: state.service,
    environment: state.environment,
    live: state.live && named(state.live),
    previous: state.previous && named(state.previous),
    rollout: state.rollout && rolloutStatus(state.rollout),
    holder,
    target,
    closed: state.closed && closureStatus(state.closed),
    blocked: state.blocked.map(({ digest, reason, at }) => ({ digest, reason, at: iso(at) })),
    next: nextStep({
      state,
      conducted: holder?.holds ?? false,
      target,
      severalEnvironments: delivery.environments.length > 1,
    }),
    ledger: { ref: ports.ledger.ref, entry: head?.id ?? null },
    result,
  };
}

/** Goes on with what was left unfinished; null where there is nothing. */
export async function finish(surroundings: Surroundings, assembly: Assembly): Promise<Result | null> {
  const { ports } = assembly;
  const state = (await ports.ledger.head())?.state;
  if (state?.rollout == null || !needsWork(state)) return null;
  const result = await conclude(ports, orderFor(surroundings, assembly, state.rollout.release));
  await writeAfterwards(surroundings, assembly, result);
  return result;
}

function closureStatus({ reason, actor, at, until }: Closure): ClosureStatus {
  return { reason, actor, at: iso(at), until: until === null ? null : iso(until) };
}

function rolloutStatus(rollout: Rollout): RolloutStatus {
  const { id, release, stable, plan, phase, startedAt, request } = rollout;
  const station = phase.kind === 'paused' ? phase.at : phase;
  const ended = phase.kind === 'ended' ? phase : null;
  return {
    id,
    release: named(release),
    stable: stable && named(stable),
    strategy: plan.strategy,
    phase: phase.kind,
    step: station.kind === 'step' ? { number: station.index + 1, of: plan.steps.length } : null,
    weight: weightOf(rollout),
    wave: waveWords(rollout),
    pausedFor: phase.kind === 'paused' ? phase.why : null,
    decision: ended?.decision ?? null,
    reason: ended?.reason ?? (phase.kind === 'rolling-back' ? phase.reason : null),
    startedAt: iso(startedAt),
    since: iso(phase.kind === 'ended' ? phase.at : phase.since),
    request: request && { verb: request.verb, actor: request.actor, note: request.note },
  };
}

async function holderStatus(state: EnvironmentState, { probe, clock }: Ports): Promise<HolderStatus | null> {
  if (state.lease === null || !needsWork(state)) return null;
  const { holder, expiresAt } = state.lease;
  const presence = await probe.look(holder);
  return {
    actor: holder.actor,
    url: holder.url,
    host: holder.host,
    pid: holder.pid,
    presence,
    holds: presence === 'alive' || (presence === 'unknown' && expiresAt > clock.now()),
    expiresAt: iso(expiresAt),
  };
}

async function targetStatus(state: EnvironmentState, { target }: Ports): Promise<TargetStatus | null> {
  if (state.rollout === null) return null;
  try {
    const view = await target.observe(desiredOf(state.rollout));
    const { settled, note, foreign } = view;
    const weight = isUnderWay(state.rollout) ? view.weight : null;
    return { settled, weight, note, failure: view.failure ?? foreign?.what ?? null, trouble: null };
  } catch (error) {
    if (error instanceof TargetError) return { trouble: error.message };
    throw error;
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
