import { InvalidArgumentError, type Command } from 'commander';
import type { Context } from './context.ts';

/** Runs a verb with what its command was given. */
export type Act = (command: Command, work: (context: Context) => Promise<number>) => Promise<void>;

/** A verb of the program, with its help and its examples. */
export function verb(
  program: Command,
  name: string,
  what: string,
  examples: readonly (readonly [command: string, what: string])[],
): Command {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, explained]) => `  ${command.padEnd(width)}  ${explained}`);
  return program
    .command(name)
    .description(what)
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError(`("glidepath ${name} --help" shows what it takes)`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

export function positiveInteger(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1 on, such as 10.');
}

export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 0 on, such as 7.');
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Write a number above 0, such as 50 or 0.5.');
}
