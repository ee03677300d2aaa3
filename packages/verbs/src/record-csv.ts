import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { formatDiagnostic, type Diagnostic, type Fault } from '@glidepath/model';
import * as z from 'zod/mini';
import { UserError } from './user-error.ts';

/** CSV with a header row, as RFC 4180 has it; lines that begin with # are comments. */

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_DIAGNOSTICS = 20;

export interface CsvRow {
  readonly cells: readonly string[];
  /** Where the row begins, from 1. */
  readonly line: number;
  /** As it is written, quotes and all. */
  readonly raw: string;
}

/**
 * A CSV file with the places of its cells. Faults are gathered, so that all of them are told at once.
 * @throws UserError
 */
export class CsvFile {
  readonly rows: readonly CsvRow[];
  /** The comment lines before the header, without their #. */
  readonly comments: readonly string[];
  readonly #file: string;
  readonly #header: CsvRow;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #diagnostics: Diagnostic[] = [];
  #more = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.comments = commentsOf(text);
    const [header, ...rows] = rowsOf(file, text);
    if (header === undefined) this.refuse(1, 1, { what: 'it is empty', mend: 'begin with a header row' });
    this.#header = header ?? { cells: [], line: 1, raw: '' };
    this.rows = rows;
    this.#columns = new Map(this.#header.cells.map((name, index) => [name.trim(), index]));
    for (const row of rows) {
      if (row.cells.length === this.#header.cells.length) continue;
      const what = `the row has ${row.cells.length} cells, the header ${this.#header.cells.length}`;
      this.refuse(row.line, 1, { what, mend: 'separate cells by commas and quote those that hold one' });
    }
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** Refuses a header without one of these, or with others than those known. */
  columns(needed: readonly string[], known: readonly string[]): void {
    for (const name of needed) {
      if (this.has(name)) continue;
      const mend = `write a header with ${needed.join(', ')}`;
      this.refuse(this.#header.line, 1, { what: `column ${name} is missing`, mend });
    }
    for (const [index, cell] of this.#header.cells.entries()) {
      const name = cell.trim();
      const at = columnOf(this.#header.raw, index);
      if (![...needed, ...known].includes(name)) {
        const mend = `columns are ${[...needed, ...known].join(', ')}`;
        this.refuse(this.#header.line, at, { what: `column ${JSON.stringify(name)} is not known`, mend });
      } else if (this.#columns.get(name) !== index) {
        this.refuse(this.#header.line, at, { what: `column ${name} comes twice`, mend: 'leave one out' });
      }
    }
  }

  /** Empty where there is no such column or cell. */
  text(row: CsvRow, column: string): string {
    return row.cells[this.#columns.get(column) ?? -1] ?? '';
  }

  /** A number as JavaScript writes it; NaN and Infinity too. After a fault, NaN. */
  number(row: CsvRow, column: string): number {
    const text = this.text(row, column).trim();
    if (NUMBER.test(text)) return Number(text);
    return this.#wrong(row, column, 'a number', 'write for example 1200', Number.NaN);
  }

  /** A count of requests: 0 or more. After a fault, 0. */
  count(row: CsvRow, column: string): number {
    const value = Number(this.text(row, column).trim());
    if (NUMBER.test(this.text(row, column).trim()) && value >= 0 && Number.isFinite(value)) return value;
    return this.#wrong(row, column, 'a count', 'write 0 or more, such as 1200', 0);
  }

  /** A moment: ISO 8601, or seconds or milliseconds since 1970. After a fault, NaN. */
  time(row: CsvRow, column: string): number {
    const text = this.text(row, column).trim();
    const value = momentOf(text);
    if (value !== null) return value;
    const mend = 'write for example 2026-03-04T12:00:00Z, or seconds since 1970';
    return this.#wrong(row, column, 'a moment', mend, Number.NaN);
  }

  /** One of a list. After a fault, its first. */
  oneOf<T extends string>(row: CsvRow, column: string, all: readonly [T, ...T[]]): T {
    const text = this.text(row, column).trim();
    return (
      all.find((one) => one === text) ??
      this.#wrong(row, column, 'one of those known', `write ${all.join(' or ')}`, all[0])
    );
  }

  refuseCell(row: CsvRow, column: string, fault: Fault): void {
    this.refuse(row.line, columnOf(row.raw, this.#columns.get(column) ?? 0), fault);
  }

  refuse(line: number, column: number, fault: Fault): void {
    if (this.#diagnostics.length < MOST_DIAGNOSTICS)
      this.#diagnostics.push({ file: this.#file, line, column, ...fault });
    else this.#more += 1;
  }

  /** @throws UserError with all that was refused */
  check(): void {
    if (this.#diagnostics.length === 0) return;
    const more = this.#more === 0 ? [] : [`${this.#file}: and ${this.#more} more`];
    throw new UserError([...this.#diagnostics.map(formatDiagnostic), ...more].join('\n'), this.#diagnostics);
  }

  #wrong<T>(row: CsvRow, column: string, what: string, mend: string, instead: T): T {
    const text = this.text(row, column);
    this.refuseCell(row, column, {
      what:
        text === '' ? `${column} is empty` : `${column} is ${JSON.stringify(text.slice(0, 60))}, not ${what}`,
      mend,
    });
    return instead;
  }
}

/** @throws UserError where there is no such file, or it can't be one */
export async function readCsv(workspace: string, file: string): Promise<CsvFile> {
  const path = resolve(workspace, file);
  const there = await stat(path).catch(() => null);
  if (there === null || !there.isFile()) {
    throw new UserError(`${file} is ${there === null ? 'not there' : 'no file'}, name a CSV file`);
  }
  if (there.size > MOST_BYTES) {
    throw new UserError(
      `${file} is larger than ${MOST_BYTES / 1024 ** 2} MiB, cut out the time that matters`,
    );
  }
  const bytes = await readFile(path);
  return new CsvFile(file, utf8(file, bytes));
}

function utf8(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file} is not UTF-8 text, name a CSV file`);
  }
}

const NUMBER = /^(?:NaN|-?Infinity|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)?$/;
/** Seconds since 1970 stay below this until the year 5138; milliseconds have been above it since 1973. */
const FIRST_MS = 1e11;

function momentOf(text: string): number | null {
  if (ISO.test(text)) {
    const iso = text.replace(' ', 'T');
    // Without a zone it is UTC: a recording must not mean something else on another machine.
    const value = Date.parse(/Z$|[-+]\d\d:?\d\d$/.test(iso.slice(10)) || iso.length === 10 ? iso : `${iso}Z`);
    return Number.isNaN(value) ? null : value;
  }
  if (!/^\d+(?:\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return value < FIRST_MS ? value * 1000 : value;
}

const Parsed = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }),
);

function rowsOf(file: string, text: string): readonly CsvRow[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      raw: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return z.parse(Parsed, parsed).map(({ record, raw, info }) => {
      const own = ownText(raw);
      return { cells: record, raw: own, line: info.lines - (own.split('\n').length - 1) };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    const diagnostic = {
      file,
      line,
      column: 1,
      what: WRONG.get(error.code) ?? `it is no CSV here (${error.code})`,
      mend: 'quote cells that hold a comma, a quote or a line break, and double the quotes in them',
    };
    throw new UserError(formatDiagnostic(diagnostic), [diagnostic]);
  }
}

const WRONG: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quoted cell has no end'],
  ['INVALID_OPENING_QUOTE', 'a quote stands inside a cell that is not quoted'],
  ['CSV_INVALID_CLOSING_QUOTE', 'a quoted cell goes on after its closing quote'],
]);

/** A record's text without the comments and empty lines that stand before it, and without its end. */
function ownText(raw: string): string {
  return raw
    .replace(/^\uFEFF/, '')
    .replace(/^(?:(?:#[^\n]*)?\r?\n)+/, '')
    .replace(/\r?\n$/, '');
}

function commentsOf(text: string): readonly string[] {
  const comments: string[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/, 20)) {
    if (!line.startsWith('#')) break;
    comments.push(line.slice(1).trim());
  }
  return comments;
}

/** Where a row's cell begins on its first line, from 1, in UTF-16 units as editors count. */
function columnOf(raw: string, index: number): number {
  let quoted = false;
  let cell = 0;
  for (let position = 0; position < raw.length && cell < index; position++) {
    if (raw[position] === '"') quoted = !quoted;
    else if (raw[position] === ',' && !quoted) cell += 1;
    if (cell === index) return position + 2;
  }
  return 1;
}
