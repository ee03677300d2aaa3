import {
  block as blockEnvironment,
  blockExitCode,
  unblock as unblockIt,
  type BlockAnswer,
} from '@glidepath/verbs/block';
import type { Context } from '../context.ts';
import { printable } from '../text/layout.ts';

export interface BlockFlags {
  readonly reason: string;
  readonly until?: string;
}

export interface UnblockFlags {
  readonly reason: string;
  readonly digest?: string;
}

export async function block(context: Context, { reason, until }: BlockFlags): Promise<number> {
  const { file, environment } = context;
  const options = { file, environment, reason, until: until ?? null };
  return told(context, await blockEnvironment(await context.surroundings(), options));
}

export async function unblock(context: Context, { reason, digest }: UnblockFlags): Promise<number> {
  const { file, environment } = context;
  const options = { file, environment, reason, digest: digest ?? null };
  return told(context, await unblockIt(await context.surroundings(), options));
}

function told({ terminal, json }: Context, answer: BlockAnswer): number {
  if (json) terminal.out(JSON.stringify(answer));
  else if (answer.outcome === 'refused')
    terminal.note(`${terminal.noteColours.red('refused:')} ${printable(answer.message)}`);
  else terminal.out(printable(answer.message));
  return blockExitCode(answer);
}
