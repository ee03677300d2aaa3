import { stripVTControlCharacters } from 'node:util';
import { formatDuration, millis } from '@glidepath/model';

/** Somebody else's text on one line, without anything that a terminal would obey. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

/** Rows as columns, two spaces apart; colours take no room. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

/** A length of time, to the second: "1h30m". */
export function span(ms: number): string {
  return ms < 1000 ? formatDuration(millis(ms)) : formatDuration(millis(Math.round(ms / 1000) * 1000));
}

/** An ISO 8601 time as "2026-03-04 12:00:05 UTC". */
export function moment(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** A release: its name, and enough of its digest to tell it from another of that name. */
export function releaseText({ name, digest }: { readonly name: string; readonly digest: string }): string {
  return `${printable(name)} (${digest.slice(0, 'sha256:'.length + 12)})`;
}

/** A weight from 0 to 100: "12.5 %". */
export function weightText(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}
