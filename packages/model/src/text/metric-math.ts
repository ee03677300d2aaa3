import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** CloudWatch takes 2048 characters; the names become longer or shorter on the way. */
const LONGEST = 1024;
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)(\s*\()?|(&&|\|\||[=!<>]=|[-+*/()[\],<>]))/y;
/** What is left of counts by these is a count of one series still. */
const FUNCTIONS = ['ABS', 'CEIL', 'FILL', 'FLOOR', 'IF', 'MAX', 'MIN', 'SUM'];
const WORDS = ['AND', 'OR', 'REPEAT', 'LINEAR'];
export const METRIC_NAME = /^[a-z][A-Za-z0-9_]*$/;

const MEND = 'write for example math: "target + FILL(balancer, 0)"';

/** Reads metric math over counts; kept as it was written. Names begin with a small letter, functions with a capital. */
export function parseMetricMath(text: string): Parsed<string> {
  const is = `is ${quote(text)}`;
  if (text.length > LONGEST) return faulty('is too long', `at most ${LONGEST} characters fit`, MEND);
  let place = 0;
  while (text.slice(place).trim() !== '') {
    TOKEN.lastIndex = place;
    const token = TOKEN.exec(text);
    if (token === null) {
      return faulty(
        is,
        `${quote(text.slice(place).trim().slice(0, 10))} is no metric math over counts`,
        MEND,
      );
    }
    const [all, , word, call] = token;
    if (word !== undefined) {
      const wrong = call === undefined ? wrongWord(word) : wrongFunction(word);
      if (wrong !== null) return faulty(is, wrong, MEND);
    }
    place += all.length;
  }
  return mathNames(text).length === 0 ? faulty(is, 'it names no metric', MEND) : parsed(text.trim());
}

function wrongFunction(name: string): string | null {
  if (FUNCTIONS.includes(name)) return null;
  return `${name} does not make counts of counts; there are ${FUNCTIONS.join(', ')}`;
}

function wrongWord(word: string): string | null {
  return METRIC_NAME.test(word) || WORDS.includes(word)
    ? null
    : `the name of a metric begins with a small letter, and ${quote(word)} does not`;
}

/** The metrics that an expression uses, each once. */
export function mathNames(expression: string): readonly string[] {
  return [...new Set(expression.match(NAMES) ?? [])];
}

/** The same expression over other names. */
export function renameMath(expression: string, rename: (name: string) => string): string {
  return expression.replace(NAMES, rename);
}
const NAMES = /(?<![A-Za-z0-9_])[a-z][A-Za-z0-9_]*/g;
