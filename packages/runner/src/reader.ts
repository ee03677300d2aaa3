import { parseDuration, parsePercent, type Millis, type Parsed, type Percent } from '@glidepath/model';
import { UserError } from '@glidepath/verbs/user-error';
import type { Runner } from './runner.ts';

/**
 * Inputs as values. What is left empty is null, or the first choice; what can't be read is a UserError that names the input
 * and shows what to write.
 */
export interface Reader<Input extends string> {
  readonly text: (input: Input) => string | null;
  /** The first of the choices is the default. */
  readonly choice: <const T extends string>(input: Input, choices: readonly [T, ...T[]]) => T;
  readonly duration: (input: Input) => Millis | null;
  readonly percent: (input: Input) => Percent | null;
  /** Above 0. */
  readonly number: (input: Input) => number | null;
  /** A whole number from 1 on. */
  readonly count: (input: Input) => number | null;
}

export function readerOf<Input extends string>(runner: Pick<Runner<Input>, 'input'>): Reader<Input> {
  const text = (input: Input): string | null => runner.input(input) || null;
  const read = <T>(input: Input, parse: (written: string) => Parsed<T>): T | null => {
    const written = text(input);
    if (written === null) return null;
    const result = parse(written);
    if (result.ok) return result.value;
    const { what, why, mend } = result.fault;
    throw new UserError([`the input ${input} ${what}`, ...(why === undefined ? [] : [why]), mend].join(', '));
  };
  return {
    text,
    choice: (input, choices) => read(input, (written) => oneOf(written, choices)) ?? choices[0],
    duration: (input) => read(input, parseDuration),
    percent: (input) => read(input, parsePercent),
    number: (input) => read(input, positiveNumber),
    count: (input) => read(input, wholeNumber),
  };
}

function oneOf<T extends string>(written: string, choices: readonly T[]): Parsed<T> {
  const value = choices.find((choice) => choice === written);
  return value === undefined ? unreadable(written, `one of ${choices.join(', ')}`) : { ok: true, value };
}

function positiveNumber(written: string): Parsed<number> {
  const value = Number(written);
  return /^\d{1,12}(\.\d{1,6})?$/.test(written) && value > 0
    ? { ok: true, value }
    : unreadable(written, 'a number above 0, such as 50 or 0.5');
}

function wholeNumber(written: string): Parsed<number> {
  return /^[1-9]\d{0,8}$/.test(written)
    ? { ok: true, value: Number(written) }
    : unreadable(written, 'a whole number from 1 on, such as 10');
}

function unreadable(written: string, wanted: string): Parsed<never> {
  return {
    ok: false,
    fault: { what: `is ${JSON.stringify(written.slice(0, 60))}`, mend: `write ${wanted}` },
  };
}
