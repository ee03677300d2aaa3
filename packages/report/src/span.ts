import type { Result, Sample, TimelineEntry } from '@glidepath/conductor';
import { isDecision } from './words.ts';

/** From the first thing known of a rollout to the last, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A rollout that an earlier run began has a timeline that is older than this run. */
export function spanOf(result: Result, samples: readonly Sample[]): Span {
  const times = [
    Date.parse(result.startedAt),
    Date.parse(result.endedAt),
    ...result.timeline.map((entry) => Date.parse(entry.at)),
    ...samples.map((sample) => sample.at),
  ].filter(Number.isFinite);
  let from = Infinity;
  let to = -Infinity;
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return times.length === 0 ? { from: 0, to: 0 } : { from, to };
}

/** An entry of the timeline with the number by which charts and tables name it. */
export interface Decided {
  readonly number: number;
  readonly at: number;
  readonly entry: TimelineEntry;
}

export function decisionsOf(result: Result): readonly Decided[] {
  return result.timeline
    .filter(isDecision)
    .map((entry, index) => ({ number: index + 1, at: Date.parse(entry.at), entry }));
}

/** The candidate's share of traffic that the rollout stood for at `at`; 0 before it began. */
export function plannedWeight(timeline: readonly TimelineEntry[], at: number): number {
  return timeline.findLast((entry) => Date.parse(entry.at) <= at)?.weight ?? 0;
}
