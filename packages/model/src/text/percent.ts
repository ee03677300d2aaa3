import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { percent } from '../units.ts';
import type { Percent } from '../units.ts';
import { quote } from './quote.ts';

/** A percentage as it is written: `5%`, `99.95%`. */
export const PERCENT = /^\d{1,9}(?:\.\d{1,6})?%$/;

export function parsePercent(text: string): Parsed<Percent> {
  if (!PERCENT.test(text)) return faulty(`is ${quote(text)}`, 'a percentage is a number and %', mend(text));
  const value = Number(text.slice(0, -1));
  if (value > 100) return faulty(`is ${text}`, 'more than the whole', 'write at most 100%');
  return parsed(percent(value));
}

function mend(text: string): string {
  const bare = /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(text)?.[1];
  return bare !== undefined && PERCENT.test(`${bare}%`) ? `write ${bare}%` : 'write for example 5% or 99.9%';
}

/** Reads back as the same percentage where it has at most six decimals: 99.9 is "99.9%". */
export function formatPercent(value: Percent): string {
  return `${Number(value.toFixed(6))}%`;
}
