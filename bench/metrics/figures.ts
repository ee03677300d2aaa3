import type { Case } from './measure.ts';

/** What was measured, in words: a table and JSON. */
export function tableOf(cases: readonly Case[]): readonly string[] {
  return [
    'One poll in the middle of a rollout: requests, and bytes with their headers.',
    '',
    row('source', 'SLIs', 'targets', 'requests', 'sent', 'received'),
    ...cases.map(({ source, slis, targets, requests, sentBytes, receivedBytes }) =>
      row(source, ...[slis, targets, requests].map(String), size(sentBytes), size(receivedBytes)),
    ),
  ];
}

export function jsonOf(cases: readonly Case[]): string {
  return JSON.stringify({ benchmark: 'metrics', cases });
}

function size(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`;
}

function row(first: string, ...cells: readonly string[]): string {
  return first.padEnd(14) + cells.map((cell) => cell.padStart(11)).join('');
}
