import { readFile } from 'node:fs/promises';
import { formatDiagnostic } from '@glidepath/model';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { faultsOf } from '../../../packages/model/src/issues.ts';
import { fault } from '../../../packages/model/src/fault.ts';
import { decode } from '../../../packages/model/src/source/decode.ts';
import { offsetAt } from '../../../packages/model/src/source/locate.ts';
import { placeAll, type PlacedFault } from '../../../packages/model/src/source/place.ts';
import type { Scenario } from '../world/scenario.ts';
import { ScenarioFile, scenariosOf } from './schema.ts';

/** Scenarios, or all that is wrong with their file: `file:line:column: what, why, mend`. */
export type ReadScenarios =
  | { readonly ok: true; readonly scenarios: readonly Scenario[] }
  | { readonly ok: false; readonly faults: readonly string[] };

export async function loadScenarios(path: string): Promise<ReadScenarios> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    const what = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    return refusal(path, '', [{ offset: 0, fault: fault(what, null, 'check the path') }]);
  }
  return readScenarios(bytes, path);
}

/** YAML, and so JSON too. `file` names it in what is told. */
export function readScenarios(content: Uint8Array | string, file: string): ReadScenarios {
  const { text, source } = decode(content);
  if (!source.ok) return refusal(file, text, source.faults);
  const document = parseDocument(text, { stringKeys: true, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ message, pos }) => ({
      offset: pos[0],
      fault: fault(message, null, 'check quotes, brackets and indentation here'),
    }));
    return refusal(file, text, faults);
  }
  const root = document.contents;
  if (root === null) {
    const mend = 'bench/analysis/examples/own-scenarios.yaml shows one';
    return refusal(file, text, [{ offset: 0, fault: fault('the file is empty', null, mend) }]);
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const shape = z.safeParse(ScenarioFile, value, { jitless: true });
  if (!shape.success) {
    const faults = faultsOf(value, shape.error.issues).map(({ path, part, fault: found }) => ({
      offset: offsetAt(root, path, part),
      fault: found,
    }));
    return refusal(file, text, faults);
  }
  const scenarios = scenariosOf(shape.data);
  if (scenarios.length > 0) return { ok: true, scenarios };
  return refusal(file, text, [
    { offset: 0, fault: fault('there is no scenario', null, 'write one under scenarios') },
  ]);
}

function refusal(file: string, text: string, faults: readonly PlacedFault[]): ReadScenarios {
  return { ok: false, faults: placeAll(file, text, faults).map(formatDiagnostic) };
}
