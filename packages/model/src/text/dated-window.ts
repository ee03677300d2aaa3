import type { DatedWindow } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { instant } from '../units.ts';
import { instantsOf, MINUTE, wallClock } from '../wall-clock.ts';
import { quote } from './quote.ts';
import { zoneFault } from './time-zone.ts';

const MOMENT = String.raw`(\d{4}-\d{2}-\d{2})\s+(\d{1,2}):(\d{2})`;
/** Its parts; whether they make sense is asked afterwards. */
export const DATED = new RegExp(String.raw`^\s*${MOMENT}\s*-\s*${MOMENT}(?:\s+(\S+))?\s*$`);
const FORM = 'write for example "2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin"';
const DAY = 24 * 60 * MINUTE;

/**
 * Reads `2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin`: from the first moment, inclusive, to the second, exclusive, on
 * the zone's clock. Where the clock shows a moment twice, the window begins with the first and ends with the second; where it
 * leaves one out, with the jump.
 */
export function parseDatedWindow(text: string): Parsed<DatedWindow> {
  const is = `is ${quote(text)}`;
  const [, fromDate, fromHour, fromMinute, toDate, toHour, toMinute, zone] = DATED.exec(text) ?? [];
  const from = momentOf(fromDate, fromHour, fromMinute);
  const to = momentOf(toDate, toHour, toMinute);
  if (from === null || to === null)
    return faulty(is, 'not a date and time, -, a date and time, and a time zone', FORM);
  if (typeof from === 'string') return faulty(is, from, FORM);
  if (typeof to === 'string') return faulty(is, to, FORM);
  if (zone === undefined) return faulty(is, 'it names no time zone', 'add one, such as Europe/Berlin or UTC');
  const unknown = zoneFault(is, zone);
  if (unknown !== null) return { ok: false, fault: unknown };
  const clock = wallClock(zone);
  const [begin, end] = [instantsOf(clock, from).first, instantsOf(clock, to).last];
  if (from > to) return faulty(is, 'it ends before it begins', 'write the earlier moment first');
  if (from === to || begin >= end) return faulty(is, 'it ends where it begins', 'end it at a later moment');
  return parsed({
    kind: 'dated',
    text: text.trim().replace(/\s+/g, ' '),
    from: instant(begin),
    to: instant(end),
  });
}

/** Milliseconds since 1970-01-01 00:00 on the wall, what is wrong with it, or null where something is missing. */
function momentOf(
  date: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
): number | string | null {
  if (date === undefined || hour === undefined || minute === undefined) return null;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes 2026-02-30 for a day in March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date))
    return `there is no ${date} in the calendar`;
  const inDay = (Number(hour) * 60 + Number(minute)) * MINUTE;
  if (Number(minute) > 59 || inDay > DAY) return `there is no ${hour}:${minute} on a clock`;
  return midnight + inDay;
}
