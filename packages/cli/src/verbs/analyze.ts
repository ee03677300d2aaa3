import { analyze as judge, analyzeExitCode } from '@glidepath/verbs/analyze';
import type { Context } from '../context.ts';
import { lengthOf } from '../length.ts';
import { analyzeText } from '../text/analyze.ts';

export interface AnalyzeFlags {
  readonly for?: string;
}

export async function analyze(context: Context, flags: AnalyzeFlags): Promise<number> {
  const { terminal, json, file, environment } = context;
  const forMs = flags.for === undefined ? null : lengthOf('--for', flags.for);
  const answer = await context.conducting((surroundings) =>
    judge(surroundings, { file, environment, forMs }),
  );
  terminal.out(json ? JSON.stringify(answer) : analyzeText(answer, terminal.outColours));
  return analyzeExitCode(answer);
}
