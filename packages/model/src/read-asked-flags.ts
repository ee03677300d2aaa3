import { isScalar } from 'yaml';
import * as z from 'zod/mini';
import { nameAsOutput } from './asked-flags.ts';
import type { AskedFlag } from './asked-flags.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fault } from './fault.ts';
import { AskedFlags } from './file/asked-flag.ts';
import { faultsOf, pathText } from './issues.ts';
import type { PathFault } from './issues.ts';
import { decode } from './source/decode.ts';
import { offsetAt } from './source/locate.ts';
import { placeAll } from './source/place.ts';
import type { PlacedFault } from './source/place.ts';
import { readYamlDocuments } from './source/yaml.ts';
import type { Yaml } from './source/yaml.ts';
import { quote } from './text/quote.ts';

/** Flags, or everything that is wrong with their text. */
export type AskedFlagsResult =
  | { readonly ok: true; readonly flags: readonly AskedFlag[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads flags from a text of YAML: a key, a mapping, or a list of these. `name` is what stands for the text in messages,
 * such as the name of an input; `before` are flags that were asked for already.
 */
export function readAskedFlags(
  content: string,
  name: string,
  before: readonly AskedFlag[] = [],
): AskedFlagsResult {
  const { text, source } = decode(content);
  const refused = (faults: readonly PlacedFault[]): AskedFlagsResult => ({
    ok: false,
    diagnostics: placeAll(name, text, faults),
  });
  if (!source.ok) return refused(source.faults);
  const yaml = readYamlDocuments(text, 'a list of flags');
  if (!yaml.ok) return refused(yaml.faults);
  const [document, second] = yaml.value;
  if (document === undefined) {
    return refused([
      { offset: 0, fault: fault(`${name} is empty`, null, 'write the key of a flag, or a list') },
    ]);
  }
  if (second !== undefined) {
    const found = fault('a second document', 'the flags stand in one list', 'remove the line ---');
    return refused([{ offset: second.root.range?.[0] ?? 0, fault: found }]);
  }

  // Under a name, so that messages have one for it.
  const value = { [name]: document.value };
  const shape = z.safeParse(z.object({ [name]: AskedFlags }), value, { jitless: true });
  const flags = shape.success ? (shape.data[name] ?? []) : [];
  const faults = [
    ...(shape.success ? [] : faultsOf(value, shape.error.issues)),
    ...runTogether(document, text, name),
    ...repeated(flags, Array.isArray(document.value), name, before),
  ];
  if (faults.length === 0) return { ok: true, flags };
  return refused(
    faults.map(({ path, part, fault: found }) => ({
      offset: offsetAt(document.root, path.slice(1), part),
      fault: found,
    })),
  );
}

/** Keys one below the other without dashes are one text to YAML. */
function runTogether({ root }: Yaml, text: string, name: string): readonly PathFault[] {
  if (!isScalar(root) || root.type !== 'PLAIN') return [];
  const [start, end] = root.range ?? [0, 0];
  if (!text.slice(start, end).trim().includes('\n')) return [];
  const found = fault(`${name} is one text of several lines`, null, 'write - and a space before each key');
  return [{ path: [name], part: 'value', fault: found }];
}

function repeated(
  flags: readonly AskedFlag[],
  listed: boolean,
  name: string,
  before: readonly AskedFlag[],
): readonly PathFault[] {
  const all = [...before, ...flags];
  return flags.flatMap((flag, index): readonly PathFault[] => {
    const first = all.slice(0, before.length + index).find((one) => nameAsOutput(one) === nameAsOutput(flag));
    if (first === undefined) return [];
    const path = listed ? [name, index] : [name];
    const what = `${pathText(path)} asks for ${quote(flag.key)}`;
    const why =
      first.key === flag.key
        ? 'it is asked for already'
        : `${quote(first.key)} is asked for already, and outputs do not tell capitals from small letters`;
    return [{ path, part: 'value', fault: fault(what, why, 'remove one of the two') }];
  });
}
