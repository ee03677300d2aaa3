import { checkSlos as check } from '@glidepath/verbs/check-slos';
import type { Context } from '../context.ts';
import { checkSlosText } from '../text/check-slos.ts';

const UNSOUND = 1;

export async function checkSlos(context: Context): Promise<number> {
  const { terminal, json, file, environment } = context;
  const answer = await check(await context.surroundings(), { file, environment });
  terminal.out(json ? JSON.stringify(answer) : checkSlosText(answer, terminal.outColours));
  return answer.sound ? 0 : UNSOUND;
}
