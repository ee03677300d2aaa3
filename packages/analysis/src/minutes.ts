import { Counters } from './counters.ts';
import type { Counts, Reading } from './types.ts';

const MINUTE_MS = 60_000;
/** What lies further apart, or closer, is no minute. */
const TOLERANCE_MS = 30_000;

/**
 * What one release counted from each reading to the next, where these are a minute apart: a `baseline` for the judge. Left out
 * is a minute that no sound reading begins and ends, for nobody knows since when its requests were counted, and one without any.
 * @param readings oldest first
 */
export function minutesOf(
  readings: readonly { readonly at: number; readonly reading: Reading }[],
): readonly Counts[] {
  const counters = new Counters();
  let before: number | null = null;
  return readings.flatMap(({ at, reading }): readonly Counts[] => {
    const counted = counters.read(reading, at);
    const isMinute = before !== null && Math.abs(at - before - MINUTE_MS) <= TOLERANCE_MS;
    before = counted.kind === 'counts' ? at : null;
    if (!isMinute || counted.kind !== 'counts' || counted.total === 0) return [];
    return [{ bad: counted.bad, total: counted.total }];
  });
}
