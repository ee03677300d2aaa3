import type { Reading, Series, SliReading } from '@glidepath/analysis';
import type { RecordedLook, Recording } from '@glidepath/simulation';
import type { CsvFile, CsvRow } from './record-csv.ts';
import { COLUMNS, FORMAT, Header } from './record-format.ts';

/** Whether a CSV file is what `deploy --record` writes, and not somebody's own counters. */
export function isRecording(csv: CsvFile): boolean {
  return csv.comments[0]?.startsWith('glidepath recording') ?? false;
}

/**
 * Reads what `deploy --record` wrote.
 * @throws UserError with everything that is wrong with it, by line and column
 */
export function readRecording(csv: CsvFile): Recording {
  const header = headerOf(csv);
  csv.columns(COLUMNS, []);
  csv.check();
  const looks = grouped(csv, csv.rows, 'look').map((rows) => lookOf(csv, rows));
  csv.check();
  const { service, environment, release, stable, slis, history, settings } = header;
  return {
    service,
    environment,
    release: release.name,
    stable: stable?.name ?? null,
    slis: slis.map(({ name, budget, weight }) => ({ name, budget, weight })),
    history: new Map(
      history.map(({ sli, minutes }) => [sli, minutes.map(([bad, total]) => ({ bad, total }))]),
    ),
    settings,
    looks,
  };
}

function headerOf(csv: CsvFile) {
  const [format, text = ''] = csv.comments;
  if (format !== FORMAT) {
    csv.refuse(1, 1, {
      what: `it is ${JSON.stringify(format)}`,
      why: `this glidepath reads ${JSON.stringify(FORMAT)}`,
      mend: 'replay it with the glidepath that wrote it',
    });
    csv.check();
  }
  const parsed = Header.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  csv.refuse(2, 1, {
    what: `the second line does not say what was judged${where}`,
    mend: 'leave the comment lines as they were recorded',
  });
  csv.check();
  throw parsed.error;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function lookOf(csv: CsvFile, rows: readonly [CsvRow, ...CsvRow[]]): RecordedLook {
  const [first] = rows;
  const moment = (column: string): number | null =>
    csv.text(first, column) === '' ? null : csv.time(first, column);
  return {
    at: csv.time(first, 'at'),
    weight: csv.number(first, 'weight'),
    phase: csv.text(first, 'phase'),
    stepStart: moment('step_start'),
    stepUntil: moment('step_until'),
    readings:
      csv.text(first, 'reading') === ''
        ? []
        : grouped(csv, rows, 'reading').map((those) => readingOf(csv, those)),
    live: {
      lnRollback: numberOrNull(csv, first, 'ln_rollback'),
      lnPromotion: numberOrNull(csv, first, 'ln_promotion'),
    },
  };
}

function readingOf(csv: CsvFile, rows: readonly [CsvRow, ...CsvRow[]]): SliReading {
  const [first] = rows;
  const candidate: CsvRow[] = [];
  const stable: CsvRow[] = [];
  for (const row of rows) {
    const role = csv.oneOf(row, 'role', ['candidate', 'stable']);
    (role === 'candidate' ? candidate : stable).push(row);
  }
  const [firstCandidate] = candidate;
  if (firstCandidate === undefined) {
    csv.refuseCell(first, 'role', {
      what: 'the reading has no row of the candidate',
      mend: 'leave the rows of a look together, as they were recorded',
    });
  }
  return {
    sli: csv.text(first, 'sli'),
    candidate: sourceOf(csv, [firstCandidate ?? first, ...candidate.slice(1)]),
    stable: stable[0] === undefined ? null : sourceOf(csv, [stable[0], ...stable.slice(1)]),
  };
}

function sourceOf(csv: CsvFile, rows: readonly [CsvRow, ...CsvRow[]]): Reading {
  const [first] = rows;
  const kind = csv.oneOf(first, 'kind', ['cumulative', 'interval', 'no-data', 'source-down']);
  switch (kind) {
    case 'cumulative':
      return { kind, series: rows.flatMap((row) => seriesOf(csv, row)), ...untilOf(csv, first) };
    case 'interval':
      return {
        kind,
        bad: csv.number(first, 'bad'),
        total: csv.number(first, 'total'),
        ...untilOf(csv, first),
      };
    case 'no-data':
    case 'source-down':
      return { kind, why: csv.text(first, 'why') };
  }
}

function untilOf(csv: CsvFile, row: CsvRow): { readonly until?: number } {
  return csv.text(row, 'until') === '' ? {} : { until: csv.time(row, 'until') };
}

/** A row without figures says that there was no series. */
function seriesOf(csv: CsvFile, row: CsvRow): readonly Series[] {
  if (csv.text(row, 'bad') === '' && csv.text(row, 'total') === '') return [];
  return [{ id: csv.text(row, 'series'), bad: csv.number(row, 'bad'), total: csv.number(row, 'total') }];
}

function numberOrNull(csv: CsvFile, row: CsvRow, column: string): number | null {
  return csv.text(row, column) === '' ? null : csv.number(row, column);
}

/** Rows that follow each other with the same text in a column. */
function grouped(
  csv: CsvFile,
  rows: readonly CsvRow[],
  column: string,
): readonly (readonly [CsvRow, ...CsvRow[]])[] {
  const groups: [CsvRow, ...CsvRow[]][] = [];
  let before: string | null = null;
  for (const row of rows) {
    const name = csv.text(row, column);
    const group = groups.at(-1);
    if (group !== undefined && name === before) group.push(row);
    else groups.push([row]);
    before = name;
  }
  return groups;
}
