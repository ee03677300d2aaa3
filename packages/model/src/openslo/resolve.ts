import { at, entriesOf, get } from '../consistency/written.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Fault } from '../fault.ts';
import type { PathFault } from '../issues.ts';
import { quote } from '../text/quote.ts';
import { instead } from '../text/suggest.ts';
import { documentsIn } from './documents.ts';
import type { OpenSloDocument } from './documents.ts';
import { only } from './metric.ts';
import { namedSlos } from './named.ts';
import type { NamedFile, NamedSlo } from './named.ts';
import type { Outcome } from './outcome.ts';
import type { PlainSlo } from './plain-slo.ts';
import { plainSlo } from './slo.ts';

/** Files by their paths, or why they could not be read. */
export type OpenSloFiles = ReadonlyMap<string, OpenSloFile>;
export type OpenSloFile =
  | { readonly ok: true; readonly content: Uint8Array | string }
  | { readonly ok: false; readonly fault: Omit<Fault, 'what'> };

export interface Resolved {
  /** The delivery file as if every OpenSLO document in it had been written out. */
  readonly file: unknown;
  /** What is wrong with it because of what it names. */
  readonly faults: readonly PathFault[];
  /** What is wrong in the files of OpenSLO, each thing once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes out the SLOs of a delivery file, as it is written, that are OpenSLO documents. */
export function resolveOpenSlo(file: unknown, files: OpenSloFiles): Resolved {
  const named = namedSlos(file);
  if (named.length === 0) return { file, faults: [], diagnostics: [] };
  const shelf = new Shelf(files);
  const read = named.map((one) => [one.slo, sloOf(one, shelf)] as const);
  const plain = read.map(([slo, found]) => [slo, found.ok ? found.value : STAND_IN] as const);
  const slos = Object.fromEntries([...entriesOf(get(file, 'slos')), ...plain]);
  return {
    file: Object.fromEntries([...entriesOf(file), ['slos', slos]]),
    faults: read.flatMap(([, found]) => ('faults' in found ? found.faults : [])),
    diagnostics: distinct(read.flatMap(([, found]) => ('diagnostics' in found ? found.diagnostics : []))),
  };
}

/** The file is refused then: in the place of what can't be read stands what no other fault follows from. */
const STAND_IN = '50%';

/** What the delivery file says wrongly of an OpenSLO document. */
interface Misnamed {
  readonly ok: false;
  readonly faults: readonly PathFault[];
}

function sloOf(named: NamedSlo, shelf: Shelf): Outcome<PlainSlo> | Misnamed {
  const own = shelf.documents(named.file);
  if (!own.ok) return own;
  const documents = [...own.value];
  const seen = new Set([named.file.path]);
  for (const further of named.with) {
    if (seen.has(further.path)) continue;
    seen.add(further.path);
    const found = shelf.documents(further);
    if (!found.ok) return found;
    documents.push(...found.value);
  }
  const slo = chosenSlo(named, own.value);
  return slo.ok ? plainSlo(slo.value, documents, named.objective, named.split) : slo;
}

function chosenSlo(
  { slo, file, name }: NamedSlo,
  documents: readonly OpenSloDocument[],
): Outcome<OpenSloDocument> | Misnamed {
  const slos = documents.filter(({ kind }) => kind === 'SLO');
  const names = slos.map((one) => one.name);
  const is = `is ${quote(name ?? file.path)}`;
  if (name !== null) {
    const found = only(slos, 'SLO', name);
    if (!found.ok) return found;
    if (found.value !== null) return { ok: true, value: found.value };
    const why = `no SLO of that name is in ${quote(file.path)}`;
    return { ok: false, faults: [at(['slos', slo, 'openslo', 'name'], is, why, instead(name, names))] };
  }
  const [first, second] = slos;
  if (first !== undefined && second === undefined) return { ok: true, value: first };
  const [why, mend] =
    first === undefined
      ? ['no document of the kind SLO is in it', 'name a file that has one']
      : [`${slos.length} SLOs are in it`, `name one: { file: ${file.path}, name: ${first.name} }`];
  return { ok: false, faults: [at(file.at, is, why, mend)] };
}

/** What is read from the files, each of them once. */
class Shelf {
  readonly #files: OpenSloFiles;
  readonly #read = new Map<string, Outcome<readonly OpenSloDocument[]>>();

  constructor(files: OpenSloFiles) {
    this.#files = files;
  }

  documents({ path, at: place }: NamedFile): Outcome<readonly OpenSloDocument[]> | Misnamed {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const file = this.#files.get(path) ?? UNREAD;
    if (!file.ok)
      return { ok: false, faults: [at(place, `is ${quote(path)}`, file.fault.why ?? null, file.fault.mend)] };
    const documents = documentsIn(path, file.content);
    this.#read.set(path, documents);
    return documents;
  }
}

const UNREAD: OpenSloFile = {
  ok: false,
  fault: { why: 'other files can not be read here', mend: 'write the SLO into the delivery file itself' },
};

/** A document that several SLOs name has its faults once. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(
    (one, index) =>
      diagnostics.findIndex(
        (other) =>
          other.file === one.file &&
          other.line === one.line &&
          other.column === one.column &&
          other.what === one.what,
      ) === index,
  );
}
