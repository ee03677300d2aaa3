import type { FreezeWindow } from '../delivery.ts';
import { faulty } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { DATED, parseDatedWindow } from './dated-window.ts';
import { quote } from './quote.ts';
import { parseWeeklyWindow, WEEKLY } from './weekly-window.ts';

/** One of the two, as far as a pattern can say. */
export const FREEZE_WINDOW = new RegExp(`${WEEKLY.source}|${DATED.source}`);

/** Reads a window that comes back every week or one that comes once; which is meant is told by how it begins. */
export function parseFreezeWindow(text: string): Parsed<FreezeWindow> {
  if (/^\s*\d/.test(text)) return parseDatedWindow(text);
  if (/^\s*[a-z]+\s+\d/i.test(text)) return parseWeeklyWindow(text);
  return faulty(
    `is ${quote(text)}`,
    'not a day or date and time, -, a day or date and time, and a time zone',
    'write for example "Fri 16:00 - Mon 07:00 Europe/Berlin"',
  );
}
