import type { Counts } from '@glidepath/analysis';
import type { Result, Sample, TimelineEntry } from '@glidepath/conductor';
import type { VerdictNote } from '@glidepath/rollout';
import { evidenceText } from './figures.ts';
import { decisionsOf } from './span.ts';

/** What ln E must reach. Known only where a sample was taken. */
export interface Thresholds {
  readonly rollback: number;
  readonly promotion: number;
}

/** One SLI at one decision, its evidence put into words. */
export interface EvidenceRow {
  /** The decision's number. */
  readonly number: number;
  readonly weight: number;
  readonly verdict: VerdictNote['kind'];
  readonly sli: string;
  readonly candidate: Counts;
  readonly stable: Counts;
  readonly worse: string;
  readonly goodEnough: string;
}

/**
 * The verdict that moved an entry; null where it only happened to stand then. A rollout moves on when it is healthy, and
 * waits or goes back otherwise.
 */
export function movedBy({ event, verdict }: TimelineEntry): VerdictNote | null {
  return verdict?.kind === 'healthy' || event === 'paused' || event === 'rolling-back' ? verdict : null;
}

/** The rows of a result's table of verdicts; `weight` is the one that was judged, before the decision. */
export function evidenceRows(result: Result, samples: readonly Sample[]): readonly EvidenceRow[] {
  let weight = 0;
  return decisionsOf(result).flatMap(({ number, at, entry }) => {
    const judged = weight;
    weight = entry.weight;
    const verdict = movedBy(entry);
    if (verdict === null) return [];
    const { kind, slis } = verdict;
    const thresholds = thresholdsAt(samples, at);
    return slis.map((note) => ({
      number,
      weight: judged,
      verdict: kind,
      sli: note.sli,
      candidate: note.candidate,
      stable: note.stable,
      worse: inWords(note.lnRollback, thresholds?.rollback ?? null, 'yes', 'not shown'),
      goodEnough: inWords(note.lnPromotion, thresholds?.promotion ?? null, 'yes', 'not shown yet'),
    }));
  });
}

/** The newest thresholds at `at`; the oldest known where none is that old. */
export function thresholdsAt(samples: readonly Sample[], at: number): Thresholds | null {
  const sample = samples.findLast((one) => one.at <= at) ?? samples[0];
  if (sample === undefined) return null;
  return { rollback: sample.rollbackThreshold, promotion: sample.promotionThreshold };
}

function inWords(ln: number | null, threshold: number | null, reached: string, missed: string): string {
  if (ln === null) return 'not tested';
  if (threshold === null) return `ln E ${evidenceText(ln)}`;
  return `${ln >= threshold ? reached : missed}: ${evidenceText(ln)} of ${evidenceText(threshold)}`;
}
