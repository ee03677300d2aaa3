import type { Result, ResultRelease, TimelineEntry } from '@glidepath/conductor';
import type { VerdictNote } from '@glidepath/rollout';

/** The result on one line, its keys always in the same order, fit for an output, a file or a pipe. */
export function toJson(result: Result): string {
  return JSON.stringify(ordered(result));
}

function ordered(result: Result): Result {
  return {
    version: result.version,
    service: result.service,
    environment: result.environment,
    release: release(result.release),
    decision: result.decision,
    reason: result.reason,
    message: result.message,
    startedAt: result.startedAt,
    endedAt: result.endedAt,
    rollout: result.rollout,
    strategy: result.strategy,
    stable: result.stable && release(result.stable),
    live: result.live && release(result.live),
    timeline: result.timeline.map(entry),
    ledger: { ref: result.ledger.ref, entry: result.ledger.entry },
  };
}

function release({ digest, name, commit }: ResultRelease): ResultRelease {
  return { digest, name, commit };
}

function entry({ at, event, weight, wave, actor, note, verdict }: TimelineEntry): TimelineEntry {
  const told = wave === undefined ? {} : { wave };
  return { at, event, weight, ...told, actor, note, verdict: verdict && verdictNote(verdict) };
}

function verdictNote({ kind, reason, slis }: VerdictNote): VerdictNote {
  return {
    kind,
    reason,
    slis: slis.map(({ sli, candidate, stable, lnRollback, lnPromotion }) => ({
      sli,
      candidate: { bad: candidate.bad, total: candidate.total },
      stable: { bad: stable.bad, total: stable.total },
      lnRollback,
      lnPromotion,
    })),
  };
}
