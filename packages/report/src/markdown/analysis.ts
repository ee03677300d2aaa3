import type { SliNote, VerdictNote } from '@glidepath/rollout';
import { countsText, evidenceText } from '../figures.ts';
import { VERDICT_WORDS } from '../words.ts';
import { plain, table } from './escape.ts';

/** A verdict that was asked for, and what it rests on. */
export interface AnalysisShown {
  readonly service: string;
  readonly environment: string;
  readonly verdict: VerdictNote['kind'];
  readonly message: string;
  readonly candidate: { readonly name: string } | null;
  readonly stable: { readonly name: string } | null;
  readonly slis: readonly SliNote[];
  readonly looks: number;
}

/** For a job's summary. */
export function renderAnalysis(answer: AnalysisShown): string {
  const { service, environment, verdict, message, candidate, stable, slis, looks } = answer;
  const heading = `## ${EMOJI[verdict]} ${plain(service)} in ${plain(environment)}: ${VERDICT_WORDS[verdict]}`;
  const rows = slis.map((note) => [
    plain(note.sli),
    countsText(note.candidate),
    countsText(note.stable),
    lnText(note.lnRollback),
    lnText(note.lnPromotion),
  ]);
  const head = [
    'SLI',
    `Bad: ${plain(candidate?.name ?? 'the release')}`,
    `Bad: ${plain(stable?.name ?? 'the release before')}`,
    'Worse than allowed? (ln E)',
    'Good enough? (ln E)',
  ];
  return (
    [
      heading,
      `${plain(message)} (${looks === 1 ? 'one look' : `${looks} looks`})`,
      ...(rows.length === 0 ? [] : [table(head, rows)]),
    ].join('\n\n') + '\n'
  );
}

const EMOJI: Readonly<Record<VerdictNote['kind'], string>> = {
  healthy: '✅',
  breach: '❌',
  'too-few-samples': '⏳',
  'no-data': '❓',
  'source-down': '❓',
};

function lnText(ln: number | null): string {
  return ln === null ? 'not tested' : evidenceText(ln);
}
