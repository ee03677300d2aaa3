import { instant } from '@glidepath/model';
import {
  emptyState,
  fold,
  longestSilence,
  needsWork,
  type EnvironmentState,
  type Event,
  type Holder,
  type Lease,
  type Move,
  type VerdictNote,
} from '@glidepath/rollout';
import {
  LedgerConflict,
  type Clock,
  type Entry,
  type HolderProbe,
  type Ledger,
  type Listener,
} from './ports.ts';

/** Another run conducts now; this one must not touch anything any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** What to write: a move, why, who asked for it and on what evidence. */
export interface Entrant {
  readonly move: Move;
  readonly note: string;
  /** Null: the holder itself. */
  readonly actor: string | null;
  readonly verdict: VerdictNote | null;
}

/**
 * One run's hold on the ledger: it knows the newest entry, writes after it, and keeps the lease with every write.
 */
export class Session {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #listener: Listener;
  readonly #holder: Holder;
  readonly #empty: EnvironmentState;
  #head: Entry | null = null;
  #holds = false;

  constructor(
    ports: { readonly ledger: Ledger; readonly clock: Clock; readonly listener: Listener },
    names: { readonly service: string; readonly environment: string; readonly holder: Holder },
  ) {
    this.#ledger = ports.ledger;
    this.#clock = ports.clock;
    this.#listener = ports.listener;
    this.#holder = names.holder;
    this.#empty = emptyState(names.service, names.environment);
  }

  get state(): EnvironmentState {
    return this.#head?.state ?? this.#empty;
  }

  /** Whether this run has the lease. */
  get holds(): boolean {
    return this.#holds;
  }

  get head(): Entry | null {
    return this.#head;
  }

  /**
   * Reads what others have written.
   * @throws LeaseLost when one of them took over
   */
  async refresh(): Promise<void> {
    this.#head = await this.#ledger.head();
    if (!this.#holds) this.#holds = this.state.lease?.holder.id === this.#holder.id;
    if (this.#holds && this.state.lease?.holder.id !== this.#holder.id) {
      const other = this.state.lease?.holder;
      throw new LeaseLost(
        other === undefined
          ? 'another run has ended this rollout'
          : `${other.actor} (process ${other.pid} on ${other.host}) has taken over`,
      );
    }
  }

  /** Writes as the holder, taking the lease first where this run does not have it yet. False: somebody wrote first. */
  async record(entrant: Entrant): Promise<boolean> {
    const takes = !this.#holds;
    const written = await this.#append(entrant, (state) => ({
      ...state,
      fence: takes ? state.fence + 1 : state.fence,
      lease: keepsLease(entrant.move) ? this.#lease(state) : null,
    }));
    if (written) this.#holds = this.state.lease !== null;
    return written;
  }

  /** Writes into somebody else's rollout: the lease stays as it is. False: somebody wrote first. */
  async ask(entrant: Entrant): Promise<boolean> {
    return this.#append(entrant, (state) => state);
  }

  /** Writes that the holder is still at it, before a long silence makes others think that it is dead. */
  async renewIfDue(): Promise<void> {
    const { lease } = this.state;
    if (!this.#holds || lease === null) return;
    if (lease.expiresAt - this.#clock.now() > longestSilence(this.state) / 3) return;
    await this.record({ move: { kind: 'renewed' }, note: 'Still at it.', actor: null, verdict: null });
  }

  async #append(entrant: Entrant, finish: (state: EnvironmentState) => EnvironmentState): Promise<boolean> {
    const event: Event = {
      ...entrant.move,
      at: this.#clock.now(),
      actor: entrant.actor ?? this.#holder.actor,
      note: entrant.note,
      verdict: entrant.verdict,
    };
    const state = finish(fold(this.state, event));
    try {
      this.#head = await this.#ledger.append(this.#head?.id ?? null, event, state);
    } catch (error) {
      if (!(error instanceof LedgerConflict)) throw error;
      return false;
    }
    this.#listener.event(this.#head);
    return true;
  }

  #lease(state: EnvironmentState): Lease {
    return { holder: this.#holder, expiresAt: instant(this.#clock.now() + longestSilence(state)) };
  }
}

function keepsLease(move: Move): boolean {
  return move.kind !== 'ended' && move.kind !== 'left';
}

/** The lease that keeps `self` out; null where it is free: none, ended, run out, or held by a process that is dead. */
export async function heldBy(
  state: EnvironmentState,
  self: Holder,
  { probe, clock }: { readonly probe: HolderProbe; readonly clock: Clock },
): Promise<Lease | null> {
  const { lease } = state;
  if (lease === null || lease.holder.id === self.id || !needsWork(state)) return null;
  switch (await probe.look(lease.holder)) {
    case 'alive':
      return lease;
    case 'dead':
      return null;
    case 'unknown':
      return lease.expiresAt > clock.now() ? lease : null;
  }
}
