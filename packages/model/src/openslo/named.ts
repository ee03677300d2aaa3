import { posix } from 'node:path';
import { entriesOf, get, readable } from '../consistency/written.ts';
import type { Path } from '../consistency/written.ts';
import type { ReleaseLabel } from '../delivery.ts';
import { OpenSloForm } from '../file/openslo.ts';
import { Split } from '../file/prometheus.ts';
import { decode } from '../source/decode.ts';
import { readYaml } from '../source/yaml.ts';

/** An SLO of a delivery file that is an OpenSLO document. */
export interface NamedSlo {
  readonly slo: string;
  readonly file: NamedFile;
  readonly with: readonly NamedFile[];
  readonly name: string | null;
  readonly objective: string | null;
  readonly split: ReleaseLabel;
}

/** A file that a delivery file names. */
export interface NamedFile {
  /** Relative to the workspace, normalised. */
  readonly path: string;
  /** Where in the delivery file it is named. */
  readonly at: Path;
}

/** The files that a delivery file of this content names, each once; none where it can't be read. */
export function openSloPaths(content: Uint8Array | string): readonly string[] {
  const { source } = decode(content);
  const yaml = source.ok ? readYaml(source.value) : source;
  if (!yaml.ok) return [];
  const named = namedSlos(yaml.value.value).flatMap((one) => [one.file, ...one.with]);
  return [...new Set(named.map(({ path }) => path))];
}

/** Those that can be read; of the others the schemas tell. */
export function namedSlos(file: unknown): readonly NamedSlo[] {
  return entriesOf(get(file, 'slos')).flatMap(([slo, value]) => {
    const named = namedSlo(slo, value);
    return named === null ? [] : [named];
  });
}

function namedSlo(slo: string, value: unknown): NamedSlo | null {
  const { openslo, split = DEFAULT_SPLIT, ...others } = Object.fromEntries(entriesOf(value));
  if (openslo === undefined || Object.keys(others).length > 0) return null;
  const form = readable(OpenSloForm, openslo);
  const label = readable(Split, split);
  if (form === null || label === null) return null;
  const at = ['slos', slo, 'openslo'];
  const further = form.with ?? [];
  const isList = Array.isArray(get(openslo, 'with'));
  return {
    slo,
    file: { path: posix.normalize(form.file), at: typeof openslo === 'string' ? at : [...at, 'file'] },
    with: further.map((path, index) => ({
      path: posix.normalize(path),
      at: isList ? [...at, 'with', index] : [...at, 'with'],
    })),
    name: form.name ?? null,
    objective: form.objective ?? null,
    split: { label: label.label, value: label.value },
  };
}

/** What tells releases apart where nothing is said. */
const DEFAULT_SPLIT = 'version';
