import { LineCounter } from 'yaml';
import type { Diagnostic } from '../diagnostic.ts';
import { fault } from '../fault.ts';
import type { Fault } from '../fault.ts';

/** A fault at an offset into a text. */
export interface PlacedFault {
  readonly offset: number;
  readonly fault: Fault;
}

/** A text that was read, or what is wrong with it. */
export type Source<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly PlacedFault[] };

export function refused(offset: number, what: string, why: string | null, mend: string): Source<never> {
  return { ok: false, faults: [{ offset, fault: fault(what, why, mend) }] };
}

/** Turns offsets into lines and columns, in the text's order. */
export function placeAll(file: string, text: string, faults: readonly PlacedFault[]): readonly Diagnostic[] {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return faults
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, fault: found }) => {
      const { line, col } = lines.linePos(Math.min(offset, text.length));
      return { file, line, column: col, ...found };
    });
}
