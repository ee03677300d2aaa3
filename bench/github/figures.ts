import { isMet, type Case } from './calls.ts';

/** What was measured, in words: a table and JSON. */
export function tableOf(cases: readonly Case[]): readonly string[] {
  return [
    'Calls of GitHub\'s API: those that count against the limit, and those answered with "not modified", which are free.',
    '',
    row('', 'counted', 'free', 'at most', ''),
    ...cases.map((one) => {
      const { what, counted, free, goal } = one;
      const verdict = goal === null ? '' : isMet(one) ? 'met' : 'MISSED';
      return row(what, String(counted), String(free), goal === null ? '-' : String(goal), verdict);
    }),
  ];
}

export function jsonOf(cases: readonly Case[]): string {
  return JSON.stringify({
    benchmark: 'github',
    cases: cases.map((one) => ({ ...one, met: isMet(one) })),
    met: cases.every(isMet),
  });
}

function row(first: string, ...cells: readonly string[]): string {
  return (first.padEnd(48) + cells.map((cell) => cell.padStart(9)).join('')).trimEnd();
}
