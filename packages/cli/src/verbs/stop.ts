import { stop as stopTarget } from '@glidepath/verbs/stop';
import type { Context } from '../context.ts';

export async function stop(context: Context): Promise<number> {
  const { terminal, json, file, environment } = context;
  const answer = await stopTarget(await context.surroundings(), { file, environment });
  const where = `${answer.service} in ${answer.environment}`;
  if (json) terminal.out(JSON.stringify(answer));
  else
    terminal.out(
      answer.stopped ? `${where} is stopped; the next delivery starts it again` : `${where} does not run`,
    );
  return 0;
}
