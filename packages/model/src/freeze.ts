import type { WeeklyWindow } from './delivery.ts';
import { WEEK_MINUTES } from './text/weekly-window.ts';
import { instant } from './units.ts';
import type { Instant } from './units.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 1970-01-01 was a Thursday. */
const EPOCH_MINUTE = 3 * 24 * 60;

/**
 * Whether the zone's clock on the wall stands inside `window` at `now`, and if so the first whole minute at which it no
 * longer does. Where summer time ends, an hour comes twice, and so does what the window says of it; where it begins, the
 * hour left out is neither inside nor outside.
 */
export function freezeAt(window: WeeklyWindow, now: Instant): { readonly until: Instant } | null {
  const clock = wallClock(window.zone);
  let at = Math.floor(now / MINUTE) * MINUTE;
  if (!inside(window, clock(at))) return null;
  do {
    // While the offset stays as it is, the clock needs just the minutes that are left.
    const end = at + ahead(minuteOfWeek(clock(at)), window.to) * MINUTE;
    at = offsetChange(clock, at, end) ?? end;
  } while (inside(window, clock(at)));
  return { until: instant(at) };
}

/** What the clock on the wall shows at an instant, as milliseconds since 1970-01-01 00:00 on that clock. */
type WallClock = (at: number) => number;

function wallClock(zone: string): WallClock {
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

function minuteOfWeek(wall: number): number {
  return (Math.floor(wall / MINUTE) + EPOCH_MINUTE) % WEEK_MINUTES;
}

function inside({ from, to }: WeeklyWindow, wall: number): boolean {
  return ahead(from, minuteOfWeek(wall)) < ahead(from, to);
}

/** Minutes from one minute of the week forward to another. */
function ahead(from: number, to: number): number {
  return (to - from + WEEK_MINUTES) % WEEK_MINUTES;
}

/** The first minute after `start`, before `end`, at which the clock has been put forward or back; null where it has not. */
function offsetChange(clock: WallClock, start: number, end: number): number | null {
  const offset = clock(start) - start;
  const changed = (at: number): boolean => clock(at) - at !== offset;
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
