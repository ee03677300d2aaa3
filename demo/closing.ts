import { rateOf, type Delivery } from './check.ts';

const HEAD = [
  'release',
  'it',
  'decision',
  'reason',
  'time',
  'requests',
  '/s',
  'failed',
  'not by release',
  'unsent',
  'p95',
];
/** Columns of text; those after them are figures. */
const TEXT_COLUMNS = 4;

/** The table at the end, a line each. */
export function closingTable(deliveries: readonly Delivery[]): readonly string[] {
  const rows = [HEAD, ...deliveries.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < TEXT_COLUMNS ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...rest] = lines;
  return [head, '-'.repeat(Math.max(...lines.map((line) => line.length))), ...rest];
}

function rowOf({ release, result, clients }: Delivery): readonly string[] {
  const seconds = (Date.parse(result.endedAt) - Date.parse(result.startedAt)) / 1_000;
  return [
    release.behaviour.name,
    release.about,
    result.decision,
    result.reason,
    `${seconds.toFixed(1)} s`,
    String(clients.requests),
    rateOf(clients).toFixed(0),
    String(clients.failed),
    String(clients.failedNotByRelease),
    String(clients.unsent),
    clients.p95 === null ? '' : `${clients.p95.toFixed(0)} ms`,
  ];
}

/** The action's result and what clients saw, as one line for machines. */
export function jsonLine({ result, clients }: Delivery): string {
  const { requests, failed, failedNotByRelease } = clients;
  return JSON.stringify({ ...result, clients: { requests, failed, failedNotByRelease } });
}
