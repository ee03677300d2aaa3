import type { Node } from 'yaml';
import * as z from 'zod/mini';
import type { Diagnostic } from '../diagnostic.ts';
import { fault } from '../fault.ts';
import type { Fault } from '../fault.ts';
import { faultsOf, pathText } from '../issues.ts';
import { offsetAt } from '../source/locate.ts';
import { placeAll } from '../source/place.ts';
import { quote } from '../text/quote.ts';
import { outcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** A document as it is written, or a part of one. */
export interface Part {
  /** What messages call the document: its kind, once that is known. */
  readonly title: string;
  readonly file: string;
  /** The text of the whole file. */
  readonly text: string;
  /** Of the document. */
  readonly root: Node;
  readonly document: unknown;
  /** From the document to the part. */
  readonly path: readonly PropertyKey[];
}

export function within(part: Part, ...steps: readonly PropertyKey[]): Part {
  return { ...part, path: [...part.path, ...steps] };
}

/** What is wrong with a part, at its place; where there is nothing, at that of what should hold it. */
export function wrongAt(part: Part, what: string, why: string | null, mend: string): Wrong {
  return placed(part, fault(`${pathText([part.title, ...part.path])} ${what}`, why, mend));
}

/** A part has no such key. */
export function lacking(part: Part, key: string, mend: string): Wrong {
  const found = fault(`${pathText([part.title, ...part.path])} has no ${quote(key)}`, null, mend);
  return placed(within(part, key), found);
}

interface Wrong {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
}

function placed({ file, text, root, path }: Part, found: Fault): Wrong {
  const offset = offsetAt(root, path, 'value');
  return { ok: false, diagnostics: placeAll(file, text, [{ offset, fault: found }]) };
}

/** Reads a whole document by its schema. */
export function contentOf<T>(part: Part, schema: z.core.$ZodType<T>): Outcome<T> {
  const { title, file, text, root, document } = part;
  const shape = z.safeParse(schema, document, { jitless: true });
  if (shape.success) return outcome(shape.data);
  const issues = shape.error.issues.map((issue) => ({ ...issue, path: [title, ...issue.path] }));
  const placed = faultsOf({ [title]: document }, issues).map(({ path, part: side, fault: found }) => ({
    offset: offsetAt(root, path.slice(1), side),
    fault: found,
  }));
  return { ok: false, diagnostics: placeAll(file, text, placed) };
}
