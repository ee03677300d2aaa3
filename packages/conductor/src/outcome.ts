import type { Environment, Instant, Release } from '@glidepath/model';
import { waveWords, weightOf, type Decision, type Reason } from '@glidepath/rollout';
import { LedgerError, type Entry, type Ledger } from './ports.ts';
import type { Result, ResultRelease, TimelineEntry } from './result.ts';

export interface Outcome {
  readonly ledger: Ledger;
  readonly head: Entry | null;
  readonly service: string;
  readonly environment: Environment;
  readonly release: Release;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly decision: Decision;
  readonly reason: Reason;
  /** Null: what the ledger's entries say of it. */
  readonly message: string | null;
}

/** As many as most rollouts have, and more than any has: far back may cost more calls. */
const ENTRIES = [100, 1_000];

export async function resultOf(outcome: Outcome): Promise<Result> {
  const { head, ledger, release, environment } = outcome;
  const rollout = head?.state.rollout ?? null;
  const ours = rollout?.release.digest === release.digest && outcome.decision !== 'rejected' ? rollout : null;
  const entries = ours === null ? [] : await entriesOf(ledger, ours.id);
  return {
    version: 1,
    service: outcome.service,
    environment: environment.name,
    release: named(release),
    decision: outcome.decision,
    reason: outcome.reason,
    message: outcome.message ?? sentence(outcome, entries),
    startedAt: iso(outcome.startedAt),
    endedAt: iso(outcome.endedAt),
    rollout: ours?.id ?? null,
    strategy: ours?.plan.strategy ?? environment.strategy.kind,
    stable: ours?.stable == null ? null : named(ours.stable),
    live: head?.state.live == null ? null : named(head.state.live),
    timeline: entries.map(timelineEntry),
    ledger: { ref: ledger.ref, entry: head?.id ?? null },
  };
}

/** The rollout's entries, oldest first; none where the ledger can't be read any more. */
async function entriesOf(ledger: Ledger, rollout: string): Promise<readonly Entry[]> {
  try {
    let entries: readonly Entry[] = [];
    for (const limit of ENTRIES) {
      const newest = await ledger.history(limit);
      entries = newest.filter((entry) => entry.state.rollout?.id === rollout).reverse();
      if (newest.length < limit || newest.length > entries.length) break;
    }
    return entries;
  } catch (error) {
    if (error instanceof LedgerError) return [];
    throw error;
  }
}

function timelineEntry({ event, state }: Entry): TimelineEntry {
  const wave = state.rollout && waveWords(state.rollout);
  return {
    at: iso(event.at),
    event: event.kind,
    weight: state.rollout === null ? 0 : weightOf(state.rollout),
    ...(wave === null ? {} : { wave }),
    actor: event.actor,
    note: event.note,
    verdict: event.verdict,
  };
}

/** Why it ended as it did: what was written when it turned, and what was written at the end. */
function sentence({ release, decision }: Outcome, entries: readonly Entry[]): string {
  const turn = entries.findLast(({ event }) => event.kind === 'rolling-back' || event.kind === 'finishing');
  const end = entries.at(-1);
  const said = [turn, end].flatMap((entry) => sentenceOf(entry?.event.note ?? ''));
  return said.length === 0 ? `${release.name}: ${decision}` : said.join(' ');
}

function sentenceOf(note: string): readonly string[] {
  if (note === '') return [];
  return [note.endsWith('.') ? note : `${note}.`];
}

export function named({ digest, name, commit }: Release): ResultRelease {
  return { digest, name, commit };
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
