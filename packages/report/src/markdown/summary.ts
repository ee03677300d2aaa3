import type { Result, Sample } from '@glidepath/conductor';
import { dateText, durationText } from '../figures.ts';
import { DECISION_WORDS, REASON_WORDS } from '../words.ts';
import { charts } from './charts.ts';
import { code, plain, table } from './escape.ts';
import { decisionTable, releaseCell, verdictTable } from './tables.ts';
import type { Table } from './tables.ts';

/** GitHub refuses a step's summary that is greater. */
const MOST_BYTES = 1024 * 1024;

/** A rollout as GitHub-flavoured Markdown for a job's summary, at most 1 MiB: where it is too long it says what is left out. */
export function renderSummary(result: Result, samples: readonly Sample[]): string {
  const decisions = decisionTable(result, samples);
  const verdicts = verdictTable(result, samples);
  const drawn = charts(result, samples);
  const write = (keep: number) => compose(result, drawn, newest(decisions, keep), newest(verdicts, keep));
  let keep = Math.max(decisions.rows.length, verdicts.rows.length);
  let text = write(keep);
  while (Buffer.byteLength(text) > MOST_BYTES && keep > 0) {
    keep = Math.floor(keep / 2);
    text = write(keep);
  }
  return text;
}

/** The newest rows of a table. */
interface Newest extends Table {
  readonly leftOut: number;
}

function compose(result: Result, drawn: readonly string[], decisions: Newest, verdicts: Newest): string {
  const { name, emoji } = DECISION_WORDS[result.decision];
  return (
    [
      `## ${emoji} ${plain(result.service)} to ${plain(result.environment)}: ${name}`,
      `**${plain(result.release.name)} ${name}**: ${REASON_WORDS[result.reason]}. ${plain(result.message)}`,
      facts(result),
      ...drawn,
      ...section('Decisions', decisions),
      ...section('Verdicts', verdicts),
    ].join('\n\n') + '\n'
  );
}

function facts(result: Result): string {
  const length = Date.parse(result.endedAt) - Date.parse(result.startedAt);
  return table(
    ['What', 'Value'],
    [
      ['Release', releaseCell(result.release)],
      ['Instead of', result.stable === null ? 'nothing: the first release' : releaseCell(result.stable)],
      ['Live now', result.live === null ? 'nothing' : releaseCell(result.live)],
      ['Strategy', result.strategy],
      ['Started', dateText(Date.parse(result.startedAt))],
      ['Took', durationText(Math.max(0, length))],
      [
        'Ledger',
        [result.ledger.ref, ...(result.ledger.entry === null ? [] : [result.ledger.entry])]
          .map(code)
          .join(' at '),
      ],
    ],
  );
}

function newest({ head, rows }: Table, keep: number): Newest {
  const leftOut = Math.max(0, rows.length - keep);
  return { head, rows: rows.slice(leftOut), leftOut };
}

function section(title: string, { head, rows, leftOut }: Newest): readonly string[] {
  if (rows.length + leftOut === 0) return [];
  return [
    `### ${title}`,
    ...(leftOut === 0
      ? []
      : [`The oldest ${leftOut} rows are left out: a summary holds 1 MiB at most. The ledger has them all.`]),
    ...(rows.length === 0 ? [] : [table(head, rows)]),
  ];
}
