import type { Result, ResultRelease, Sample } from '@glidepath/conductor';
import { evidenceRows } from '../evidence.ts';
import { clockText, countsText, dateText, durationText, shortDigest, weightText } from '../figures.ts';
import { decisionsOf, spanOf } from '../span.ts';
import { DECISION_WORDS, REASON_WORDS, VERDICT_WORDS, eventWords } from '../words.ts';
import { charts } from './charts.ts';
import { code, plain, table } from './escape.ts';

/** GitHub refuses a step's summary that is greater. */
const MOST_BYTES = 1024 * 1024;

/** A rollout as GitHub-flavoured Markdown for a job's summary, at most 1 MiB: where it is too long it says what is left out. */
export function renderSummary(result: Result, samples: readonly Sample[]): string {
  const rows = { decisions: decisionRows(result, samples), verdicts: verdictRows(result, samples) };
  const drawn = charts(result, samples);
  const write = (keep: number) =>
    compose(result, drawn, newest(rows.decisions, keep), newest(rows.verdicts, keep));
  let keep = Math.max(rows.decisions.length, rows.verdicts.length);
  let text = write(keep);
  while (Buffer.byteLength(text) > MOST_BYTES && keep > 0) {
    keep = Math.floor(keep / 2);
    text = write(keep);
  }
  return text;
}

interface Rows {
  readonly shown: readonly (readonly string[])[];
  readonly leftOut: number;
}

function compose(result: Result, drawn: readonly string[], decisions: Rows, verdicts: Rows): string {
  const { name, emoji } = DECISION_WORDS[result.decision];
  return (
    [
      `## ${emoji} ${plain(result.service)} to ${plain(result.environment)}: ${name}`,
      `**${plain(result.release.name)} ${name}**: ${REASON_WORDS[result.reason]}. ${plain(result.message)}`,
      facts(result),
      ...drawn,
      ...section('Decisions', ['#', 'After', 'Weight', 'What', 'By', 'Why'], decisions),
      ...section(
        'Verdicts',
        [
          '#',
          'At',
          'Verdict',
          'SLI',
          `Bad: ${plain(result.release.name)}`,
          `Bad: ${plain(result.stable?.name ?? 'the release before')}`,
          'Worse than allowed? (ln E)',
          'Good enough? (ln E)',
        ],
        verdicts,
      ),
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

function releaseCell({ name, digest, commit }: ResultRelease): string {
  return [
    plain(name),
    code(shortDigest(digest).replace('…', '')),
    ...(commit === null ? [] : [`commit ${code(commit.slice(0, 12))}`]),
  ].join(', ');
}

function decisionRows(result: Result, samples: readonly Sample[]): readonly (readonly string[])[] {
  const { from } = spanOf(result, samples);
  return decisionsOf(result).map(({ number, at, entry }) => [
    String(number),
    clockText(at - from),
    weightText(entry.weight),
    eventWords(entry.event, entry.weight),
    plain(entry.actor),
    plain(entry.note),
  ]);
}

function verdictRows(result: Result, samples: readonly Sample[]): readonly (readonly string[])[] {
  return evidenceRows(result, samples).map((row) => [
    String(row.number),
    weightText(row.weight),
    VERDICT_WORDS[row.verdict],
    plain(row.sli),
    countsText(row.candidate),
    countsText(row.stable),
    row.worse,
    row.goodEnough,
  ]);
}

function newest(rows: readonly (readonly string[])[], keep: number): Rows {
  const leftOut = Math.max(0, rows.length - keep);
  return { shown: rows.slice(leftOut), leftOut };
}

function section(title: string, head: readonly string[], { shown, leftOut }: Rows): readonly string[] {
  if (shown.length + leftOut === 0) return [];
  return [
    `### ${title}`,
    ...(leftOut === 0
      ? []
      : [`The oldest ${leftOut} rows are left out: a summary holds 1 MiB at most. The ledger has them all.`]),
    ...(shown.length === 0 ? [] : [table(head, shown)]),
  ];
}
