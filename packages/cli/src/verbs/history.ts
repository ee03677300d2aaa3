import { millis } from '@glidepath/model';
import { history as historyOf } from '@glidepath/verbs/history';
import { UserError } from '@glidepath/verbs/user-error';
import type { Context } from '../context.ts';
import { lengthOf } from '../length.ts';
import { historyText } from '../text/history.ts';

export interface HistoryFlags {
  readonly limit: number;
  readonly entries?: boolean;
  readonly dora?: boolean;
  readonly since?: string;
}

const PERIOD = millis(90 * 86_400_000);

export async function history(context: Context, flags: HistoryFlags): Promise<number> {
  if (flags.dora === true) return figures(context, flags.since);
  const { terminal, json, file, environment } = context;
  const { limit, entries = false } = flags;
  const answer = await historyOf(await context.surroundings(), { file, environment, limit, entries });
  terminal.out(json ? JSON.stringify(answer) : historyText(answer, terminal.outColours));
  return 0;
}

async function figures(context: Context, since: string | undefined): Promise<number> {
  const { terminal, json, file, environment } = context;
  const period = since === undefined ? PERIOD : lengthOf('--since', since);
  if (period === 0)
    throw new UserError('--since is 0s, and in no time nothing happens; write for example 30d');
  const [{ dora }, { doraText }] = await Promise.all([
    import('@glidepath/verbs/dora'),
    import('../text/dora.ts'),
  ]);
  const answer = await dora(await context.surroundings(), { file, environment, since: period });
  terminal.out(json ? JSON.stringify(answer) : doraText(answer, terminal.outColours));
  return 0;
}
