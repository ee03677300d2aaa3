import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** Text for people, or a name that somebody else gave: one line, not blank, at most `most` characters. */
export function parseLine(most: number, mend: string): (text: string) => Parsed<string> {
  return (text) => {
    const is = `is ${quote(text)}`;
    if (text.trim() === '') return faulty(is, 'nothing stands there', mend);
    if (text !== text.trim())
      return faulty(is, 'it begins or ends with a space', `write ${quote(text.trim())}`);
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return faulty(is, 'it is more than one plain line', mend);
    if (text.length > most) return faulty(is, `it has ${text.length} characters`, `write at most ${most}`);
    return parsed(text);
  };
}
