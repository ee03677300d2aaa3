import {
  ArityError,
  EmptyExpressionError,
  LexerError,
  ParseError,
  search,
  UnknownFunctionError,
} from '@aws-lambda-powertools/jmespath';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** What is wrong with the expression itself, whatever it is asked of. */
const OF_THE_EXPRESSION = [LexerError, ParseError, EmptyExpressionError, UnknownFunctionError, ArityError];

/** Checks a JMESPath expression; it stays as it was written. */
export function parseJmesPath(text: string): Parsed<string> {
  const error = errorOf(text);
  if (error === null) return parsed(text);
  const bare = /(?<!['"`])\{release\}/.test(text);
  const mend = bare
    ? 'put {release} in quotes, as in items[?version==\'{release}\'] or versions."{release}"'
    : 'write JMESPath, such as sum(items[].requests)';
  return faulty(`is ${quote(text)}`, error, mend);
}

function errorOf(text: string): string | null {
  try {
    searchJson(text, {});
    return null;
  } catch (error) {
    const own = OF_THE_EXPRESSION.some((kind) => error instanceof kind);
    if (!own || !(error instanceof Error)) return null;
    return quote(
      error.message.replace(/^Invalid jmespath expression: /, '').replace(/ in expression: .*$/s, ''),
    );
  }
}

/**
 * What a JMESPath expression finds in what JSON.parse gave.
 * @throws Error where a function is asked of what it does not take
 */
export function searchJson(expression: string, json: unknown): unknown {
  if (!isJson(json)) throw new TypeError('there is no JSON to search');
  // The library looks expressions up in a plain object, where a bare "constructor" would find something else.
  return search(` ${expression}`, json);
}

/** Whatever JSON.parse gave is JSON. */
function isJson(value: unknown): value is Parameters<typeof search>[1] {
  return value !== undefined && typeof value !== 'function';
}
