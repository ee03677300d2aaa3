import type { Result, ResultRelease, Sample } from '@glidepath/conductor';
import { evidenceRows } from '../evidence.ts';
import { clockText, countsText, shortDigest, weightText } from '../figures.ts';
import { decisionsOf, spanOf } from '../span.ts';
import { VERDICT_WORDS, eventWords } from '../words.ts';
import { code, plain } from './escape.ts';

/** A table whose cells are Markdown already; the oldest row first. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What was decided, when, by whom and why. */
export function decisionTable(result: Result, samples: readonly Sample[]): Table {
  const { from } = spanOf(result, samples);
  return {
    head: ['#', 'After', 'Weight', 'What', 'By', 'Why'],
    rows: decisionsOf(result).map(({ number, at, entry }) => [
      String(number),
      clockText(at - from),
      weightText(entry.weight),
      eventWords(entry.event, entry.weight, entry.wave),
      plain(entry.actor),
      plain(entry.note),
    ]),
  };
}

/** The figures behind the decisions, a row for each SLI. */
export function verdictTable(result: Result, samples: readonly Sample[]): Table {
  return {
    head: [
      '#',
      'At',
      'Verdict',
      'SLI',
      `Bad: ${plain(result.release.name)}`,
      `Bad: ${plain(result.stable?.name ?? 'the release before')}`,
      'Worse than allowed? (ln E)',
      'Good enough? (ln E)',
    ],
    rows: evidenceRows(result, samples).map((row) => [
      String(row.number),
      weightText(row.weight),
      VERDICT_WORDS[row.verdict],
      plain(row.sli),
      countsText(row.candidate),
      countsText(row.stable),
      row.worse,
      row.goodEnough,
    ]),
  };
}

/** A release for a table's cell: its name, the first digits of its digest and of its commit. */
export function releaseCell({ name, digest, commit }: ResultRelease): string {
  return [
    plain(name),
    code(shortDigest(digest).replace('…', '')),
    ...(commit === null ? [] : [`commit ${code(commit.slice(0, 12))}`]),
  ].join(', ');
}
