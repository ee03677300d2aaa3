import { history as historyOf } from '@glidepath/verbs/history';
import type { Context } from '../context.ts';
import { historyText } from '../text/history.ts';

export interface HistoryFlags {
  readonly limit: number;
  readonly entries?: boolean;
}

export async function history(context: Context, { limit, entries = false }: HistoryFlags): Promise<number> {
  const { terminal, json, file, environment } = context;
  const answer = await historyOf(await context.surroundings(), { file, environment, limit, entries });
  terminal.out(json ? JSON.stringify(answer) : historyText(answer, terminal.outColours));
  return 0;
}
