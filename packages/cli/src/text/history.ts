import type { HistoryAnswer, HistoryEntry, Passage } from '@glidepath/verbs/history';
import type { Colours } from '../terminal.ts';
import { columns, moment, printable, span, weightText } from './layout.ts';

/** What the ledger holds, newest first. */
export function historyText(answer: HistoryAnswer, colours: Colours): string {
  const { bold, dim } = colours;
  const head = bold(`${answer.service} in ${answer.environment}`) + dim(` (${answer.ledger})`);
  const body =
    answer.entries === null ? rollouts(answer.rollouts, colours) : entries(answer.entries, colours);
  return `${head}\n${body}`;
}

function rollouts(passages: readonly Passage[], { dim }: Colours): string {
  if (passages.length === 0) return 'nothing was delivered here yet';
  const rows = passages.map((passage) => [
    moment(passage.startedAt),
    printable(passage.release.name),
    passage.decision ?? 'under way',
    passage.reason ?? '',
    passage.durationMs === null ? '' : span(passage.durationMs),
    printable(passage.actor),
    passage.entry.slice(0, 12),
  ]);
  const titles = ['started', 'release', 'decision', 'reason', 'took', 'by', 'entry'].map(dim);
  return columns([titles, ...rows]);
}

function entries(all: readonly HistoryEntry[], { dim }: Colours): string {
  if (all.length === 0) return 'the ledger is empty';
  const rows = all.map((entry) => [
    moment(entry.at),
    entry.entry.slice(0, 12),
    entry.event,
    printable(entry.release?.name ?? ''),
    weightText(entry.weight),
    printable(entry.actor),
    printable(entry.note),
  ]);
  const titles = ['at', 'entry', 'event', 'release', 'weight', 'by', 'why'].map(dim);
  return columns([titles, ...rows]);
}
