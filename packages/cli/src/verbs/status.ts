import { EXIT_CODES } from '@glidepath/conductor';
import { formatResult } from '@glidepath/report';
import { status as statusOf } from '@glidepath/verbs/status';
import type { Context } from '../context.ts';
import { statusText } from '../text/status.ts';

export interface StatusFlags {
  readonly finish?: boolean;
}

export async function status(context: Context, { finish = false }: StatusFlags): Promise<number> {
  const { terminal, json, file, environment } = context;
  const { outColours } = terminal;
  const options = { file, environment, finish };
  const answer = finish
    ? await context.conducting((surroundings) => statusOf(surroundings, options))
    : await statusOf(await context.surroundings(), options);
  const { result } = answer;
  if (json) terminal.out(JSON.stringify(answer));
  else {
    if (result !== null) terminal.out(formatResult(result, outColours));
    terminal.out(statusText(answer, outColours));
  }
  return result === null ? 0 : EXIT_CODES[result.decision];
}
