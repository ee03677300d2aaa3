/** The clock on the wall in a time zone, in whole minutes, over the changes of summer time. */

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the clock on the wall shows at an instant, as milliseconds since 1970-01-01 00:00 on that clock. */
export type WallClock = (at: number) => number;

/** Throws RangeError where there is no such zone. */
export function wallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (at) => {
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  };
}

/**
 * The first and the last instant at which the clock shows `wall`, a whole minute. They differ where summer time ends and an
 * hour comes twice. A time that is left out where it begins is the instant at which the clock jumps past it.
 */
export function instantsOf(
  clock: WallClock,
  wall: number,
): { readonly first: number; readonly last: number } {
  // No zone is a day away from UTC, and none changes its offset twice within two days.
  const before = wall - offsetAt(clock, wall - DAY);
  const after = wall - offsetAt(clock, wall + DAY);
  const shown = [before, after].filter((at) => clock(at) === wall);
  if (shown.length > 0) return { first: Math.min(...shown), last: Math.max(...shown) };
  const jump = offsetChange(clock, after, before) ?? before;
  return { first: jump, last: jump };
}

function offsetAt(clock: WallClock, at: number): number {
  return clock(at) - at;
}

/** The first minute after `start`, at the latest `end`, at which the clock has been put forward or back; null where it has not. */
export function offsetChange(clock: WallClock, start: number, end: number): number | null {
  const offset = offsetAt(clock, start);
  const changed = (at: number): boolean => offsetAt(clock, at) !== offset;
  for (let before = start; before < end; before += HOUR) {
    if (!changed(Math.min(before + HOUR, end))) continue;
    let [same, other] = [before, Math.min(before + HOUR, end)];
    while (other - same > MINUTE) {
      const middle = same + Math.floor((other - same) / MINUTE / 2) * MINUTE;
      if (changed(middle)) other = middle;
      else same = middle;
    }
    return other;
  }
  return null;
}
