import { instant, type Instant, type Release } from '@glidepath/model';
import { weightOf } from './desired.ts';
import { passagesIn, type Recorded } from './passages.ts';
import type { Decision, Reason } from './types.ts';

/**
 * DORA's four keys of software delivery (dora.dev/guides/dora-metrics), as far as a ledger knows them. What is
 * found and mended outside of Glidepath, as an incident that is mended by the next release, is not in it.
 */
export interface Dora {
  /** Later than was asked for where the ledger begins later, or where no more of it was read. */
  readonly from: Instant;
  readonly to: Instant;
  /** Whether all that the ledger holds of the time asked for was looked at. */
  readonly complete: boolean;
  readonly deployments: DeploymentFrequency;
  readonly leadTime: LeadTime;
  readonly changeFailures: ChangeFailures;
  readonly timeToRestore: TimeToRestore;
}

/** How often a release was promoted. */
export interface DeploymentFrequency {
  readonly promoted: number;
  /** Null where less than a week was looked at. */
  readonly perWeek: number | null;
}

/**
 * From the release's commit to its promotion, when it has had all traffic and stays. A commit counts once, when it is promoted
 * for the first time; older commits in the same release are not known here.
 */
export interface LeadTime extends Lengths {
  /** Promoted for the first time, but the ledger has no commit time, or one that lies after the promotion. */
  readonly unknown: number;
}

/**
 * Of the releases that got traffic and were decided, those that were found bad: taken back for a breach, for a target that could not run
 * them, or by a person, during the rollout or after it. Aborted, superseded and cancelled ones were not, unless the verdict was a breach.
 */
export interface ChangeFailures {
  readonly deployed: number;
  readonly failed: number;
  /** 0 to 1; null where nothing was deployed. */
  readonly share: number | null;
}

/**
 * From a bad release's first traffic until the release before had all of it again. It counts from the first traffic, not from
 * the verdict: users were hit meanwhile, and a late verdict must not make it look short.
 */
export interface TimeToRestore extends Lengths {
  /** Taken back, but their first traffic lies before what was read. */
  readonly unknown: number;
  /** The way back did not lead to a release that serves. */
  readonly unrestored: number;
}

/** Lengths of time in milliseconds; null where there are none. */
export interface Lengths {
  readonly count: number;
  readonly medianMs: number | null;
  /** By nearest rank; null where there are fewer than ten, of which it would be the longest. */
  readonly p90Ms: number | null;
  readonly longestMs: number | null;
}

/** What was read, and what was asked for. */
export interface DoraScope {
  readonly since: Instant;
  readonly now: Instant;
  /** Whether the ledger holds nothing older than what was read. */
  readonly whole: boolean;
}

const WEEK = 7 * 86_400_000;

/** @param newest the ledger's entries, newest first */
export function doraOf(newest: readonly Recorded[], { since, now, whole }: DoraScope): Dora {
  const passages = passagesIn(newest).toReversed();
  // What was read may begin in the middle of the oldest one.
  const attempts = (whole ? passages : passages.slice(1)).flatMap((passage) => attemptOf(passage) ?? []);
  const begins = whole ? newest.at(-1)?.event.at : (attempts[0]?.startedAt ?? now);
  const from = instant(Math.max(since, begins ?? since));
  const taken = takenBack(attempts);
  const within = (attempt: Attempt): boolean => attempt.end !== null && attempt.end.at >= since;
  return {
    from,
    to: now,
    complete: whole || from === since,
    deployments: frequencyOf(attempts.filter(within).filter(isPromoted).length, now - from),
    leadTime: leadTimeOf(firstPromotions(attempts).filter(within)),
    changeFailures: failuresOf(attempts.filter(within), new Set(taken.values())),
    timeToRestore: restoreOf(attempts.filter(within), taken),
  };
}

/** What became of one passage, as far as the figures ask. */
interface Attempt {
  /** On its way, or taken back. */
  readonly release: Release;
  readonly startedAt: Instant;
  /** It takes back what had been promoted, and brings nothing new. */
  readonly afterTheEnd: boolean;
  readonly firstTraffic: Instant | null;
  /** It went back because the release was found bad. */
  readonly faulty: boolean;
  /** Null while it is under way. */
  readonly end: { readonly at: Instant; readonly decision: Decision } | null;
}

/** Null where nothing has moved: a wish after the end that was dismissed. */
function attemptOf(passage: readonly Recorded[]): Attempt | null {
  const first = passage[0];
  const last = passage.at(-1);
  if (first === undefined || last?.state.rollout == null) return null;
  const afterTheEnd = first.state.rollout?.phase.kind === 'ended';
  if (afterTheEnd && passage.every(({ event }) => event.kind !== 'rolling-back')) return null;
  const { phase, release } = last.state.rollout;
  return {
    release,
    startedAt: first.event.at,
    afterTheEnd,
    firstTraffic: afterTheEnd ? null : (passage.find(hasTraffic)?.event.at ?? null),
    faulty: passage.some(isTurnForFault),
    end: phase.kind === 'ended' ? { at: phase.at, decision: phase.decision } : null,
  };
}

function hasTraffic({ state }: Recorded): boolean {
  return state.rollout !== null && weightOf(state.rollout) > 0;
}

function isTurnForFault({ event }: Recorded): boolean {
  if (event.kind !== 'rolling-back') return false;
  if (event.verdict?.kind === 'breach' || FAULTS.has(event.reason)) return true;
  return event.reason === 'requested' && event.to === 'rolled-back';
}

const FAULTS: ReadonlySet<Reason> = new Set(['breach', 'target-failed', 'deadline']);

/** Each way back after the end, with the promotion that it takes back. */
function takenBack(attempts: readonly Attempt[]): ReadonlyMap<Attempt, Attempt> {
  const pairs = attempts.flatMap((attempt, index): readonly (readonly [Attempt, Attempt])[] => {
    if (!attempt.afterTheEnd || attempt.end === null) return [];
    const promotion = attempts
      .slice(0, index)
      .findLast((one) => isPromoted(one) && one.release.digest === attempt.release.digest);
    return promotion === undefined ? [] : [[attempt, promotion]];
  });
  return new Map(pairs);
}

function isPromoted({ end }: Attempt): boolean {
  return end?.decision === 'promoted';
}

/** The same commit again is no new change, even in another artifact. */
function firstPromotions(attempts: readonly Attempt[]): readonly Attempt[] {
  const seen = new Set<string>();
  return attempts.filter(isPromoted).filter(({ release }) => {
    const change = release.commit ?? release.digest;
    if (seen.has(change)) return false;
    seen.add(change);
    return true;
  });
}

function frequencyOf(promoted: number, length: number): DeploymentFrequency {
  return { promoted, perWeek: length < WEEK ? null : (promoted * WEEK) / length };
}

function leadTimeOf(promotions: readonly Attempt[]): LeadTime {
  const lengths = promotions.flatMap(({ release, end }) => {
    if (end === null || release.committedAt === null || release.committedAt > end.at) return [];
    return [end.at - release.committedAt];
  });
  return { ...lengthsOf(lengths), unknown: promotions.length - lengths.length };
}

function failuresOf(attempts: readonly Attempt[], taken: ReadonlySet<Attempt>): ChangeFailures {
  const deployed = attempts.filter(({ firstTraffic }) => firstTraffic !== null);
  const failed = deployed.filter((attempt) => attempt.faulty || taken.has(attempt)).length;
  return {
    deployed: deployed.length,
    failed,
    share: deployed.length === 0 ? null : failed / deployed.length,
  };
}

function restoreOf(attempts: readonly Attempt[], taken: ReadonlyMap<Attempt, Attempt>): TimeToRestore {
  const backs = attempts.filter(
    ({ afterTheEnd, faulty, firstTraffic }) => afterTheEnd || (faulty && firstTraffic !== null),
  );
  const restored = backs.filter(({ end }) => end?.decision !== 'failed');
  const lengths = restored.flatMap((attempt) => {
    const hit = attempt.afterTheEnd ? taken.get(attempt)?.firstTraffic : attempt.firstTraffic;
    return hit == null || attempt.end === null ? [] : [attempt.end.at - hit];
  });
  return {
    ...lengthsOf(lengths),
    unknown: restored.length - lengths.length,
    unrestored: backs.length - restored.length,
  };
}

const FEW = 10;

function lengthsOf(lengths: readonly number[]): Lengths {
  const sorted = lengths.toSorted((a, b) => a - b);
  const count = sorted.length;
  const low = sorted[Math.floor((count - 1) / 2)];
  const high = sorted[Math.floor(count / 2)];
  return {
    count,
    medianMs: low === undefined || high === undefined ? null : (low + high) / 2,
    p90Ms: count < FEW ? null : (sorted[Math.ceil(0.9 * count) - 1] ?? null),
    longestMs: sorted.at(-1) ?? null,
  };
}
