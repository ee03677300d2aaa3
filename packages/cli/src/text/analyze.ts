import type { AnalyzeAnswer } from '@glidepath/verbs/analyze';
import type { Colours } from '../terminal.ts';
import { columns, printable, releaseText } from './layout.ts';

/** The verdict, and the counts behind it. */
export function analyzeText(answer: AnalyzeAnswer, { bold, dim, green, red, yellow }: Colours): string {
  const { verdict, candidate, stable, slis, looks } = answer;
  const colour = verdict === 'healthy' ? green : verdict === 'breach' ? red : yellow;
  const beside = stable === null ? 'by its objectives alone' : `beside ${releaseText(stable)}`;
  return [
    `${bold(`${answer.service} in ${answer.environment}`)}: ${releaseText(candidate)}, ${beside}`,
    `${colour(verdict)}: ${printable(answer.message)}`,
    columns(
      slis.map((sli) => [
        '',
        printable(sli.sli),
        `${sli.candidate.bad} of ${sli.candidate.total} bad`,
        stable === null ? '' : dim(`before: ${sli.stable.bad} of ${sli.stable.total}`),
      ]),
    ),
    dim(`${looks} looks`),
  ].join('\n');
}
