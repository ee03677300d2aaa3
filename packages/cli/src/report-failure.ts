import { failureOf } from '@glidepath/verbs/failure';
import type { Context } from './context.ts';
import type { Env } from './terminal.ts';
import { printable } from './text/layout.ts';

/** Tells why a verb gave no answer; with `--json` a program is told too. Gives the exit code. */
export function reportFailure(error: unknown, { terminal, json }: Context, verb: string, env: Env): number {
  const { kind, message, cause, diagnostics, exitCode, stack } = failureOf(error);
  const { red, dim } = terminal.noteColours;
  terminal.note(
    message
      .split('\n')
      .map((line) => `${red('glidepath:')} ${printable(line)}`)
      .join('\n'),
  );
  if (kind === 'defect') {
    terminal.note(
      'this is a defect in glidepath; run it again with GLIDEPATH_DEBUG=1 to see where, and report it',
    );
    if (env['GLIDEPATH_DEBUG'] === '1' && stack !== null) terminal.note(dim(stack));
  }
  if (json)
    terminal.out(
      JSON.stringify({
        version: 1,
        verb,
        error: { kind, ...(cause === null ? {} : { cause }), message, exitCode, diagnostics },
      }),
    );
  return exitCode;
}
