import type { Fault } from './fault.ts';

/** A fault at a place in a file; lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface Diagnostic extends Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `file:line:column: what, why, mend`, on one line. */
export function formatDiagnostic({ file, line, column, what, why, mend }: Diagnostic): string {
  const said = [what, why, mend].filter((clause) => clause !== undefined && clause !== '').join(', ');
  return `${file}:${line}:${column}: ${said}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
