import { structuredPatch } from 'diff';
import { stringify } from 'yaml';

/** What would change in an object, for people: a unified diff of YAML, without what could be a secret. */

const MOST_LINES = 300;
const CONTEXT = 3;
const HIDDEN = '(hidden)';
const CHANGED = '(hidden, changed)';

/** What an API server writes by itself, and what repeats the whole object. */
const OF_METADATA = ['name', 'namespace', 'labels', 'annotations', 'ownerReferences'];
const NOT_SHOWN =
  /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/revision|glidepath\.dev\/(?:candidate|fence|traffic))$/;
/** Lists of words, and maps of headers, in which people write passwords. */
const SECRETIVE = new Set(['args', 'command', 'set', 'add']);

/** None where nothing that is shown differs. */
export function diffOf(before: object, after: object): readonly string[] {
  const [one, other] = [shorn(before), shorn(after)];
  const { hunks } = structuredPatch('', '', yamlOf(hidden(one, one)), yamlOf(hidden(other, one)), '', '', {
    context: CONTEXT,
  });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: each }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...each,
  ]);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `... ${lines.length - MOST_LINES} more lines`];
}

function yamlOf(value: unknown): string {
  // An API server does not keep the order of keys from one answer to the next.
  return stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

function shorn(object: object): object {
  const all = new Map<string, unknown>(Object.entries(object));
  const metadata = entriesOf(all.get('metadata'))
    .filter(([key]) => OF_METADATA.includes(key))
    .map(([key, value]) => [key, key === 'annotations' ? annotationsOf(value) : value] as const)
    .filter(([, value]) => value !== undefined);
  return {
    apiVersion: all.get('apiVersion'),
    kind: all.get('kind'),
    metadata: Object.fromEntries(metadata),
    spec: all.get('spec'),
  };
}

function annotationsOf(value: unknown): object | undefined {
  const kept = entriesOf(value).filter(([key]) => !NOT_SHOWN.test(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The same without values of variables, headers and arguments. `before`: by which it shows that one would change. */
function hidden(value: unknown, before: unknown): unknown {
  if (Array.isArray(value)) {
    const others = Array.isArray(before) ? before : [];
    return value.map((each: unknown, index) => hidden(each, sameIn(others, each, index)));
  }
  if (typeof value !== 'object' || value === null) return value;
  const others = new Map(entriesOf(before));
  const isPair = 'name' in value && 'value' in value;
  return Object.fromEntries(
    entriesOf(value)
      .filter(([key, inner]) => key !== 'creationTimestamp' || inner !== null)
      .map(([key, inner]) => {
        const other = others.get(key);
        const isSecretive = (isPair && key === 'value') || (SECRETIVE.has(key) && typeof inner === 'object');
        return [key, isSecretive ? veiled(inner, other) : hidden(inner, other)];
      }),
  );
}

function veiled(value: unknown, before: unknown): string {
  return before === undefined || JSON.stringify(value) === JSON.stringify(before) ? HIDDEN : CHANGED;
}

/** The item of that name, else the one at that place. */
function sameIn(others: readonly unknown[], each: unknown, index: number): unknown {
  const name = nameOf(each);
  return name === undefined ? others[index] : others.find((other) => nameOf(other) === name);
}

function nameOf(value: unknown): unknown {
  return entriesOf(value).find(([key]) => key === 'name')?.[1];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
