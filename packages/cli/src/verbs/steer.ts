import { formatResult } from '@glidepath/report';
import { steer as steerRollout, steerExitCode, type SteerVerb } from '@glidepath/verbs/steer';
import type { Context } from '../context.ts';
import { printable } from '../text/layout.ts';

export interface SteerFlags {
  readonly reason: string;
}

export interface PromoteFlags extends SteerFlags {
  readonly full?: boolean;
}

export interface RollbackFlags extends SteerFlags {
  readonly to?: string;
}

export async function rollback(context: Context, { reason, to }: RollbackFlags): Promise<number> {
  return ask(context, 'rollback', reason, to ?? null);
}

export async function steer(
  context: Context,
  verb: Exclude<SteerVerb, 'rollback'>,
  { reason }: SteerFlags,
): Promise<number> {
  return ask(context, verb, reason, null);
}

async function ask(context: Context, verb: SteerVerb, note: string, to: string | null): Promise<number> {
  const { terminal, json, file, environment } = context;
  const answer = await context.conducting((surroundings) =>
    steerRollout(surroundings, { file, environment, verb, note, to }),
  );
  const { outColours } = terminal;
  if (json) terminal.out(JSON.stringify(answer));
  else if (answer.result !== null) terminal.out(formatResult(answer.result, outColours));
  else if (answer.outcome === 'refused')
    terminal.note(`${terminal.noteColours.red('refused:')} ${printable(answer.message)}`);
  else terminal.out(printable(answer.message));
  return steerExitCode(answer);
}
