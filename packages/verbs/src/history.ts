import { named, type Entry, type Ledger, type ResultRelease } from '@glidepath/conductor';
import {
  passagesIn,
  weightOf,
  type Decision,
  type Event,
  type Reason,
  type VerdictNote,
} from '@glidepath/rollout';
import { ledgerOf } from './ledgers.ts';
import { choose, type Place } from './delivery-file.ts';
import type { Surroundings } from './surroundings.ts';

export interface HistoryOptions extends Place {
  /** How many of the newest, 1 or more: rollouts, or entries where those are asked for. */
  readonly limit: number;
  /** Every entry of the ledger instead of the rollouts that they make up. */
  readonly entries: boolean;
}

/** What the ledger holds, newest first. Times are ISO 8601. */
export interface HistoryAnswer {
  readonly version: 1;
  readonly verb: 'history';
  readonly service: string;
  readonly environment: string;
  readonly ledger: string;
  readonly rollouts: readonly Passage[];
  /** Null where they were not asked for. */
  readonly entries: readonly HistoryEntry[] | null;
}

/** A release on its way: from its start, or from a later wish to take it back, to a decision. */
export interface Passage {
  readonly rollout: string;
  readonly release: ResultRelease;
  readonly stable: ResultRelease | null;
  readonly strategy: 'canary' | 'rolling' | 'blue-green';
  /** Null while it is under way. */
  readonly decision: Decision | null;
  readonly reason: Reason | null;
  /** Why it went as it did; while it is under way, what was written last. */
  readonly note: string;
  /** Who began it. */
  readonly actor: string;
  readonly startedAt: string;
  /** Null while it is under way. */
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  /** The newest entry, by its commit. */
  readonly entry: string;
}

export interface HistoryEntry {
  readonly entry: string;
  readonly at: string;
  readonly event: Event['kind'];
  readonly rollout: string | null;
  readonly release: ResultRelease | null;
  readonly weight: number;
  readonly actor: string;
  readonly note: string;
  readonly verdict: VerdictNote['kind'] | null;
}

/** @throws UserError, LedgerError */
export async function history(surroundings: Surroundings, options: HistoryOptions): Promise<HistoryAnswer> {
  const chosen = await choose(surroundings.workspace, options);
  const ledger = await ledgerOf(surroundings, chosen);
  return {
    version: 1,
    verb: 'history',
    service: chosen.delivery.service,
    environment: chosen.environment.name,
    ledger: ledger.ref,
    rollouts: options.entries ? [] : await newestPassages(ledger, options.limit),
    entries: options.entries ? (await ledger.history(options.limit)).map(historyEntry) : null,
  };
}

/** Reads back until there are as many as are wanted, or no more. */
export async function newestPassages(ledger: Ledger, limit: number): Promise<readonly Passage[]> {
  for (let reach = 20 * limit; ; reach *= 4) {
    const entries = await ledger.history(reach);
    const passages = passagesOf(entries);
    // The oldest of them may have begun before what was read.
    if (entries.length < reach || passages.length > limit) return passages.slice(0, limit);
  }
}

/** @param newest the ledger's entries, newest first */
export function passagesOf(newest: readonly Entry[]): readonly Passage[] {
  return passagesIn(newest).flatMap((entries) => passageOf(entries) ?? []);
}

function passageOf(group: readonly Entry[]): Passage | null {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last?.state.rollout == null) return null;
  const { id, release, stable, plan, phase, request } = last.state.rollout;
  // Something was asked after the end and dismissed: nothing has moved.
  if (phase.kind === 'ended' && last.event.kind !== 'ended' && request === null) return null;
  const ended = last.event.kind === 'ended' && phase.kind === 'ended' ? phase : null;
  return {
    rollout: id,
    release: named(release),
    stable: stable && named(stable),
    strategy: plan.strategy,
    decision: ended?.decision ?? null,
    reason: ended?.reason ?? null,
    note: turnOf(group)?.event.note ?? last.event.note,
    actor: first.event.actor,
    startedAt: iso(first.event.at),
    endedAt: ended === null ? null : iso(ended.at),
    durationMs: ended === null ? null : ended.at - first.event.at,
    entry: last.id,
  };
}

/** Where it was decided how it ends: the entry that says why. */
function turnOf(group: readonly Entry[]): Entry | undefined {
  return group.findLast(({ event }) => event.kind === 'rolling-back' || event.kind === 'finishing');
}

function historyEntry({ id, event, state }: Entry): HistoryEntry {
  const { rollout } = state;
  return {
    entry: id,
    at: iso(event.at),
    event: event.kind,
    rollout: rollout?.id ?? null,
    release: rollout && named(rollout.release),
    weight: rollout === null ? 0 : weightOf(rollout),
    actor: event.actor,
    note: event.note,
    verdict: event.verdict?.kind ?? null,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
