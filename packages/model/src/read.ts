import * as z from 'zod/mini';
import { inconsistencies } from './consistency.ts';
import type { Delivery } from './delivery.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fault } from './fault.ts';
import { DeliveryFile } from './file/delivery-file.ts';
import { faultsOf } from './issues.ts';
import { toDelivery } from './resolve.ts';
import { resolveOpenSlo } from './openslo/resolve.ts';
import type { OpenSloFiles } from './openslo/resolve.ts';
import { decode } from './source/decode.ts';
import { offsetAt } from './source/locate.ts';
import { placeAll } from './source/place.ts';
import type { PlacedFault } from './source/place.ts';
import { readYaml } from './source/yaml.ts';

/** A delivery, or everything that is wrong with its file, in the file's order, and then with those that it names. */
export type ReadResult =
  | { readonly ok: true; readonly delivery: Delivery }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The greatest size of a delivery file, in bytes. */
export const SIZE_LIMIT = 1024 * 1024;

/**
 * Reads a delivery file from its content; `file` names it in diagnostics. What is no YAML is told first and alone; else all
 * faults are told at once, those of single values and those between values. `files` are the files of OpenSLO that it names.
 */
export function readDelivery(
  content: Uint8Array | string,
  file: string,
  files: OpenSloFiles = new Map(),
): ReadResult {
  if (content.length > SIZE_LIMIT)
    return { ok: false, diagnostics: placeAll(file, '', [tooLarge(content.length)]) };
  const { text, source } = decode(content);
  if (!source.ok) return { ok: false, diagnostics: placeAll(file, text, source.faults) };
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, diagnostics: placeAll(file, text, yaml.faults) };

  const { value: asWritten, root } = yaml.value;
  const { file: value, faults: misnamed, diagnostics: elsewhere } = resolveOpenSlo(asWritten, files);
  // A file is read once: compiling the schemas would cost more than it saves.
  const shape = z.safeParse(DeliveryFile, value, { jitless: true });
  const faults = [
    ...(shape.success ? [] : faultsOf(value, shape.error.issues)),
    ...inconsistencies(value, asWritten),
    ...misnamed,
  ];
  if (shape.success && faults.length === 0 && elsewhere.length === 0)
    return { ok: true, delivery: toDelivery(shape.data, value) };
  const placed = faults.map(({ path, part, fault: found }) => ({
    offset: offsetAt(root, path, part),
    fault: found,
  }));
  return { ok: false, diagnostics: [...placeAll(file, text, placed), ...elsewhere] };
}

/** What is told of a file of that many bytes, which is not read at all. */
export function tooLarge(bytes: number): PlacedFault {
  const what = `the file has ${bytes} bytes`;
  return {
    offset: 0,
    fault: fault(what, `a delivery file has at most ${SIZE_LIMIT}`, 'check that it is the right one'),
  };
}
