import { stripVTControlCharacters } from 'node:util';

/** Longest note or reason that an entry keeps, in UTF-16 units. */
export const NOTE_LIMIT = 2000;

/** Marks that turn the reading direction, so that a text shows something else than it says. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Git takes a message with noncharacters, such as U+FFFF, for Latin-1. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\s]+/gu;
const ESCAPED = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}]/gu;

/** One printable line: no control characters, terminal sequences or line breaks; cut at `limit`. */
export function plain(text: string, limit: number): string {
  const visible = stripVTControlCharacters(text.toWellFormed()).replace(DIRECTION_MARKS, '');
  return clip(visible.replace(UNPRINTABLE, ' ').trim(), limit);
}

/** Cuts to at most `limit` UTF-16 units and shows that it did. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Never leaves the first half of a surrogate pair behind.
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Breaks between words; a word longer than `width` gets a line of its own. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Compact JSON that is safe on a terminal and in git: what cannot be printed is escaped, so nothing is lost. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(ESCAPED, (character) => character.split('').map(escaped).join(''));
}

/** One UTF-16 unit, as JSON has it. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
