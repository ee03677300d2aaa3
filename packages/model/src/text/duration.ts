import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { millis } from '../units.ts';
import type { Millis } from '../units.ts';
import { quote } from './quote.ts';

/** A length of time as it is written: `250ms`, `30s`, `5m`, `1h30m`, `2d`. */
export const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;
const LONGEST_DAYS = 365;
const LONGEST = LONGEST_DAYS * UNITS[0][1];

export function parseDuration(text: string): Parsed<Millis> {
  const match = DURATION.exec(text);
  if (match === null)
    return faulty(`is ${quote(text)}`, 'a length of time is a number and its unit', mend(text));
  let total = 0;
  for (const [index, [, size]] of UNITS.entries()) total += Number(match[index + 1] ?? 0) * size;
  if (total > LONGEST) {
    return faulty(`is ${quote(text)}`, 'longer than a year', `write at most ${LONGEST_DAYS}d`);
  }
  return parsed(millis(total));
}

/** The mend for a text that is no length of time: the likely one where it can be told. */
function mend(text: string): string {
  const bare = /^\s*(\d+)\s*$/.exec(text)?.[1];
  if (bare !== undefined) return withUnit(bare);
  const [, count, unit] = /^(\d+) *([a-z])[a-z]*$/i.exec(text) ?? [];
  const known = UNITS.find(([name]) => name === unit?.toLowerCase());
  if (count !== undefined && known !== undefined) return `write ${count}${known[0]}`;
  return 'write for example 30s, 5m or 1h30m';
}

/** The mend for a number without a unit. */
export function withUnit(count: string | number): string {
  return `write the unit too: ${count}s, ${count}m or ${count}h`;
}

/** The shortest form that `parseDuration` reads back as the same length: 5400000 is "1h30m", 0 is "0s". */
export function formatDuration(length: Millis): string {
  let rest: number = length;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
