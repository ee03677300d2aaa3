import type { FreezeGate, FreezeWindow, WeeklyWindow } from './delivery.ts';
import { WEEK_MINUTES } from './text/weekly-window.ts';
import { instant } from './units.ts';
import type { Instant } from './units.ts';
import { MINUTE, offsetChange, wallClock } from './wall-clock.ts';

/** 1970-01-01 was a Thursday. */
const EPOCH_MINUTE = 3 * 24 * 60;

/**
 * Whether the gate is shut at `now`, and if so the instant at which it opens: where its window ends, or where an exception
 * begins before that. Another window may follow.
 */
export function freezeAt(
  { window, except }: Pick<FreezeGate, 'window' | 'except'>,
  now: Instant,
): { readonly until: Instant } | null {
  if (except.some(({ from, to }) => from <= now && now < to)) return null;
  const end = endOf(window, now);
  if (end === null) return null;
  const openings = except.flatMap(({ from }) => (from > now ? [from] : []));
  return { until: instant(Math.min(end, ...openings)) };
}

/** When the window that covers `now` ends; null where it does not cover it. */
function endOf(window: FreezeWindow, now: Instant): number | null {
  switch (window.kind) {
    case 'weekly':
      return endOfWeekly(window, now);
    case 'dated':
      return window.from <= now && now < window.to ? window.to : null;
  }
}

/**
 * The first whole minute at which the zone's clock on the wall no longer stands inside the window. Where summer time ends,
 * an hour comes twice, and so does what the window says of it; where it begins, the hour left out is neither inside nor
 * outside.
 */
function endOfWeekly(window: WeeklyWindow, now: Instant): number | null {
  const clock = wallClock(window.zone);
  let at = Math.floor(now / MINUTE) * MINUTE;
  if (!inside(window, clock(at))) return null;
  do {
    // While the offset stays as it is, the clock needs just the minutes that are left.
    const end = at + ahead(minuteOfWeek(clock(at)), window.to) * MINUTE;
    at = offsetChange(clock, at, end) ?? end;
  } while (inside(window, clock(at)));
  return at;
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
