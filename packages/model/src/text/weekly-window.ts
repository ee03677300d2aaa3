import type { WeeklyWindow } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';
import { zoneFault } from './time-zone.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const DAY_MINUTES = 24 * 60;
/** Minutes in a week. */
export const WEEK_MINUTES = 7 * DAY_MINUTES;

const MOMENT = String.raw`([A-Za-z]+)\s+(\d{1,2}):(\d{2})`;
/** Its parts; whether they make sense is asked afterwards. */
export const WEEKLY = new RegExp(String.raw`^\s*${MOMENT}\s*-\s*${MOMENT}(?:\s+(\S+))?\s*$`);
const FORM = 'write for example "Fri 16:00 - Mon 07:00 Europe/Berlin"';

/** Reads `Fri 16:00 - Mon 07:00 Europe/Berlin`: from the first moment, inclusive, to the second, exclusive. */
export function parseWeeklyWindow(text: string): Parsed<WeeklyWindow> {
  const is = `is ${quote(text)}`;
  const [, fromDay, fromHour, fromMinute, toDay, toHour, toMinute, zone] = WEEKLY.exec(text) ?? [];
  const from = momentOf(fromDay, fromHour, fromMinute);
  const to = momentOf(toDay, toHour, toMinute);
  if (from === null || to === null)
    return faulty(is, 'not a day and time, -, a day and time, and a time zone', FORM);
  if (typeof from === 'string') return faulty(is, from, FORM);
  if (typeof to === 'string') return faulty(is, to, FORM);
  if (zone === undefined) return faulty(is, 'it names no time zone', 'add one, such as Europe/Berlin or UTC');
  const unknown = zoneFault(is, zone);
  if (unknown !== null) return { ok: false, fault: unknown };
  if (from === to)
    return faulty(
      is,
      'it covers the whole week so that nothing could be released',
      'end it at another moment',
    );
  return parsed({ kind: 'weekly', text: text.trim().replace(/\s+/g, ' '), from, to, zone });
}

/** Minutes since Monday 00:00, what is wrong with it, or null where something is missing. */
function momentOf(
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
): number | string | null {
  if (day === undefined || hour === undefined || minute === undefined) return null;
  const index = DAYS.findIndex((name) => name === day);
  if (index < 0) return `the days are ${DAYS.join(' ')}`;
  const inDay = Number(hour) * 60 + Number(minute);
  if (Number(minute) > 59 || inDay > DAY_MINUTES) return `there is no ${hour}:${minute} on a clock`;
  return (index * DAY_MINUTES + inDay) % WEEK_MINUTES;
}
